"""What runs inside a `tests.live.Process`: one function. The test speaks to it on stdin, it answers on stdout."""

from __future__ import annotations

import importlib
import json
import sys
from functools import reduce
from typing import Any

from django.db import connection

from makegood.domain.terms.errors import DomainError

_ours = sys.stdout


def checkpoint(name: str) -> None:
    """Tells the test that this process is here, and waits for its word to go on."""
    _tell({"at": name})
    if not sys.stdin.readline():
        sys.exit("The test ended without us.")


def main() -> None:
    """Run the function when everything is loaded and connected, so that all begin in the same moment."""
    module, function, number, arguments = json.loads(sys.argv[1])
    sys.stdout = sys.stderr  # what a function prints is for people
    step: Any = reduce(getattr, function.split("."), importlib.import_module(module))
    connection.ensure_connection()
    checkpoint("start")
    try:
        ended: dict[str, Any] = {"value": step(number, **arguments)}
    except DomainError as refused:
        ended = {"refused": refused.code}
    _tell(ended)


def _tell(what: dict[str, Any]) -> None:
    _ours.write(json.dumps(what) + "\n")
    _ours.flush()
