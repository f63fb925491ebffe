"""What is open and what came, with the numbers that other commands ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from makegood.cli.doing import plain, print_table
from makegood.cli.live import AsJson, Database, live_shop, now
from makegood.cli.orders import notices, orders
from makegood.wording import words
from makegood.wording.sentences import joined
from makegood.wording.tables_events import cause_said

if TYPE_CHECKING:
    from makegood.queries.shop import Shop

AtPlace = Annotated[
    str | None, typer.Option("--location", help="Only those of this place.", show_default="all")
]
Limit = Annotated[int, typer.Option("--limit", help="So many of them.", min=1)]


def proposals(database: Database = None, as_json: AsJson = False) -> None:
    """List windows that wait for the owner of dates, with the numbers that `publish` and `reject` take."""
    with live_shop(database, asks="proposals"):
        from makegood.queries.proposals import proposals as waiting

        rows = [each._asdict() for each in waiting()]
        print_table(rows, as_json, people=lambda row: {**row, "why": cause_said(row["why"])})


def arrivals(database: Database = None, as_json: AsJson = False) -> None:
    """List open lots of purchase orders, the next one first, with the numbers that `eta` and `receive` take."""
    with live_shop(database, asks="arrivals"):
        from makegood.queries.arrivals import next_arrivals

        print_table([each._asdict() for each in next_arrivals()], as_json)


def receipts(limit: Limit = 20, database: Database = None, as_json: AsJson = False) -> None:
    """List the last receipts, the newest first, with the numbers that `undo` takes."""
    with live_shop(database, asks="arrivals"):
        from makegood.queries.arrivals import last_receipts

        rows = [each._asdict() for each in last_receipts().first(limit)]
        print_table(rows, as_json, people=lambda row: {**row, "findings": joined(row["findings"])})


def releases(location: AtPlace = None, database: Database = None, as_json: AsJson = False) -> None:
    """List open releases, the oldest first, with the numbers that `pick` and `recall` take."""
    with live_shop(database, asks="releases"):
        from makegood.queries import known
        from makegood.queries.releases import open_releases

        known.check(location=location)
        print_table(plain(open_releases(location=location)), as_json)


def suppliers(database: Database = None, as_json: AsJson = False) -> None:
    """How each supplier keeps its word, in its working days: who is late most often comes first."""
    with live_shop(database, asks="suppliers"):
        from makegood.queries.suppliers import supplier_records

        shop, today = _here()
        found = supplier_records(shop, today=today)
        rows = [
            {
                "supplier": each.supplier,
                "receipts": each.receipts,
                "on_time": each.on_time,
                "median_days": each.median_days,
                "worst_days": each.worst_days,
                "overdue": each.overdue,
                "adds": f"{each.adds_from}-{each.adds_to}",
                "within": each.within,
                "units_short": each.short_qty,
            }
            for each in found
        ]
        print_table([each._asdict() for each in found] if as_json else rows, as_json)


def chase(
    supplier: Annotated[
        str | None, typer.Option("--supplier", help="Only the questions to this one.", show_default="all")
    ] = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """What to ask of which supplier, most waiting money first."""
    with live_shop(database, asks="suppliers"):
        from makegood.domain.terms.quantity import to_major
        from makegood.queries.chase import chase_list, check_supplier

        check_supplier(supplier)
        shop, today = _here()
        currency = shop.policy.shop.currency
        found = chase_list(shop, today=today, supplier=supplier)
        rows = [
            {
                **each._asdict(),
                "ask": words(each.ask),
                "value_waiting": ""
                if each.value_waiting is None
                else f"{to_major(each.value_waiting, currency)} {currency}",
            }
            for each in found
        ]
        print_table([each._asdict() for each in found] if as_json else rows, as_json)


def _here() -> tuple[Shop, date]:
    from makegood.queries.shop import shop_now

    moment = now()
    shop = shop_now(year=moment.year)
    return shop, shop.day(moment)


LISTS: tuple[Callable[..., None], ...] = (
    orders, proposals, notices, arrivals, receipts, suppliers, chase, releases,
)  # fmt: skip
