"""What may be done with short orders, what each way costs, and which one is recommended (spec 4.1 to 4.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import Max

from makegood.db import sql
from makegood.db.models import Decision
from makegood.db.positions import positions
from makegood.db.rows import load
from makegood.domain.decision.case import OrderCase
from makegood.domain.decision.leaving import Leaving
from makegood.domain.decision.outcome import Choice, Recommendation
from makegood.domain.decision.recommend import Decider
from makegood.domain.intake import components
from makegood.domain.shortage import beyond_queue
from makegood.domain.terms import demand
from makegood.domain.terms.serving import Serving
from makegood.queries.order_cases import Judged, order_cases
from makegood.queries.shop import Shop, leaving, shop_now


class Open(NamedTuple):
    """A short order that waits for a decision, or could have another one. Forbidden ways are no way: `allowed` False.

    A substitute named in the options has units nobody waits for now; they are counted again when it is chosen.
    """

    order_id: int
    number: str
    channel: str
    case: OrderCase
    recommendation: Recommendation
    catalogue: Mapping[str, demand.Item]

    @property
    def late(self) -> set[str]:
        """The short lines that the customer is told are late, by the window they hold; where none is, all of them. On
        time, and nobody has heard otherwise = not late."""
        late = {
            each.line.line_id
            for each in self.case.short
            if each.line.notified_on is not None or each.told_to is None or each.told_to > each.baseline
        }
        return late or {each.line.line_id for each in self.case.short}


class Way(NamedTuple):
    """One way to go on with a short order, its cost (minor units; None = not known), and SKUs to go instead by line.

    `allowed` = by the shop's rules; `offered` = the customer may choose it, also where only the law gives that right.
    """

    choice: Choice
    allowed: bool
    offered: bool
    cost: int | None
    why: tuple[str, ...]
    figures: Mapping[str, int]
    substitutes: Mapping[str, str]


class Ways(NamedTuple):
    """A short order as it is put before people and programs: units short by line, its four ways, and the one that is
    recommended, by which rule."""

    order: str
    channel: str
    short: Mapping[str, int]
    recommended: Choice
    by: str
    currency: str
    options: tuple[Way, ...]


def ways(each: Open) -> Ways:
    """Without the facts that it rests on."""
    found = each.recommendation
    return Ways(
        each.number,
        each.channel,
        {part.line.line_id: part.backordered_qty for part in each.case.short},
        found.choice,
        found.by,
        found.currency,
        tuple(
            Way(
                one.choice,
                one.allowed,
                one.offered,
                one.cost,
                tuple(one.why),
                dict(one.figures),
                dict(one.substitutes),
            )
            for one in found.options
        ),
    )


def decisions(
    order_ids: Iterable[int] | None = None,
    *,
    today: date,
    shop: Shop | None = None,
    about: Mapping[int, Sequence[str]] | None = None,
) -> list[Open]:
    """The short ones of these orders (None = of all), oldest first, each with its four ways.

    `about` = only these lines of an order, as if the others lacked nothing.
    """
    shop = shop or shop_now(year=today.year)
    wanted = _short_orders() if order_ids is None else list(order_ids)
    judged = order_cases(shop, wanted, today=today)
    deciders = _Deciders(shop, judged, today)
    return [
        Open(pk, case.order_id, case.head.channel, case, deciders.recommend(case), judged.catalogue)
        for pk, whole in sorted(judged.cases.items())
        if (case := _only(whole, (about or {}).get(pk))).short
    ]


def recommendations(judged: Judged, *, today: date, shop: Shop) -> dict[int, Recommendation]:
    """What is recommended for the short ones of these orders, by order id."""
    deciders = _Deciders(shop, judged, today)
    return {pk: deciders.recommend(case) for pk, case in judged.cases.items() if case.short}


def standing(order_id: int) -> list[Decision]:
    """What was decided about an order and not replaced since."""
    return load(Decision.objects.filter(order_id=order_id, replaced_at=None).order_by("pk"))


def last_words(order_ids: Iterable[int]) -> dict[int, int]:
    """By order, the newest decision that stands."""
    found = Decision.objects.filter(order_id__in=sql.among(order_ids), replaced_at=None)
    return dict(found.values_list("order_id").annotate(Max("pk")))


def _only(case: OrderCase, lines: Sequence[str] | None) -> OrderCase:
    if not lines:
        return case
    parts = [
        each if each.line.line_id in lines else each._replace(backordered_qty=0)
        for each in case.lines
        if each.reserved_qty or each.line.line_id in lines
    ]
    return replace(case, lines=tuple(parts))


class _Deciders:
    """A decider for each set of places: a substitute is offered where it could be sent from."""

    def __init__(self, shop: Shop, judged: Judged, today: date) -> None:
        self._shop, self._catalogue, self._today = shop, judged.catalogue, today
        skus = {
            sku
            for case in judged.cases.values()
            for each in case.short
            for sku in judged.catalogue[each.line.sku].substitutes
        }
        self._needs = {sku: _parts(sku, judged.catalogue) for sku in skus}
        parts = {part for parts in self._needs.values() for part in parts}
        self._found = positions(parts) if parts else {}
        places = {place for own in self._found.values() for place, *_ in own.shelves}
        self._serving = Serving(policy=shop.policy, locations=places)
        self._known: dict[frozenset[str], Decider] = {}

    @cached_property
    def _stays(self) -> Leaving:
        """How likely customers are to leave; asked for once something is short."""
        return leaving(self._shop, today=self._today)

    def recommend(self, case: OrderCase) -> Recommendation:
        """The four ways of a short order."""
        lines = [each.line for each in case.short]
        reach = [self._serving(demand.Demand(line, line.sku, line.quantity, 0, 1)) for line in lines]
        places = frozenset.intersection(*map(frozenset, reach))
        if places not in self._known:
            self._known[places] = Decider(
                policy=self._shop.policy,
                items=self._catalogue,
                free={sku: self._spare(parts, places) for sku, parts in self._needs.items()},
                today=self._today,
                leaving=self._stays,
            )
        return self._known[places].recommend(case)

    def _spare(self, parts: Mapping[str, int], places: Collection[str]) -> int:
        """Units beyond their own queue that these places can send; of bundles whole sets."""
        return min(
            min(
                beyond_queue(available=own.available, backordered=own.backordered_qty),
                sum(max(0, here - held - kept) for place, here, held, kept in own.shelves if place in places),
            )
            // per
            for own, per in ((self._found[part], per) for part, per in parts.items())
        )


def _parts(sku: str, catalogue: Mapping[str, demand.Item]) -> Mapping[str, int]:
    return components(sku=sku, items=catalogue) if catalogue[sku].bundle_of else {sku: 1}


def _short_orders() -> list[int]:
    return [pk for (pk,) in sql.ask("SELECT DISTINCT order_id FROM makegood_backorder WHERE state = 'open'")]
