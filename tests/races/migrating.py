"""What is done by processes that migrate and are killed."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.db import connection

from tests.process import checkpoint


def migrate_until(number: int, *, statement: int) -> int:
    """Migrate, and stand still after so many statements; how many there are."""
    done = 0

    def counting(execute: Any, *about: Any) -> Any:
        nonlocal done
        found = execute(*about)
        done += 1
        if done == statement:
            checkpoint("there")
        return found

    with connection.execute_wrapper(counting):
        call_command("migrate", verbosity=0)
    return done
