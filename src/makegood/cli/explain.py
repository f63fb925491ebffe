"""`makegood explain`: the chain of one order in plain words."""

from __future__ import annotations

from typing import Annotated

import typer

from makegood.cli import options
from makegood.cli.failure import in_words
from makegood.cli.progress import ProgressBar
from makegood.cli.run import Inputs, run
from makegood.cli.story import story

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
        typer.echo("\n".join(story(planned, order_id=order)))
