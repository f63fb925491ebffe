"""What a server of WSGI is given."""

from __future__ import annotations

import gc
import os
from threading import local
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "makegood.config.settings")

from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created

application = get_wsgi_application()


class _Held:
    """A connection to the database, closed when nobody holds this any more."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __del__(self) -> None:
        self._connection.close()


_of_thread = local()


def _hold(connection: Any, **_: Any) -> None:
    """A thread that has had nothing to do for a while ends; its connection would stay until garbage is looked for. Each
    is held by itself: that a thread opens another ends none."""
    _of_thread.__dict__[str(id(connection))] = _Held(connection.connection)


connection_created.connect(_hold)

# A short command never looks for garbage; a server must. What is loaded by now stays and is not looked through again.
gc.enable()
gc.collect()
gc.freeze()
