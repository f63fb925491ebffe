"""`makegood orders` and `makegood notices`: what was asked for and became of it, and what customers are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from makegood.cli.doing import print_table
from makegood.cli.live import AsJson, Database, live_shop, now, print_json
from makegood.wording import words
from makegood.wording.sentences import joined, short_day

if TYPE_CHECKING:
    from makegood.domain.terms.dates import Window
    from makegood.queries.notices import ListedNotice
    from makegood.queries.orders import ListedLine, ListedOrder

Limit = Annotated[int, typer.Option("--limit", help="So many of them, the newest.", min=1)]
OnChannel = Annotated[
    str | None, typer.Option("--channel", help="Only those of this channel.", show_default="all")
]


def orders(
    number: Annotated[list[str] | None, typer.Argument(help="Their numbers.", show_default="all")] = None,
    channel: OnChannel = None,
    sku: Annotated[
        str | None, typer.Option("--sku", help="Only orders with a line of this SKU.", show_default="all")
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(
            "--only", help="open = not finished, backordered = something of it waits.", show_default="all"
        ),
    ] = None,
    limit: Limit = 20,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """List orders, the newest first: their lines, where the units are, and when they ship."""
    with live_shop(database, asks="orders"):
        from makegood.queries import known
        from makegood.queries.orders import orders as ask
        from makegood.queries.shop import shop_now
        from makegood.shapes import data_of

        moment = now()
        shop = shop_now(year=moment.year)
        known.check(channel=channel, sku=sku)
        found = ask(policy=shop.policy, numbers=number or (), channel=channel, sku=sku, only=only).first(
            limit
        )
        if as_json:
            print_json(data_of(found))
            return
        today = shop.day(moment)
        print_table([row for each in found for row in _order(each, shop.day, today)], as_json)


def notices(
    state: Annotated[
        str | None, typer.Option("--state", help="Only those, such as queued.", show_default="all")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="Only of this kind, such as first.", show_default="all")
    ] = None,
    order: Annotated[
        str | None, typer.Option("--order", help="Only about this order.", show_default="all")
    ] = None,
    channel: OnChannel = None,
    limit: Limit = 20,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """List what customers are owed, were told, and were not told and why, the newest first."""
    with live_shop(database, asks="notices"):
        from makegood.queries import known
        from makegood.queries.notices import notices as ask
        from makegood.queries.shop import shop_now

        known.check(order=order, channel=channel)
        found = ask(state=state, kind=kind, order=order, channel=channel).first(limit)
        if as_json:
            print_json([each._asdict() for each in found])
            return
        moment = now()
        day_of = shop_now(year=moment.year).day
        print_table([_notice(each, day_of, day_of(moment)) for each in found], as_json)


def _order(order: ListedOrder, day_of: Callable[[datetime], date], today: date) -> Iterator[dict[str, Any]]:
    """An order as a terminal has room for it: a row for each line."""
    placed = day_of(order.placed_at)
    for line in order.lines:
        told: dict[str, Any] = {
            "order": order.order,
            "channel": order.channel,
            "placed": short_day(placed, today),
        }
        told |= {
            "line": line.line,
            "sku": line.sku,
            "qty": line.ordered_qty,
            "held": line.reserved_qty or None,
        }
        told |= {"waits": line.backordered_qty or None, "sent": line.shipped_qty or None}
        told |= {"gone": line.cancelled_qty + line.substituted_qty or None}
        yield told | {"stands": _stands(line, placed)}


def _stands(line: ListedLine, placed: date) -> str:
    """What a person sees on a line, and when it ships."""
    labels = joined(list(dict.fromkeys(each.label for each in line.cases))) or "nothing is missing"
    ships = f"ships {_window(line.promise.ship, placed)}" if line.promise else ""
    return "; ".join(filter(None, (labels, ships)))


def _window(window: Window, near: date) -> str:
    return f"{short_day(window.from_on, near)}–{short_day(window.to_on, near)}"


def _notice(each: ListedNotice, day_of: Callable[[datetime], date], today: date) -> dict[str, Any]:
    """A notice as a terminal has room for it."""
    due = day_of(each.due_at)
    told: dict[str, Any] = {
        "notice": each.notice,
        "order": each.order,
        "channel": each.channel,
        "kind": words(each.kind),
    }
    told |= {"state": each.state, "due": short_day(due, today)}
    told |= {"sent": short_day(day_of(each.sent_at), due) if each.sent_at else None}
    told |= {"answer_by": short_day(each.answer_by, due) if each.answer_by else None}
    told |= {"next_update": short_day(each.next_update_on, due) if each.next_update_on else None}
    return told | {"why": joined([code for code in (each.why_not, each.held_for) if code])}
