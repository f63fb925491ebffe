"""The commands that change a live shop, by the words of the house: JSON in, one use-case, its outcome out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from makegood.cli import afterwards, receiving, releasing, slips
from makegood.cli.allocation import allocate, firm, reallocate, withdraw
from makegood.cli.asked import entries
from makegood.cli.decision import decide, leaving, undecide
from makegood.cli.doing import At, File, plain, preview, print_rows, run
from makegood.cli.live import AsJson, Database, live_shop
from makegood.wording.refusals import expected, title

REFUSED = 1


def place(
    names: Annotated[list[str], typer.Argument(help="Names of places that hold stock.")],
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Add places that hold stock, such as main; those that are there stay as they are."""
    with live_shop(database):
        from makegood.services.catalogue import AddPlaces

        found = run(AddPlaces(names=tuple(names)), at)
        print_rows([{"place": name} for name in found], as_json)


def keep(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Keep safety stock back: sku, location, safety_stock. Less of it serves the queue."""
    with live_shop(database):
        from makegood.services.catalogue import KeptBack, SetSafetyStock

        found = entries(KeptBack, file)
        run(SetSafetyStock(kept=found), at)
        print_rows(plain(found), as_json)


def items(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Tell the catalogue of items: sku, title, unit_price (minor units), substitutes, bundle_of [[SKU, units]] …"""
    with live_shop(database):
        from makegood.domain.terms.demand import Item
        from makegood.services.catalogue import SetItems

        found = entries(Item, file)
        run(SetItems(items=found), at)
        print_rows([{"sku": item.sku} for item in found], as_json)


def take(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Take orders: number, placed_at, lines [{sku, quantity}], channel, external, customer … Ends with 1 when one is
    refused; the others are taken."""
    with live_shop(database):
        from makegood.services.intake import NewOrder, TakeOrders

        drafts = run(TakeOrders(orders=entries(NewOrder, file)), at)
        rows = [_taken(each) for each in drafts]
        print_rows(rows if as_json else [_in_words(row) for row in rows], as_json)
    if any(each.refusal is not None for each in drafts):
        raise typer.Exit(REFUSED)


def expect(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Write purchase orders down: number, supplier, ordered_on, lots [{sku, quantity, eta, confirmed}]."""
    with live_shop(database):
        from makegood.services.receipt.expect import Expect, ExpectedOrder

        rows = run(Expect(orders=entries(ExpectedOrder, file)), at)
        print_rows([{"po": row.number} for row in rows], as_json)


def eta(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Note a supplier's new word: po, line, eta, confirmed, quantity. It proposes windows and moves none."""
    with live_shop(database):
        from makegood.services.receipt.expect import ChangeEta, NewEta

        told = entries(NewEta, file)
        lots = run(ChangeEta(changes=told), at)
        print_rows(
            [
                {"po": each.po, "line": lot.line, "eta": lot.eta, "open_qty": lot.open_qty}
                for each, lot in zip(told, lots, strict=True)
            ],
            as_json,
        )


def publish(
    proposals: Annotated[list[int], typer.Argument(help="Numbers of proposed windows.")],
    show: Annotated[
        bool, typer.Option("--preview", help="Show what customers would read; write nothing.")
    ] = False,
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Publish proposed windows."""
    with live_shop(database):
        from makegood.services.promise import Publish

        command = Publish(proposals=tuple(proposals))
        if show:
            slips.print_drafts(preview(command, at), as_json)
        else:
            print_rows(plain(run(command, at)), as_json)


def reject(
    proposals: Annotated[list[int], typer.Argument(help="Numbers of proposed windows.")],
    why: Annotated[str, typer.Option("--why", help="Kept with it.")] = "",
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Reject proposed windows: what customers hold stays."""
    with live_shop(database):
        from makegood.services.promise import Reject

        run(Reject(proposals=tuple(proposals), why=why), at)
        print_rows([{"rejected": number} for number in proposals], as_json)


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


def _in_words(row: Mapping[str, Any]) -> dict[str, Any]:
    """An order that was refused says why in words."""
    if "refused" not in row:
        return dict(row)
    wanted = {"expected": expected(row["refused"], row["expected"])} if "expected" in row else {}
    return {**row, "refused": title(row["refused"]), **wanted}


def _rest(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in ("problem", "order", "channel")}


COMMANDS: tuple[Callable[..., None], ...] = (
    place,
    items,
    keep,
    take,
    afterwards.edit,
    expect,
    eta,
    publish,
    reject,
    decide,
    undecide,
    leaving,
    *receiving.COMMANDS,
    allocate,
    reallocate,
    withdraw,
    firm,
    *releasing.COMMANDS,
    *afterwards.COMMANDS,
)
"""In the order of the spine."""
