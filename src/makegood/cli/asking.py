"""Questions to a live shop that change nothing: what may be sold, and what is ready to be listed ahead of its stock."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from makegood.cli import options
from makegood.cli.asked import entries
from makegood.cli.doing import At, File, moment, print_table
from makegood.cli.live import AsJson, Database, Today, live_shop, shop_today
from makegood.domain.terms.errors import DomainError
from makegood.wording import words
from makegood.wording.sentences import joined, short_day

if TYPE_CHECKING:
    from makegood.services.intake.gate import MaySell, SellAnswer

NO = 1

Skus = Annotated[list[str] | None, typer.Argument(help="SKUs.", show_default="all")]
OnChannel = Annotated[
    list[str] | None,
    typer.Option("--channel", help="A channel; may be given several times.", show_default="store"),
]


def availability(
    sku: Skus = None,
    on: Annotated[
        str | None,
        typer.Option("--on", help="What may be promised by this day, YYYY-MM-DD.", show_default="today"),
    ] = None,
    today: Today = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Say what is there of SKUs, what is incoming, what waits, and what may still be promised, cap included."""
    with live_shop(database, asks="availability"):
        from makegood.queries.availability import availability as ask

        day = options.day(today) or shop_today()
        found = ask(_skus(sku), today=day, on=_by(on))
        rows = [each._asdict() for each in found.values()]
        print_table(rows, as_json, people=lambda row: _stock(row, day))


def sales(sku: Skus = None, today: Today = None, database: Database = None, as_json: AsJson = False) -> None:
    """Say how SKUs are sold on each channel: sell state, and how many may be listed there."""
    with live_shop(database, asks="availability"):
        from makegood.queries.availability import sales as ask

        found = ask(_skus(sku), today=options.day(today) or shop_today())
        rows = [{"sku": name} | _row(each) for name, sold in found.items() for each in sold]
        print_table(rows, as_json, people=lambda row: {**row, "sell_state": words(row["sell_state"])})


def readiness(
    sku: Skus = None,
    channel: OnChannel = None,
    today: Today = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Say whether SKUs may be listed ahead of their stock: go or no-go on each channel, and what is missing. Ends with
    1 when one is not ready."""
    with live_shop(database, asks="readiness"):
        from makegood.domain.promise.selling import STORE
        from makegood.queries import known
        from makegood.queries.readiness import readiness as ask

        for each in channel or ():
            known.check(channel=each)
        found = ask(_skus(sku), today=options.day(today) or shop_today(), channels=channel or (STORE,))
        rows = [{"sku": name, "channel": on} | _row(each) for (name, on), each in found.items()]
        print_table(rows, as_json, people=_ready)
    if not all(each.go for each in found.values()):
        raise typer.Exit(NO)


def maysell(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Ask the sell gate whether orders may be taken: sku, quantity, channel, country, service. It says what taking such
    an order now would say, and changes nothing. Ends with 1 when one may not be sold."""
    with live_shop(database, asks="availability"):
        from makegood import flow
        from makegood.services.intake.gate import MaySell

        asked, day = entries(MaySell, file), moment(at)
        found = [(each, _answer(flow.may_sell, each, day)) for each in asked]
        rows = [{"sku": each.sku, "quantity": each.quantity} | _row(answer) for each, answer in found]
        print_table(rows, as_json, people=lambda row: _sold(row, day.date()))
    if not all(answer.yes for _, answer in found):
        raise typer.Exit(NO)


def _skus(named: list[str] | None) -> list[str]:
    from makegood.queries.catalogue import skus

    return named or list(skus())


def _by(text: str | None) -> date | None:
    return options.day(text, option="--on")


def _stock(row: Mapping[str, Any], today: date) -> dict[str, Any]:
    """A row of availability as a terminal has room for it."""
    told = {name: row[name] for name in ("sku", "on_hand", "reserved")}
    told |= {"safety_stock": row["safety_stock"] or None, "available": row["available"]}
    told |= {"incoming": row["incoming"], "waits": row["backordered"], "ATP": row["atp"]}
    return told | {
        "cap_left": row["cap_left"],
        "ships_next": _window(row["next_from"], row["next_to"], today),
    }


def _window(first: date | None, last: date | None, today: date) -> str:
    if first is None or last is None:
        return "no date"
    return f"{short_day(first, today)}–{short_day(last, today)}"


def _ready(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of readiness in words: what is missing, and what is to be looked at besides."""
    missing = joined(row["reasons"]) or "nothing"
    also = f" (look at: {joined(row['warnings'])})" if row["warnings"] else ""
    return {"sku": row["sku"], "channel": row["channel"], "go": row["go"], "missing": missing + also}


def _sold(row: Mapping[str, Any], today: date) -> dict[str, Any]:
    """An answer of the sell gate in words."""
    ship, deliver = (
        _window(window["from_on"], window["to_on"], today) if window else "no date"
        for window in (row["ship"], row["deliver"])
    )
    told = {"sku": row["sku"], "quantity": row["quantity"], "yes": row["yes"], "now": row["now_qty"]}
    return told | {
        "waits": row["wait_qty"],
        "ships": ship,
        "arrives": deliver,
        "why_not": joined(row["reasons"]),
    }


def _answer(ask: Callable[..., SellAnswer], question: MaySell, day: datetime) -> SellAnswer:
    """The gate asks with an order of no number: a refusal names what was asked instead."""
    try:
        return ask(question, now=day)
    except DomainError as error:
        about = {"sku": question.sku, "quantity": question.quantity}
        told = {name: value for name, value in error.data.items() if name not in ("order", "line")}
        raise DomainError(error.code, about | told) from None


def _row(outcome: Any) -> dict[str, Any]:
    return outcome._asdict() if hasattr(outcome, "_asdict") else dataclasses.asdict(outcome)


QUESTIONS: tuple[Callable[..., None], ...] = (availability, sales, readiness, maysell)
