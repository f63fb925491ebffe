"""What may be done with short orders, what each way costs, and which one is recommended (spec 4.1 to 4.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from makegood.db import sql
from makegood.db.positions import positions
from makegood.domain.decision.case import OrderCase
from makegood.domain.decision.outcome import Recommendation
from makegood.domain.decision.recommend import Decider
from makegood.domain.intake import components
from makegood.domain.shortage import beyond_queue
from makegood.domain.terms import demand
from makegood.queries.order_cases import Judged, order_cases
from makegood.queries.shop import Shop, shop_now


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
    decider = Decider(policy=shop.policy, items=judged.catalogue, free=spare(judged), today=today)
    return [
        Open(pk, case.order_id, case.head.channel, case, decider.recommend(case), judged.catalogue)
        for pk, whole in sorted(judged.cases.items())
        if (case := _only(whole, (about or {}).get(pk))).short
    ]


def _only(case: OrderCase, lines: Sequence[str] | None) -> OrderCase:
    if not lines:
        return case
    parts = [
        each if each.line.line_id in lines else each._replace(backordered_qty=0)
        for each in case.lines
        if each.reserved_qty or each.line.line_id in lines
    ]
    return replace(case, lines=tuple(parts))


def spare(judged: Judged) -> dict[str, int]:
    """Units beyond their own queue of every substitute of the short lines, of bundles in whole sets."""
    skus = {
        sku
        for case in judged.cases.values()
        for each in case.short
        for sku in judged.catalogue[each.line.sku].substitutes
    }
    needs = {sku: _parts(sku, judged.catalogue) for sku in skus}
    found = positions({part for parts in needs.values() for part in parts})
    return {
        sku: min(
            beyond_queue(available=found[part].available, backordered=found[part].backordered_qty) // per
            for part, per in parts.items()
        )
        for sku, parts in needs.items()
    }


def _parts(sku: str, catalogue: Mapping[str, demand.Item]) -> Mapping[str, int]:
    return components(sku=sku, items=catalogue) if catalogue[sku].bundle_of else {sku: 1}


def _short_orders() -> list[int]:
    return [pk for (pk,) in sql.ask("SELECT DISTINCT order_id FROM makegood_backorder WHERE state = 'open'")]
