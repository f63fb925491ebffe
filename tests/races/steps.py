"""What the processes do in the tests of the processes themselves."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.db import transaction

from makegood.db.models import Channel
from makegood.domain.terms.errors import DomainError
from tests.process import checkpoint


def open_channel(number: int, *, name: str) -> list[Any]:
    """Adds a channel of its own; its number and who it was."""
    Channel.objects.create(name=f"{name} {number}")
    return [number, os.getpid()]


def meet(number: int) -> int:
    """Goes on only when the test says so."""
    checkpoint("met")
    return number


def settings_and_order(number: int) -> list[Any]:
    """A setting of this process, and what says in which order its sets are."""
    return [settings.SHOP_URL, hash("any text")]


def refuse(number: int) -> None:
    """Is refused."""
    raise DomainError("order_unknown")


def break_down(number: int) -> None:
    """Meets what nobody expected."""
    raise ZeroDivisionError


def write_and_wait(number: int, *, name: str) -> int:
    """Has written and not committed when it stops."""
    with transaction.atomic():
        Channel.objects.create(name=name)
        checkpoint("written")
    return number
