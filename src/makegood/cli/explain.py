"""`makegood explain`: the chain of one order in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

import typer

from makegood.cli import options
from makegood.cli.failure import in_words
from makegood.cli.progress import ProgressBar
from makegood.cli.run import Inputs, Planned, run
from makegood.domain.allocation.why_not import Place, Shelf, WhyNot, why_not
from makegood.domain.plan.outcome import LinePlan
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
            why_not=dict(_places_in_queue(planned, order)),
        )
        typer.echo("\n".join([*told, *_text_of_notice(planned, order)]))


def _places_in_queue(planned: Planned, order_id: str) -> Iterator[tuple[str, WhyNot]]:
    """Line id -> why it lacks units, for the order's short lines. A bundle stands in several queues: no answer."""
    items = planned.snapshot.items
    for told in planned.plan.lines:
        line = told.line
        bundle = line.sku in items and items[line.sku].bundle_of
        if line.order_id == order_id and told.backordered_qty and told.rank is not None and not bundle:
            yield line.line_id, _why_not(planned, told)


def _why_not(planned: Planned, told: LinePlan) -> WhyNot:
    plan, sku = planned.plan, told.line.sku
    given: Counter[tuple[str, str]] = Counter()
    for one in plan.allocations:
        if one.sku == sku:
            given[one.order_id, one.line_id] += one.qty
    queue = {
        each.rank: Place(
            order_id=each.line.order_id,
            line_id=each.line.line_id,
            rank=each.rank,
            tier=each.tier,
            given_qty=given[each.line.order_id, each.line.line_id],
            missing_qty=each.backordered_qty,
        )
        for each in plan.lines
        if each.line.sku == sku and each.rank is not None
    }
    left = sum(item.on_hand for item in plan.items if item.sku == sku) - given.total()
    kept = left if sku in planned.snapshot.policy.allocation.protected_skus else 0
    shelf = Shelf(reachable=0, elsewhere=left - kept, protected=kept)
    return why_not(line=queue[told.rank or 0], queue=list(queue.values()), shelf=shelf)


def _text_of_notice(planned: Planned, order_id: str) -> Iterator[str]:
    writer = NoticeWriter(shop=planned.snapshot.policy.shop)
    for notice in planned.plan.notices:
        if notice.order_id == order_id:
            yield ""
            yield from (f"  | {line}".rstrip() for line in writer.text(notice).text.rstrip().split("\n"))
