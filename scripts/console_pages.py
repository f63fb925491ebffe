"""Every page of the console that shows something, with an address for each: for the bench, and for the test that counts
what each asks of the database.

The shop has to hold one of everything that a page is about: see `_SAMPLES`. An address that is not listed because its
sample is missing would be one that nobody looks at, so a missing one is an error. What a button sets off and takes its
time is not here: a look at every part of the machine, an audit, the dry run of an import, the preview of a policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.test import Client
from django.urls import reverse

import makegood.console.pages  # noqa: F401 - pages put themselves down
from makegood.console.door import ADDRESSES
from makegood.db.models import (
    AllocationRun,
    Backorder,
    IncomingLot,
    Notice,
    Person,
    PolicyVersion,
    Release,
)

Sample = tuple[Mapping[str, Any], Mapping[str, Any]]
"""What stands in the address, and behind its `?`."""
_ORDERS = "order_id,placed_at,sku,quantity\nBROUGHT-1,2026-11-20,BROUGHT,5\n"
_STOCK = "sku,on_hand\nBROUGHT,6\n"


def addresses() -> Iterator[str]:
    """Each page once; several times where it has several sides, or is asked for a part of itself."""
    for each in ADDRESSES:
        if "GET" in each.methods:
            for inside, asked in _SAMPLES.get(each.name, _plain)():
                place = reverse(each.name, kwargs=dict(inside))
                yield f"{place}?{urlencode(asked)}" if asked else place


def bring_files(client: Client) -> None:
    """Files to be imported lie in the browser's session, so that the pages about them have something to show."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    files = {"orders": _ORDERS, "stock": _STOCK}
    sent = {name: SimpleUploadedFile(f"{name}.csv", text.encode()) for name, text in files.items()}
    client.post("/import", sent)
    columns = [
        (name, column) for name, text in files.items() for column in text.partition("\n")[0].split(",")
    ]
    client.post("/import/columns", {f"{name}.{column}": column for name, column in columns})


def _plain() -> list[Sample]:
    return [({}, {})]


def _asked(**asked: Any) -> Callable[[], list[Sample]]:
    return lambda: [({}, asked)]


def _first(model: type[Model], **which: Any) -> Any:
    found = model._default_manager.filter(**which).order_by("pk").first()
    if found is None:
        raise LookupError(f"the shop has no {model._meta.model_name} that a page could show")
    return found


def _number(name: str, model: type[Model], **which: Any) -> Callable[[], list[Sample]]:
    return lambda: [({name: _first(model, **which).pk}, {})]


def _order() -> list[Sample]:
    order = _first(Backorder, state="open").order
    return [({}, {"channel": order.channel.name, "number": order.number})]


def _items() -> list[Sample]:
    sku = _first(Backorder, state="open").item.sku
    return [({}, {"sku": sku} | ({"view": view} if view else {})) for view in ("", "queue", "rules", "stock")]


def _purchase_order() -> list[Sample]:
    return [({}, {"po": _first(IncomingLot, open_qty__gt=0).purchase_order.number})]


def _supplier() -> list[Sample]:
    return [({}, {"name": _first(IncomingLot, open_qty__gt=0).purchase_order.supplier.name})]


def _revision() -> list[Sample]:
    return [({"revision": _first(PolicyVersion).revision}, {})]


def _figures() -> list[Sample]:
    return [({"figure": "first_hits"}, {}), ({"figure": "first_hits"}, {"count": 1})]


_SAMPLES: Mapping[str, Callable[[], list[Sample]]] = {
    "allocation_run": _number("run", AllocationRun),
    "backorder": _number("backorder", Backorder, state="open"),
    "evidence": _order,
    "find": _asked(q="O"),
    "item": _items,
    "measure": _figures,
    "measures": lambda: [*_plain(), *_asked(count=1)()],
    "notice": _number("notice", Notice, state="queued"),
    "one_release": _number("release", Release, ended_at=None),
    "order": _order,
    "person": _number("person", Person),
    "policy": lambda: [({"area": "promise"}, {})],
    "policy_version": _revision,
    "purchase_order": _purchase_order,
    "supplier": _supplier,
    "ways": _order,
    "why_not": _number("backorder", Backorder, state="open"),
    "words": _asked(kind="first", language="en"),
}
"""What a page is asked about that is about one thing, and the sides of one that has several."""
