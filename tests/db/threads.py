"""What a process does whose threads use the database, one after the other."""

from __future__ import annotations

import gc
import importlib
from threading import Thread
from typing import Any

from django.db import Error, connection


def left_open(number: int, *, served: bool) -> int:
    """How many connections are open of three threads that have ended, before anybody looks for garbage. `served` = as a
    server keeps them."""
    if served:
        importlib.import_module("makegood.config.wsgi")
    gc.disable()
    seen: list[Any] = []

    def ask() -> None:
        connection.ensure_connection()
        seen.append(connection.connection)

    for _ in range(3):
        thread = Thread(target=ask)
        thread.start()
        thread.join()
    return sum(map(_is_open, seen))


def _is_open(found: Any) -> bool:
    try:
        with connection.wrap_database_errors:
            found.cursor()
    except Error:
        return False
    return True
