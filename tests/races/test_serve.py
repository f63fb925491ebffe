"""`makegood serve`: what it refuses before anything of it runs, and the worker beside it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from makegood.db.models import Job
from tests import live
from tests.races.served import post, served, taken_port


def _refused(*options: str) -> str:
    """What is said by a server that does not begin."""
    command = [sys.executable, "-m", "makegood", "serve", *options]
    environ = {**os.environ, "PYTHONPATH": str(live.ROOT / "src")}
    ended = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stdout) == (2, "")
    return ended.stderr


def test_a_port_that_is_taken_is_named(fresh_database: str) -> None:
    with taken_port() as port:
        assert f"found '127.0.0.1:{port} (Address already in use)'" in _refused("--port", str(port))


@pytest.mark.skipif(not live.on_sqlite(), reason="SQLite only: a file has one writer")
def test_several_processes_on_a_file_are_refused(fresh_database: str) -> None:
    assert "--processes: found 2; expected 1" in _refused("--processes", "2")


def test_the_worker_beside_a_server_does_what_is_due(fresh_database: str) -> None:
    with served(worker=True) as server, server.connection() as line:
        assert post(line, "nobody", "review/review", {}).status == 401
        server.wait_until(lambda: Job.objects.filter(state="done").exists())
    assert not Job.objects.filter(state="held").exists()
