"""Before a SKU is listed for sale ahead of its stock: go or no-go on each channel, with what is missing (spec 1.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from makegood.db import facts
from makegood.domain.eligibility import readiness as rule
from makegood.domain.eligibility.evidence import ItemFacts, measure
from makegood.domain.eligibility.outcome import Criterion, Evidence, Readiness
from makegood.domain.promise.selling import STORE
from makegood.domain.promise.supply import SupplyDates
from makegood.domain.terms.policy.shop import ChannelPolicy
from makegood.domain.terms.stock import IncomingLot
from makegood.queries._supply import Asked, ask_about

_USUAL = ChannelPolicy()


class _Supply(NamedTuple):
    """What is known of the supply of a SKU; of a bundle, what holds for each of its components."""

    lead_time: Evidence
    known: bool
    confirmed_qty: int


def readiness(
    skus: Iterable[str], *, today: date, channels: Iterable[str] = (STORE,)
) -> dict[tuple[str, str], Readiness]:
    """Go or no-go by SKU and channel, with reasons and warnings. Raises DomainError('sku_unknown')."""
    return readiness_of(ask_about(skus, today=today), channels)


def readiness_of(asked: Asked, channels: Iterable[str]) -> dict[tuple[str, str], Readiness]:
    """The same of SKUs that were asked about already."""
    channels = tuple(channels)
    supply = _supply_of_all(asked)
    return {
        (sku, channel): _ready(asked, sku, channel, supply[sku]) for sku in asked.skus for channel in channels
    }


def _ready(asked: Asked, sku: str, channel: str, supply: _Supply) -> Readiness:
    span = asked.leftovers.next_span(sku)
    calendar = asked.shop.calendars["default"]
    return rule.readiness(
        eligibility=asked.answers(sku)[channel],
        ruling=asked.shop.eligibility.ruling(sku=sku, family=asked.positions[sku].family, channel=channel),
        lead_time=supply.lead_time,
        lead_time_known=supply.known,
        confirmed_inbound_qty=supply.confirmed_qty,
        channel=asked.shop.policy.channels.get(channel, _USUAL),
        handling_days=calendar.between(asked.today, span.ship_to) if span else None,
        today=asked.today,
    )


def _supply_of_all(asked: Asked) -> dict[str, _Supply]:
    dates = asked.dates
    parts = {part for sku in asked.skus for part in asked.leftovers.needs(sku) or (sku,)}
    lots: dict[str, list[IncomingLot]] = {}
    for lot in facts.lots_of(item_ids=[asked.positions[part].item_id for part in parts]):
        lots.setdefault(lot.sku, []).append(lot)
    plain = {part: _supply(asked, lots.get(part, []), dates) for part in parts}
    return {sku: _of_bundle(asked.leftovers.needs(sku) or {sku: 1}, plain) for sku in asked.skus}


def _supply(asked: Asked, lots: list[IncomingLot], dates: SupplyDates) -> _Supply:
    measured = measure(
        facts=ItemFacts(
            item=None,
            lots=lots,
            record_from=None,
            free_substitutes=0,
            bought_together=None,
            today=asked.today,
            calendar=asked.shop.calendars["default"],
        ),
        policy=asked.shop.policy.eligibility.evidence,
    )
    stable = next(each for each in measured if each.criterion is Criterion.LEAD_TIME_STABLE)
    # Whoever delivered last delivers next.
    usual = lots[-1].supplier if lots else None
    known = any(dates.of_lot(lot) for lot in lots) or (usual is not None and dates.lead_time_known(usual))
    return _Supply(stable, known, sum(lot.open_qty for lot in lots if lot.confirmed))


def _of_bundle(need: Mapping[str, int], plain: Mapping[str, _Supply]) -> _Supply:
    """A bundle is as ready as its least ready component."""
    own = [plain[part] for part in need]
    worst = min((each.lead_time for each in own), key=lambda stable: _READY[stable.supports])
    whole = min(plain[part].confirmed_qty // per for part, per in need.items())
    return _Supply(worst, all(each.known for each in own), whole)


_READY = {False: 0, None: 1, True: 2}
