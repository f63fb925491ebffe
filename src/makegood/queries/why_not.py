"""Why does this line wait, and what would change it (spec 7.5)?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from makegood.db import locks, sql
from makegood.db.models import Allocation, Backorder
from makegood.db.waiting import standing_of
from makegood.domain.allocation.outcome import Claim, Why
from makegood.domain.allocation.why_not import Place, Shelf, WhyNot, why_not
from makegood.domain.terms.pegging import Source
from makegood.queries.queue import Place as Standing
from makegood.queries.queue import Shelves, ranked, shelves
from makegood.queries.shop import Shop, supply_dates

LIVE = ("held", "released")


class Waiting(NamedTuple):
    """Units of a line that wait, and why: one answer for each SKU that it lacks."""

    order: str
    channel: str
    line: str
    backorder: int
    sku: str
    qty: int
    answers: tuple[WhyNot, ...]


class Coming(NamedTuple):
    """Units of a SKU that a line could be given, and the day by which they can be used at the latest. `ref` = the place
    of stock, or the purchase order of a lot."""

    usable_on: date
    qty: int
    source: Source
    ref: str
    confirmed: bool


class Wait(NamedTuple):
    """Why a case waits, and by SKU that it lacks what is there and what comes, the earliest first."""

    answers: tuple[WhyNot, ...]
    coming: Mapping[str, tuple[Coming, ...]]


def why_orders_wait(order_ids: Iterable[int], *, shop: Shop, today: date) -> list[Waiting]:
    """Every case of these orders that waits, and why it does."""
    rows = Backorder.objects.filter(order__in=list(order_ids), state="open").order_by("order", "pk")
    names = ("order__number", "channel__name", "line__line_id", "item__sku", "qty")
    cases = list(rows.values_list("pk", *names))
    answers = why_not_yet([pk for pk, *_ in cases], shop=shop, today=today)
    # One that was served since the first look waits no longer.
    return [
        Waiting(order, channel, line, pk, sku, qty, answers[pk])
        for pk, order, channel, line, sku, qty in cases
        if pk in answers
    ]


def why_not_yet(backorder_ids: Iterable[int], *, shop: Shop, today: date) -> dict[int, tuple[WhyNot, ...]]:
    """By open backorder, why it lacks units and what would change it: one answer, of a bundle one for each component of
    which not even one more set is there. Ended and unknown ones are left out. Linear in those who wait or hold."""
    return {pk: each.answers for pk, each in waits_for(backorder_ids, shop=shop, today=today).items()}


def waits_for(backorder_ids: Iterable[int], *, shop: Shop, today: date) -> dict[int, Wait]:
    """The same, with what is there and what comes for those who wait."""
    asked = sql.read(Backorder, "state = 'open' AND id IN_LIST(%s)", sql.ids(backorder_ids))
    if not asked:
        return {}
    queue = _Queue(shop, {row.item_id for row in asked}, today)
    return {row.pk: queue.wait(row.line_id) for row in asked}


class _Queue:
    """Everybody who waits for units of some items or holds some, in rank order, and what lies there."""

    def __init__(self, shop: Shop, item_ids: Collection[int], today: date) -> None:
        items = locks.items(item_ids, lock=False)
        self._shop = shop
        self._shelf: Shelves = shelves(shop, items=items, dates=supply_dates(shop, today=today))
        self._held = _held(items)
        rows = standing_of(self._held, of_items=items)
        self._standings = ranked(
            shop, rows=[row for row in rows if row.item_id in items], shelf=self._shelf, today=today
        )
        self._by_line = {standing.row.line_pk: standing for standing in self._standings}

    def wait(self, line_pk: int) -> Wait:
        """Why the line lacks units, and what comes for it."""
        answers, claims = self.answers(line_pk), self._by_line[line_pk].claims
        wanted = {each.sku for each in answers}
        coming = {
            claim.demand.sku: tuple(sorted(self._coming(claim)))
            for claim in claims
            if claim.demand.sku in wanted
        }
        return Wait(answers, coming)

    def _coming(self, claim: Claim) -> Iterator[Coming]:
        reach = self._shelf.serving(claim.demand)
        for supply in self._shelf.supplies:
            qty = supply.qty - supply.kept_qty
            if supply.sku == claim.demand.sku and supply.location in reach and qty > 0:
                yield Coming(supply.usable_to, qty, supply.source, supply.ref, supply.confirmed)

    def answers(self, line_pk: int) -> tuple[WhyNot, ...]:
        """Why the line lacks units, by SKU that it lacks."""
        standing = self._by_line[line_pk]
        shelf_of = {claim.demand.sku: self._left(claim) for claim in standing.claims}
        lacking = [
            claim for claim in standing.claims if shelf_of[claim.demand.sku].reachable < claim.demand.per
        ]
        return tuple(
            self._answer(standing, claim, shelf_of[claim.demand.sku])
            for claim in lacking or standing.claims[:1]
        )

    def _answer(self, standing: Standing, claim: Claim, left: Shelf) -> WhyNot:
        reach = self._shelf.serving(claim.demand)
        sku = claim.demand.sku
        queue = [
            self._place(other, each, reach)
            for other in self._standings
            for each in other.claims
            if each.demand.sku == sku
        ]
        return why_not(sku=sku, line=self._place(standing, claim, reach), queue=queue, shelf=left)

    def _place(self, standing: Standing, claim: Claim, reach: Collection[str]) -> Place:
        """A line as the asking one sees it: only stock at places that may serve that one was ever in question."""
        given = [
            each
            for each in self._held.get(standing.row.line_pk, ())
            if each.sku == claim.demand.sku and each.place in reach
        ]
        return Place(
            order_id=standing.row.number,
            line_id=standing.row.line_id,
            rank=claim.rank,
            tier=claim.tier,
            given_qty=sum(each.qty for each in given),
            missing_qty=standing.row.backordered_qty * claim.demand.per,
            firm_qty=sum(each.qty for each in given if each.firm),
            lent_qty=sum(each.qty for each in given if each.lent),
            barred=claim.barred,
        )

    def _left(self, claim: Claim) -> Shelf:
        """What stays on the shelf of the claim's SKU, seen from its line."""
        sku, reach = claim.demand.sku, self._shelf.serving(claim.demand)
        left = {
            supply.location: (max(0, supply.qty - supply.kept_qty), min(supply.qty, supply.kept_qty))
            for supply in self._shelf.supplies
            if supply.sku == sku and supply.source is Source.STOCK
        }
        return Shelf(
            reachable=sum(free for place, (free, _) in left.items() if place in reach),
            elsewhere=sum(free for place, (free, _) in left.items() if place not in reach),
            protected=sum(kept for place, (_, kept) in left.items() if place in reach),
        )


class _Held(NamedTuple):
    """Units that a line holds. `firm` = nobody may take them: said so, or with the warehouse."""

    sku: str
    place: str
    qty: int
    firm: bool
    lent: bool


def _held(item_ids: Collection[int]) -> dict[int, list[_Held]]:
    """Live allocations of these items' stock, by line."""
    found: defaultdict[int, list[_Held]] = defaultdict(list)
    rows = Allocation.objects.filter(stock__item_id__in=item_ids, state__in=LIVE).order_by("pk")
    names = ("line_id", "stock__item__sku", "stock__location__name", "qty", "firm", "state", "why")
    for line, sku, place, qty, firm, state, why in rows.values_list(*names).iterator(chunk_size=10_000):
        found[line].append(_Held(sku, place, qty, firm or state == "released", why == Why.LENT))
    return dict(found)
