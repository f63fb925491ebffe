"""`makegood explain`: the chain of one order in plain words, out of files or out of a live shop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from makegood.cli import options
from makegood.cli.failure import in_words, shown
from makegood.cli.live import AsJson, Database, live_shop, print_json, shop_today
from makegood.cli.progress import ProgressBar
from makegood.cli.run import Inputs, Planned, run
from makegood.domain.plan.why import why_not_yet
from makegood.wording.explain import explain_order
from makegood.wording.notice import NoticeWriter

OrderIds = Annotated[
    list[str],
    typer.Option("--order", help="The order's ID, exactly as in the file; may be given several times."),
]
OnChannel = Annotated[
    str | None,
    typer.Option(
        "--channel",
        help="Of a live shop, where two channels use a number: which.",
        show_default="the only one",
    ),
]


def explain(
    order: OrderIds,
    orders: options.Orders = None,
    stock: options.Stock = None,
    inbound: options.Inbound = None,
    items: options.Items = None,
    book: options.Book = None,
    policy: options.PolicyFile = None,
    today: options.Today = None,
    preset: options.Preset = None,
    channel: OnChannel = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Say what to tell the customer of an order, and why it stands where it stands: its place, its promise, what it
    rests on, what to do. With files: as their plan has it; without: as the live shop has it, and what happened."""
    files = (orders, stock, inbound, items, book)
    if not any(files):
        _tell_live(order, channel, database, today, as_json)
        return
    with in_words():
        inputs = Inputs(
            orders=orders,
            stock=stock,
            inbound=inbound,
            items=items,
            book=book,
            policy=policy,
            today=options.day(today),
            preset=preset,
        )
        with ProgressBar() as progress:
            planned = run(inputs, progress=progress)
        # Each order once, and nothing is printed when one of them is not there.
        on = {line.order_id: line.channel for line in planned.snapshot.lines}
        told = [(each, list(_story(planned, each))) for each in dict.fromkeys(order)]
        _print([(each, on[each], story) for each, story in told], as_json)


def _print(told: Sequence[tuple[str, str, Sequence[str]]], as_json: bool) -> None:
    """The story of each order: its number, its channel, and what there is to tell, line by line."""
    if as_json:
        print_json([{"order": order, "channel": channel, "story": story} for order, channel, story in told])
        return
    typer.echo("\n\n\n".join("\n".join(map(shown, story)) for _, _, story in told))


def _story(planned: Planned, order_id: str) -> Iterator[str]:
    yield from explain_order(
        plan=planned.plan,
        order_id=order_id,
        items=planned.snapshot.items,
        why_not=why_not_yet(planned.snapshot, order_id=order_id),
    )
    yield from _text_of_notice(planned, order_id)


def _text_of_notice(planned: Planned, order_id: str) -> Iterator[str]:
    writer = NoticeWriter(shop=planned.snapshot.policy.shop)
    for notice in planned.plan.notices:
        if notice.order_id == order_id:
            yield from ("", "The notice:")
            yield from (f"  | {line}".rstrip() for line in writer.text(notice).text.rstrip().split("\n"))


def _tell_live(
    numbers: list[str], channel: str | None, database: str | None, today: str | None, as_json: bool
) -> None:
    with live_shop(database, asks="story"):
        from makegood.cli.live import now
        from makegood.queries.shop import shop_now
        from makegood.queries.story import stories
        from makegood.reports.story import tell_story
        from makegood.services._orders import OrderName, order_ids

        day = options.day(today) or shop_today()
        shop = shop_now(year=now().year)
        wanted = order_ids(OrderName(number, channel) for number in numbers)
        found = stories(wanted.values(), shop=shop, today=day)
        told = [
            (each.order.number, each.channel, tell_story(each, today=day, zone=shop.zone)) for each in found
        ]
        _print(told, as_json)
