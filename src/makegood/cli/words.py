"""The commands that change a live shop, by the words of the house: JSON in, one use-case, its outcome out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from makegood.cli.asked import entries
from makegood.cli.failure import shown
from makegood.cli.live import AsJson, Database, live_shop, now, print_json
from makegood.domain.terms.errors import DomainError

File = Annotated[Path, typer.Argument(help="JSON: one object or a list of them; - = standard input.")]
At = Annotated[
    str | None,
    typer.Option("--at", help="As of this moment (ISO 8601, with its zone).", show_default="now"),
]
PreviewOnly = Annotated[bool, typer.Option("--preview", help="Show who would get what; write nothing.")]

REFUSED = 1
ACTOR = "cli"
"""Who works at the machine itself may do everything."""


def moment(text: str | None) -> datetime:
    """The moment a command is for. Raises DomainError('option_invalid')."""
    if text is None:
        return now()
    expected = "a moment with its zone, 2026-11-23T09:00+01:00"
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise DomainError("option_invalid", {"option": "--at", "found": text, "expected": expected}) from None
    if found.tzinfo is None:
        raise DomainError("option_invalid", {"option": "--at", "found": text, "expected": expected})
    return found


def place(
    names: Annotated[list[str], typer.Argument(help="Names of places that hold stock.")],
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Add places that hold stock, such as main; those that are there stay as they are."""
    with live_shop(database):
        from makegood.services.catalogue import AddPlaces

        found = _run(AddPlaces(names=tuple(names)), at)
        _print([{"place": name} for name in found], as_json)


def keep(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Keep safety stock back: sku, location, safety_stock. Less of it serves the queue."""
    with live_shop(database):
        from makegood.services.catalogue import KeptBack, SetSafetyStock

        found = entries(KeptBack, file)
        _run(SetSafetyStock(kept=found), at)
        _print(_plain(found), as_json)


def items(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Tell the catalogue of items: sku, title, unit_price (minor units), substitutes, bundle_of [[SKU, units]] …"""
    with live_shop(database):
        from makegood.domain.terms.demand import Item
        from makegood.services.catalogue import SetItems

        found = entries(Item, file)
        _run(SetItems(items=found), at)
        _print([{"sku": item.sku} for item in found], as_json)


def take(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Take orders: number, placed_at, lines [{sku, quantity}], channel, external, customer … Ends with 1 when one is
    refused; the others are taken."""
    with live_shop(database):
        from makegood.services.intake import NewOrder, TakeOrders

        drafts = _run(TakeOrders(orders=entries(NewOrder, file)), at)
        _print([_taken(each) for each in drafts], as_json)
    if any(each.refusal is not None for each in drafts):
        raise typer.Exit(REFUSED)


def expect(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Write purchase orders down: number, supplier, ordered_on, lots [{sku, quantity, eta, confirmed}]."""
    with live_shop(database):
        from makegood.services.receipt.expect import Expect, ExpectedOrder

        rows = _run(Expect(orders=entries(ExpectedOrder, file)), at)
        _print([{"po": row.number} for row in rows], as_json)


def eta(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Note a supplier's new word: po, line, eta, confirmed, quantity. It proposes windows and moves none."""
    with live_shop(database):
        from makegood.services.receipt.expect import ChangeEta, NewEta

        lots = _run(ChangeEta(changes=entries(NewEta, file)), at)
        _print([{"line": lot.line, "eta": lot.eta, "open_qty": lot.open_qty} for lot in lots], as_json)


def receive(
    file: File,
    database: Database = None,
    at: At = None,
    preview: PreviewOnly = False,
    as_json: AsJson = False,
) -> None:
    """Take deliveries in: sku, counted_qty, damaged_qty, location, po, last. What is free serves the queue."""
    with live_shop(database):
        from makegood.services.receipt.receive import Delivered, Receive

        _run_or_preview(Receive(deliveries=entries(Delivered, file)), at, preview, as_json)


def count(
    file: File,
    database: Database = None,
    at: At = None,
    preview: PreviewOnly = False,
    as_json: AsJson = False,
) -> None:
    """Note stock counts: sku, counted_qty, location, why. Less than is reserved takes back from the lowest rank."""
    with live_shop(database):
        from makegood.services.receipt.counting import Count, CountedStock

        _run_or_preview(Count(counts=entries(CountedStock, file)), at, preview, as_json)


def publish(
    proposals: Annotated[list[int], typer.Argument(help="Numbers of proposed windows.")],
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Publish proposed windows."""
    with live_shop(database):
        from makegood.services.promise import Publish

        _print(_plain(_run(Publish(proposals=tuple(proposals)), at)), as_json)


def release(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Hand to the warehouse what may go: {} for all, else {"orders": ["1001"], "location": "main"}."""
    with live_shop(database):
        from makegood.services.release import Release

        found = [each for command in entries(Release, file) for each in _run(command, at)]
        _print(_plain(found), as_json)


def ship(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Tell of parcels that left: order, number, lines [{line, qty}], carrier, tracking."""
    with live_shop(database):
        from makegood.services.release import Parcel, Ship

        found = _run(Ship(parcels=entries(Parcel, file)), at)
        _print(_plain(found if isinstance(found, list) else [found]), as_json)


def close(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Cancel what has not left: lines [{order, line, qty}], reason, approved_by (customer, law or manager), text."""
    with live_shop(database):
        from makegood.services.closure import Cancel

        found = [each for command in entries(Cancel, file) for each in _run(command, at)]
        _print(_plain(found), as_json)


def _run(command: Any, at: str | None) -> Any:
    from makegood import flow

    return flow.run(command, actor=ACTOR, now=moment(at))


def _run_or_preview(command: Any, at: str | None, preview: bool, as_json: bool) -> None:
    from makegood import flow

    if not preview:
        _print(_plain(_run(command, at)), as_json)
        return
    found = flow.preview(command, actor=ACTOR, now=moment(at))
    gets = [{"gets": each.qty, **each._asdict()} for each in found.gains]
    _print([*gets, *({"waits": each.qty, **each._asdict()} for each in found.waits)], as_json)


def _taken(draft: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"order": draft.new.number}
    if draft.refusal is not None:
        return told | {"refused": draft.refusal.data["problem"], **_rest(draft.refusal.data)}
    if draft.known is not None:
        return told | {"known": True}
    return told | {
        "lines": [
            {
                "line": line.fact.line_id,
                "sku": line.item.sku,
                "reserved": line.reserved_qty,
                "backordered": line.short_qty,
                "ship": [line.promise.ship.from_on, line.promise.ship.to_on] if line.promise else None,
            }
            for line in draft.lines
        ]
    }


def _rest(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in ("problem", "order", "channel")}


def _plain(found: Sequence[Any]) -> list[dict[str, Any]]:
    return [dataclasses.asdict(each) for each in found]


def _print(rows: Sequence[Mapping[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    for row in rows:
        typer.echo(shown("  ".join(f"{name}: {_said(value)}" for name, value in row.items())))


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_said(each)}" for name, each in value.items())
    if isinstance(value, (list, tuple)):
        return "; ".join(_said(each) for each in value) or "none"
    return "none" if value is None else str(value)


COMMANDS: tuple[Callable[..., None], ...] = (
    place,
    items,
    keep,
    take,
    expect,
    eta,
    publish,
    receive,
    count,
    release,
    ship,
    close,
)
"""In the order of the spine."""
