"""The pages over HTTP on this computer, in a thread of the test's own process, for a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connections


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is Python's
        """Nobody reads it."""


class _Closing(WSGIHandler):
    """A thread ends with its answer, and its connection with it."""

    def __call__(self, environ, start_response):  # type: ignore[no-untyped-def]
        try:
            return super().__call__(environ, start_response)
        finally:
            connections.close_all()


@contextmanager
def served() -> Iterator[str]:
    """The address at which everything is served meanwhile."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.daemon_threads = True
    server.set_app(_Closing())
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
