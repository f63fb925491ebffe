"""Decision at the command line: what may be done with short orders, and what was chosen."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from makegood.cli.asked import entries
from makegood.cli.doing import At, moment, plain, print_rows, print_table, run
from makegood.cli.failure import shown
from makegood.cli.live import AsJson, Database, live_shop, print_json
from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet.writing.phrases import counted, money
from makegood.wording.sentences import joined

if TYPE_CHECKING:
    from makegood.queries.decisions import Ways

MaybeFile = Annotated[
    Path | None,
    typer.Argument(help="JSON: one object or a list of them; - = standard input. Left out with --show."),
]
Orders = Annotated[
    list[str] | None,
    typer.Option(
        "--order", help="With --show: only this order; may be given several times.", show_default="all"
    ),
]
Show = Annotated[bool, typer.Option("--show", help="Show the four ways of short orders; write nothing.")]

_WIDTH = 80


def decide(
    file: MaybeFile = None,
    show: Show = False,
    order: Orders = None,
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Decide about short orders: order, choice (hold, split, substitute, cancel), by (customer, person, policy), lines,
    approved_by, instead [{line, sku}], reason, text. --show prints each way with its cost, and the one recommended."""
    with live_shop(database, asks="decisions" if show else None):
        if show:
            _show(order, at, as_json)
            return
        if file is None:
            raise DomainError(
                "option_invalid", {"option": "FILE", "found": "nothing", "expected": "a file, or --show"}
            )
        from makegood.services.decision import Decide, OrderChoice

        found = run(Decide(choices=entries(OrderChoice, file)), at)
        print_rows([_decided(each) for each in found], as_json)


def undecide(
    decisions: Annotated[list[int], typer.Argument(help="Numbers of decisions.", metavar="DECISION...")],
    note: Annotated[str, typer.Option("--note", help="Why; kept in the order's history.")] = "",
    database: Database = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Take decisions to hold or to split back, as long as nothing came of them."""
    with live_shop(database):
        from makegood.services.decision import Undecide

        print_rows(plain(run(Undecide(decisions=tuple(decisions), text=note), at)), as_json)


def _show(numbers: Sequence[str] | None, at: str | None, as_json: bool) -> None:
    from makegood.queries.decisions import decisions, ways
    from makegood.queries.shop import shop_now
    from makegood.services._orders import OrderName, order_ids
    from makegood.shapes import data_of

    now = moment(at)
    shop = shop_now(year=now.year)
    wanted = order_ids(OrderName(number) for number in numbers).values() if numbers else None
    found = [ways(each) for each in decisions(wanted, today=shop.day(now), shop=shop)]
    if as_json:
        print_json(data_of(found))
        return
    for each in found:
        short = "; ".join(f"line {line}: {counted(qty, 'unit')} short" for line, qty in each.short.items())
        typer.echo(shown(f"order {each.order} ({each.channel}), {short}"))
        for line in _table(each):
            typer.echo(shown(line))


def leaving(database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """How likely a waiting customer is to cancel on any one late day, by how late it is, learned from this shop's own:
    late days they waited and how many cancelled, and the chance that waiting is priced with."""
    with live_shop(database, asks="decisions"):
        from makegood.queries.shop import leaving as learned
        from makegood.queries.shop import shop_now

        now = moment(at)
        shop = shop_now(year=now.year)
        bands = learned(shop, today=shop.day(now)).bands
        rows = [each._asdict() for each in bands]
        print_table(rows, as_json, people=lambda row: {**row, "per_day": f"{row['per_day']:.2%}"})


def _table(each: Ways) -> list[str]:
    """The ways of one order that may be gone, the recommended one marked."""
    rows = []
    for option in each.options:
        if option.offered:
            mark = "*" if option.choice is each.recommended else " "
            cost, currency = option.cost, each.currency
            said = "not known" if cost is None else money(cost, currency)
            way = f" {mark} {option.choice:<12}{said:>14}  "
            rows += wrap(way + joined(option.why), _WIDTH, subsequent_indent=" " * len(way)) or [way]
    return rows


def _decided(each: Any) -> dict[str, Any]:
    told = {
        "order": each.order,
        "choice": each.choice.value,
        "lines": list(each.lines),
        "recommended": each.recommended.value,
    }
    told["decision"] = each.decision
    if each.known:
        return told | {"known": True}
    if each.instead:
        told["instead"] = {old: f"{sku} as line {new}" for old, new, sku in each.instead}
    return told | {"finance": [dataclasses.asdict(need) for need in each.finance]}
