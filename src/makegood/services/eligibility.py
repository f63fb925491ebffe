"""Eligibility: may this line wait at all? Our own door refuses; what is already sold is flagged (spec 1.4, 2.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from makegood.domain.eligibility.outcome import Eligibility
from makegood.domain.eligibility.rules import window_fits
from makegood.domain.terms.errors import DomainError
from makegood.services._desk import Desk, DraftLine
from makegood.services._work import Work
from makegood.services.shortage import waiting_units


def judge(work: Work, desk: Desk, lines: Sequence[DraftLine], *, external: bool) -> DomainError | None:
    """Whether the order's missing units may wait. An order of our own door that may not is refused with the reason
    of every line; one that is already sold has its lines flagged as oversells.

    The cap binds all channels together and counts every waiting unit, these included, which shortage has counted.
    """
    refused = []
    for line in lines:
        if not line.short_qty:
            continue
        line.eligibility = desk.may_wait(line.item, line.fact.channel)
        line.oversell = tuple(_reasons(desk, line, line.eligibility))
        if line.oversell:
            refused.append({"line": line.fact.line_id, "sku": line.item.sku, "reasons": list(line.oversell)})
    if refused and not external:
        head = lines[0].fact
        return DomainError(
            "order_refused",
            {"order": head.order_id, "channel": head.channel, "problem": "may_not_wait", "lines": refused},
        )
    return None


def _reasons(desk: Desk, line: DraftLine, eligibility: Eligibility) -> Iterator[str]:
    if not eligibility.allowed:
        yield from eligibility.reasons
    if line.promise is not None and not window_fits(
        eligibility, today=desk.today, ship_to=line.promise.ship.to_on
    ):
        yield "beyond_longest_window"
    for sku in waiting_units(line):
        item = desk.items[sku]
        cap = desk.may_wait(item, None).cap
        if cap is not None and item.backordered_qty > cap:
            yield "cap_full"
        own = desk.may_wait(item, line.fact.channel).cap
        if own is not None and own != cap and desk.waiting_on(sku, line.fact.channel) > own:
            yield "channel_cap_full"
