"""Where a unit stands that comes last: behind all who wait already (spec 3.2)."""

from __future__ import annotations

from collections.abc import Iterable

from makegood.domain.terms.pegging import Peg, Supply


def pegs_behind(*, supplies: Iterable[Supply], ahead_qty: int, qty: int) -> tuple[Peg, ...] | None:
    """The supplies that `qty` units rest on when `ahead_qty` units are served before them; None when they do not reach.

    `supplies` stand in usable order. Everybody ahead is taken to compete for all of them, so the answer is never
    earlier than the queue's own, and costs the same however long that is.
    """
    pegs: list[Peg] = []
    for supply in supplies:
        free = supply.qty - ahead_qty
        ahead_qty = max(0, -free)
        part = min(max(0, free), qty)
        if part:
            pegs.append((supply, part))
            qty -= part
        if not qty:
            return tuple(pegs)
    return None
