"""`makegood measures`: the weekly figures, and the orders behind each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from makegood.cli import options
from makegood.cli.doing import plain, print_table
from makegood.cli.live import AsJson, Database, Today, live_shop, now, print_json
from makegood.domain.terms.quantity import to_major
from makegood.shapes import data_of
from makegood.wording.measures import CONTROLS, MEASURES, state_said

if TYPE_CHECKING:
    from makegood.domain.metrics.figures import Rate
    from makegood.queries.measures import Week

Behind = Annotated[
    str | None,
    typer.Option("--behind", help=f"List the orders behind this figure: {', '.join(MEASURES)}."),
]
Weeks = Annotated[int, typer.Option("--weeks", help="How many weeks.", min=1, max=53)]
Monday = Annotated[
    str | None,
    typer.Option(
        "--week", help="The Monday of a week, YYYY-MM-DD.", show_default="the last one that is over"
    ),
]
Sku = Annotated[str | None, typer.Option("--sku", help="With --behind: only this SKU.")]
Supplier = Annotated[
    str | None, typer.Option("--supplier", help="With --behind: only SKUs that were ordered of it last.")
]
Controls = Annotated[bool, typer.Option("--controls", help="The controls that are always on instead.")]


def measures(
    behind: Behind = None,
    weeks: Weeks = 13,
    week: Monday = None,
    sku: Sku = None,
    supplier: Supplier = None,
    controls: Controls = False,
    today: Today = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Did we keep our word? The figures of each week, the oldest first, or the orders behind one of them."""
    with live_shop(database, asks="measures"):
        from makegood.queries import known
        from makegood.queries import measures as measured
        from makegood.queries.shop import shop_now

        moment, monday = now(), options.day(week, option="--week")
        day = options.day(today) or shop_now(year=moment.year).day(moment)
        shop = shop_now(year=day.year)
        if controls:
            print_table(plain(measured.controls(now=moment, today=day)), as_json, people=_control)
        elif behind is not None:
            known.check(sku=sku, supplier=supplier)
            rows = measured.behind(shop, behind, today=day, monday=monday, sku=sku, supplier=supplier)
            print_table([each._asdict() for each in rows], as_json, people=_row)
        else:
            found = measured.measures(shop, today=day, weeks=weeks, last=monday)
            if as_json:
                print_json(data_of(found))
            else:
                print_table([_week(each, found.currency) for each in found.weeks], as_json)


def _week(each: Week, currency: str) -> dict[str, Any]:
    split = each.split_cost
    return {
        "week": _days(each.from_on),
        "backorder_rate": _percent(each.backorder_rate),
        "waiting": sum(rate.numerator for rate in each.waiting.values()),
        "first_hits": _percent(each.first_hits.kept),
        "latest_hits": _percent(each.latest_hits.kept),
        "cancellations": _percent(each.cancellations),
        "split_cost": f"{to_major(split.numerator, currency):,}",
        "contacts": _share(each.contacts),
        "on_time": _percent(each.on_time),
        "accuracy": _percent(each.accuracy),
    }


def _days(monday: date) -> str:
    return f"{monday:%m-%d}"


def _percent(rate: Rate) -> str:
    return "-" if rate.value is None else f"{100 * rate.value:.0f} %"


def _share(rate: Rate) -> str:
    return "-" if rate.value is None else f"{rate.value:.2f}"


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "state": state_said(row["state"])}


def _control(row: Mapping[str, Any]) -> dict[str, Any]:
    title, proves, worth = CONTROLS[row["name"]]
    look = f" Worth a look: {worth}: {row['watched']:,}." if row["watched"] and worth else ""
    return {"control": title, "state": row["state"], "faults": row["faults"], "what": proves + look}
