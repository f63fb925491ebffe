"""How the machine is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from makegood.api.keys import moment
from makegood.api.paging import Cursor, Limit, page_of
from makegood.api.question import question, rows_of
from makegood.api.questions._asked import today_here
from makegood.queries import audit as audits
from makegood.queries import health as health_now
from makegood.queries import jobs as jobs_now
from makegood.queries import machine as machines
from makegood.queries import sending as sending_now
from makegood.shapes import shape


@question("audit", verb="audit", answer=shape(audits.Audit))
def audit(request: HttpRequest) -> Any:
    """The proof that every number holds: what it looked at, and everything that is not as it must be."""
    return audits.run(today=today_here()[1])


@question("jobs", verb="jobs", answer=shape(jobs_now.Backlog))
def jobs(request: HttpRequest) -> Any:
    """What the worker has still to do, what it is doing, and what it has given up."""
    return jobs_now.backlog(now=moment())


@question("health", verb="health", answer=rows_of(health_now.Health))
def health(request: HttpRequest) -> Any:
    """The parts that the shop rests on, and how they are."""
    return {"rows": health_now.health(now=moment())}


@question("sending", verb="sending", answer=shape(sending_now.Sending))
def sending(request: HttpRequest) -> Any:
    """Whether messages are sent as they become due: since when, who said so, and why they are not."""
    return sending_now.sending()


@question("history", verb="machine", answer=page_of(machines.MachineEvent))
def machine_history(request: HttpRequest, limit: Limit = 100, cursor: Cursor = None) -> Any:
    """Who paused sending and let it go on, which jobs were given up and who had them tried again, the newest first."""
    return machines.history().page(limit=limit, cursor=cursor)
