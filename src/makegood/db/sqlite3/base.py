"""Where a connection to SQLite is made: a file that is not there yet is made for its owner alone.

It holds names, addresses and hashes of passwords. SQLite itself would let everybody on the computer read it; the files
that it puts beside the database, and ours (`db.turns`), are as the database is. One that is there stays as it is.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """The name under which Django looks for it."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """As Django's."""
        _make_for_its_owner(str(conn_params["database"]))
        return super().get_new_connection(conn_params)


def _make_for_its_owner(name: str) -> None:
    # Never opened when it is there: that it is closed again would take this process's locks on it away. Where it
    # cannot be made SQLite says why.
    with suppress(OSError):
        os.close(os.open(os.path.realpath(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
