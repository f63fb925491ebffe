"""`makegood explain`: the chain of one order in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from makegood.cli import options
from makegood.cli.failure import in_words
from makegood.cli.progress import ProgressBar
from makegood.cli.run import Inputs, Planned, run
from makegood.domain.plan.why import why_not_yet
from makegood.wording.explain import explain_order
from makegood.wording.notice import NoticeWriter

OrderId = Annotated[str, typer.Option("--order", help="The order's ID, exactly as in the file.")]


def explain(
    order: OrderId,
    orders: options.Orders = None,
    stock: options.Stock = None,
    inbound: options.Inbound = None,
    items: options.Items = None,
    book: options.Book = None,
    policy: options.PolicyFile = None,
    today: options.Today = None,
    preset: options.Preset = None,
) -> None:
    """Say why an order stands where it stands: its place, its promise, what it rests on, what to do, whom to tell."""
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
        told = explain_order(
            plan=planned.plan,
            order_id=order,
            items=planned.snapshot.items,
            why_not=why_not_yet(planned.snapshot, order_id=order),
        )
        typer.echo("\n".join([*told, *_text_of_notice(planned, order)]))


def _text_of_notice(planned: Planned, order_id: str) -> Iterator[str]:
    writer = NoticeWriter(shop=planned.snapshot.policy.shop)
    for notice in planned.plan.notices:
        if notice.order_id == order_id:
            yield ""
            yield from (f"  | {line}".rstrip() for line in writer.text(notice).text.rstrip().split("\n"))
