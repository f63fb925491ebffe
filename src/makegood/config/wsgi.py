"""What a server of WSGI is given."""

from __future__ import annotations

import gc
import os
import signal
import time
from contextlib import suppress
from multiprocessing import parent_process
from queue import SimpleQueue
from threading import Thread, local
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "makegood.config.settings")

from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created

application = get_wsgi_application()


left_behind: SimpleQueue[Any] = SimpleQueue()
"""Connections to the database whose threads have ended."""


class _Held:
    """A connection to the database, given up when nobody holds this any more.

    It is not closed in the thread that ends: SQLite calls back while it closes, and a thread of the server's own
    making, half taken down by then, would take the whole process with it (python/cpython#119585).
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __del__(self) -> None:
        left_behind.put(self._connection)


def _close_what_is_left() -> None:
    while True:
        # One whose server is gone is as good as closed; the next ones wait for us.
        with suppress(Exception):
            left_behind.get().close()


Thread(target=_close_what_is_left, daemon=True).start()
_of_thread = local()


def _hold(connection: Any, **_: Any) -> None:
    """A thread that has had nothing to do for a while ends; its connection would stay until garbage is looked for. Each
    is held by itself: that a thread opens another ends none."""
    _of_thread.__dict__[str(id(connection))] = _Held(connection.connection)


connection_created.connect(_hold)

LAST_REQUESTS_SECONDS = 20


def _end_with_our_parent() -> None:
    """Whoever started us keeps watch over us, and holds the port with us: when it was killed we end what we are at, and
    go too."""
    parent = parent_process()
    if parent is None:  # a server that keeps no such processes
        return
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LAST_REQUESTS_SECONDS)
    os._exit(1)


Thread(target=_end_with_our_parent, daemon=True).start()

# A short command never looks for garbage; a server must. What is loaded by now stays and is not looked through again.
gc.enable()
gc.collect()
gc.freeze()
