"""What a process does whose threads use the database, one after the other."""

from __future__ import annotations

import ctypes
import gc
import importlib
from collections.abc import Callable
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

from django.db import Error, OperationalError, connection

STUCK = 20
_Begin = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)


def left_open(number: int, *, served: bool) -> int:
    """How many connections are open of three threads that have ended, before anybody looks for garbage. `served` = as a
    server keeps them."""
    return sum(map(_is_open, _connections_of(python_thread, served=served)))


def left_open_by_strangers(number: int, *, in_the_thread: bool) -> int:
    """The same of threads that Python did not make, as a server in another language has them. `in_the_thread` = a
    connection is closed while its thread is taken down."""
    if in_the_thread:
        wsgi = importlib.import_module("makegood.config.wsgi")
        wsgi.left_behind = SimpleNamespace(put=lambda left: left.close())  # type: ignore[attr-defined]
    return sum(map(_is_open, _connections_of(strange_thread, served=True)))


def closes_on(number: int) -> bool:
    """Whether what is left is still closed after a connection that cannot be."""

    def lost() -> None:
        raise OperationalError("the server is gone")

    wsgi = importlib.import_module("makegood.config.wsgi")
    ours = Event()
    for close in (lost, ours.set):
        wsgi.left_behind.put(SimpleNamespace(close=close))
    return ours.wait(STUCK)


def python_thread(work: Callable[[], None]) -> None:
    """One from begin to end."""
    thread = Thread(target=work)
    thread.start()
    thread.join()


def strange_thread(work: Callable[[], None]) -> None:
    """The same, made by the operating system."""
    system, name = ctypes.CDLL(None), ctypes.c_ulong()
    begin = _Begin(lambda _: work())
    assert system.pthread_create(ctypes.byref(name), None, begin, None) == 0
    assert system.pthread_join(name, None) == 0


def _connections_of(run: Callable[[Callable[[], None]], None], *, served: bool) -> list[Any]:
    if served:
        importlib.import_module("makegood.config.wsgi")
    gc.disable()
    seen: list[Any] = []

    def ask() -> None:
        connection.ensure_connection()
        seen.append(connection.connection)

    for _ in range(3):
        run(ask)
    if served:
        _until_closed()
    return seen


def _until_closed() -> None:
    """They are closed in turn; this one after all of them."""
    wsgi = importlib.import_module("makegood.config.wsgi")
    ours = Event()
    wsgi.left_behind.put(SimpleNamespace(close=ours.set))
    ours.wait()


def _is_open(found: Any) -> bool:
    try:
        with connection.wrap_database_errors:
            found.cursor()
    except Error:
        return False
    return True
