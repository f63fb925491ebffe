"""What can be typed next at a demo shop: commands that work as they stand."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from makegood.demo import PASSWORD

_PUBLISHED = 3
_LEAD = "olivia@hearth-and-trail.example"
_LOOKED_AT = 20


def to_try(address: str, *, on: date | None) -> Iterator[str]:
    """A line each, to be pasted; `on` = the day they are about when it is not today."""
    command = as_typed()
    day = f" --today {on}" if on else ""
    at = f" --at {on}T09:00-05:00" if on else ""
    yield "Try next; paste the first line, then any other:"
    yield f"  export MAKEGOOD_DATABASE={shlex.quote(address)}"
    yield from (f"  {command} {line}" for line in _questions(day, at))
    receive = _receive()
    if receive is not None:
        yield f"  echo {shlex.quote(json.dumps(receive))} | {command} receive - --preview{at}"
    yield f"  {command} tokens issue {_LEAD} --name demo --scope operations_lead --scope manager"
    yield f"  {command} tasks{at}"
    yield f"  {command} audit{day}"
    yield f"  {command} status{day}"
    yield ""
    yield f"Sign in at the console, once it is served, as {_LEAD} (leads), or as sara@, paul@,"
    yield f"walt@, fay@ or emil@ of the same house; everybody's password is: {PASSWORD}"


def _questions(day: str, at: str) -> Iterator[str]:
    from makegood.queries.cases import open_cases
    from makegood.queries.proposals import proposals

    waiting = [each for each in proposals() if each.ship_to is not None][:_PUBLISHED]
    cases = open_cases().first(1)
    order = next(iter([*(each.order for each in waiting), *(each.order for each in cases)]), None)
    if order is not None:
        yield f"explain --order {shlex.quote(order)}{day}"
        yield f"decide --show --order {shlex.quote(order)}{at}"
    if waiting:
        yield f"publish {' '.join(str(each.proposal) for each in waiting)}{at}"
    if cases:
        yield f"availability {shlex.quote((waiting or cases)[0].sku)}{day}"


def _receive() -> dict[str, object] | None:
    """The next arrival that serves somebody: what only bundles wait for may serve nobody by itself."""
    from makegood.queries.arrivals import next_arrivals
    from makegood.queries.cases import open_cases

    waited_for = {each.sku for each in open_cases()}
    lots = next_arrivals(awaited=True).first(_LOOKED_AT)
    lot = next((each for each in lots if each.sku in waited_for), None)
    return lot and {"sku": lot.sku, "counted_qty": lot.open_qty, "location": lot.location, "po": lot.po}


def as_typed() -> str:
    """The command as it can be typed here: `makegood` alone is not found unless it is installed for all to find."""
    called = sys.argv[0]
    return called if Path(called).stem == "makegood" and not shutil.which("makegood") else "makegood"


def near(path: Path) -> Path:
    """A path as seen from the folder we stand in."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
