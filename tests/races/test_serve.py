"""`makegood serve`: what it refuses before anything of it runs, and the worker beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import ExitStack

import pytest
from django.db import transaction

from makegood.db.models import Job, Location
from tests import live
from tests.api.door import key
from tests.races.served import heard, post, running_process, send, served, taken_port, wait


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


def test_a_request_in_chunks_is_told_that_it_must_say_its_length(fresh_database: str) -> None:
    with served() as server, server.connection() as line:
        # The head alone: whoever is answered before the rest was sent may find that nobody listens any more.
        line.putrequest("POST", "/api/v1/review/review")
        line.putheader("Transfer-Encoding", "chunked")
        line.endheaders()
        answer = line.getresponse()
        assert (answer.status, json.loads(answer.read())["code"]) == (411, "length_missing")


@pytest.mark.skipif(not live.on_sqlite(), reason="SQLite only: a file has one writer")
def test_several_processes_on_a_file_are_refused(fresh_database: str) -> None:
    assert "--processes: found 2; expected 1" in _refused("--processes", "2")


FOREIGN = {"Host": "elsewhere.example"}
ANYWHERE = ("/healthz", "/readyz", "/metrics", "/api/v1/review/review", "/hooks/mail/tracking")
PAGES = (
    "/",
    "/about",
    "/account/login/",
    "/o/whatever",
    "/o/whatever/cancel",
    "/static/console/icon.svg",
    "/none",
)


def test_no_page_is_shown_under_a_foreign_name_and_the_log_has_a_line_of_each(
    fresh_database: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with served(as_typed=True) as server, server.connection() as line:
        for page in PAGES:
            line.request("GET", page, headers=FOREIGN)
            answer = line.getresponse()
            assert (answer.status, answer.read()) == (400, b"Nothing is shown under this name.\n"), page
        for address in ANYWHERE:
            line.request("GET", address, headers=FOREIGN)
            answer = line.getresponse()
            answer.read()
            assert answer.status != 400, address
    said = capfd.readouterr().err.splitlines()
    assert len([each for each in said if "Asked under the name 'elsewhere.example'" in each]) == len(PAGES)
    assert "Traceback (most recent call last):" not in said


def test_who_asks_over_the_wrong_line_and_under_a_foreign_name_leaves_no_traceback(
    fresh_database: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAKEGOOD_URL", "https://orders.example.org")
    with served(as_typed=True) as server, server.connection() as line:
        line.request("GET", "/api/v1/review/review", headers=FOREIGN)
        answer = line.getresponse()
        assert (answer.status, json.loads(answer.read())["code"]) == (400, "request_invalid")
    said = capfd.readouterr().err.splitlines()
    assert said
    assert [each for each in said if not each.startswith("20")] == [], "each line begins with its moment"


WRITERS = 8


def test_whoever_asks_whether_it_lives_is_answered_while_writers_wait(fresh_database: str) -> None:
    secret = key("warehouse")
    with served() as server, ExitStack() as open_lines:
        lines = [open_lines.enter_context(server.connection()) for _ in range(WRITERS + 1)]
        with transaction.atomic():
            # On SQLite the writer's lock is ours from here on, on PostgreSQL this name.
            Location.objects.create(name="main")
            for line in lines[:WRITERS]:
                send(line, secret, "intake/add-places", {"names": ["main"]})
            # Again and again: by the last time all of them wait.
            for _ in range(20):
                lines[-1].request("GET", "/healthz")
                assert heard(lines[-1]).status == 200
        assert [heard(line).status for line in lines[:WRITERS]] == [200] * WRITERS
    assert Location.objects.count() == 1


def test_the_worker_beside_a_server_does_what_is_due(fresh_database: str) -> None:
    with served(worker=True, as_typed=True) as server, server.connection() as line:
        assert post(line, "nobody", "review/review", {}).status == 401
        server.wait_until(lambda: Job.objects.filter(state="done").exists())
    assert not Job.objects.filter(state="held").exists()


def test_a_server_that_was_killed_leaves_nobody_behind_and_its_port_to_the_next(fresh_database: str) -> None:
    with served(worker=True, as_typed=True) as server:
        server.wait_until(lambda: Job.objects.filter(state="done").exists())
        assert isinstance(server.process, subprocess.Popen)
        server.process.kill()
        try:
            # What they all write to is over when the last of them has ended.
            server.process.communicate(timeout=30)
        finally:
            server.kill()
        with running_process("serve", "--no-worker", "--port", str(server.port)) as next_one:
            wait(next_one, server.port)
