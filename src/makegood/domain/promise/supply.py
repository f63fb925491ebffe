"""When can stock and incoming lots be used? (spec 3.1, 3.3): supplier ETA + lateness + receiving and putaway."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.demand import Item
from makegood.domain.terms.lateness import LatenessModel, LatenessRecord, learn
from makegood.domain.terms.pegging import Source, Supply
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.shop import SupplierPolicy
from makegood.domain.terms.rank import Steps
from makegood.domain.terms.stock import IncomingLot, StockPosition

_NO_SUPPLIER = SupplierPolicy()
Step = tuple[str, int, int, str]


@dataclass(frozen=True, slots=True)
class _Arrival:
    """The first and last day a lot is expected at the dock, and the step that says so."""

    from_on: date
    to_on: date
    source: Source
    step: Step


class SupplyDates:
    """Dates supplies from what suppliers said and did. Learns once from all lots given, received and open.

    Lateness counts from the supplier's first ETA where it is known: that is the word a new lot's ETA still is.
    """

    def __init__(self, *, lots: Iterable[IncomingLot], policy: Policy, steps: Steps, today: date) -> None:
        self._policy = policy
        self._steps = steps
        self._today = today
        self._protected = frozenset(policy.allocation.protected_skus)
        self._lateness, self._lead_times, self._leads_known = self._learn(lots)

    def of_stock(self, position: StockPosition, item: Item | None) -> Supply:
        """Stock is usable today, or on the day its item becomes available. A protected SKU keeps its safety stock."""
        usable = max(self._today, item.available_on) if item and item.available_on else self._today
        kept = position.safety_stock if position.sku in self._protected else 0
        return Supply(
            sku=position.sku,
            location=position.location,
            source=Source.STOCK,
            ref=position.location,
            qty=max(0, position.on_hand - kept),
            usable_from=usable,
            usable_to=usable,
        )

    def of_lot(self, lot: IncomingLot, item: Item | None) -> Supply | None:
        """The lot's usable window, or None when nothing credible dates it: no ETA, and no order day with a
        lead time."""
        arrival = self._arrival(lot)
        if arrival is None or not lot.open_qty:
            return None
        place = self._steps.location(lot.location)
        calendar = self._steps.calendar(place.calendar)
        receiving = place.receiving or self._policy.promise.receiving
        usable_from = calendar.add(arrival.from_on, receiving.from_days)
        usable_to = calendar.add(arrival.to_on, receiving.to_days)
        if lot.eta and lot.eta < self._today:
            usable_from = max(usable_from, calendar.add(self._today, 1))
        if item and item.available_on:
            usable_from = max(usable_from, item.available_on)
        return Supply(
            sku=lot.sku,
            location=lot.location,
            source=arrival.source,
            ref=lot.po,
            qty=lot.open_qty,
            usable_from=usable_from,
            usable_to=max(usable_from, usable_to),
            lot=lot,
            steps=(arrival.step, ("receiving", receiving.from_days, receiving.to_days, "policy")),
        )

    def _arrival(self, lot: IncomingLot) -> _Arrival | None:
        if lot.eta is not None:
            late = self._late(self._lateness, lot, since=lot.eta)
            return self._from_day(lot, lot.eta, Source.LOT, ("lateness", *late))
        if lot.ordered_on is None:
            return None
        agreed = self._supplier(lot).lead_time
        if agreed is not None:
            lead = ("lead_time", agreed.from_days, agreed.to_days, "policy")
        elif lot.supplier in self._leads_known:
            lead = ("lead_time", *self._late(self._lead_times, lot, since=lot.ordered_on))
        else:
            return None
        return self._from_day(lot, lot.ordered_on, Source.LEAD_TIME, lead)

    def _from_day(self, lot: IncomingLot, start: date, source: Source, step: Step) -> _Arrival:
        """Nothing arrives in the past: a day that has gone by becomes today."""
        calendar = self._calendar(lot)
        earliest = calendar.next_working(self._today)
        from_on = max(calendar.add(start, step[1]), earliest)
        return _Arrival(from_on, max(from_on, calendar.add(start, step[2])), source, step)

    def _late(self, model: LatenessModel, lot: IncomingLot, *, since: date) -> tuple[int, int, str]:
        elapsed = max(0, self._calendar(lot).between(since, self._today))
        late = model.range(supplier=lot.supplier, confirmed=bool(lot.confirmed), elapsed_days=elapsed)
        return late.from_days, late.to_days, late.source

    def _learn(self, lots: Iterable[IncomingLot]) -> tuple[LatenessModel, LatenessModel, frozenset[str]]:
        late: list[LatenessRecord] = []
        leads: list[LatenessRecord] = []
        for lot in lots:
            calendar = self._calendar(lot)
            expected = lot.first_eta or lot.eta
            if lot.received_on and expected:
                late.append(LatenessRecord(lot.supplier, calendar.between(expected, lot.received_on)))
            elif expected and expected < self._today and lot.open_qty:
                elapsed = calendar.between(expected, self._today)
                late.append(LatenessRecord(lot.supplier, elapsed, open=True))
            if lot.received_on and lot.ordered_on:
                leads.append(LatenessRecord(lot.supplier, calendar.between(lot.ordered_on, lot.received_on)))
        promise = self._policy.promise
        confirmed, unconfirmed = promise.lateness_confirmed, promise.lateness_unconfirmed
        lateness = learn(
            late,
            service_level=promise.service_level,
            default_confirmed=(confirmed.from_days, confirmed.to_days),
            default_unconfirmed=(unconfirmed.from_days, unconfirmed.to_days),
        )
        lead_times = learn(leads, service_level=promise.service_level)
        return lateness, lead_times, frozenset(record.supplier for record in leads)

    def _supplier(self, lot: IncomingLot) -> SupplierPolicy:
        return self._policy.suppliers.get(lot.supplier, _NO_SUPPLIER)

    def _calendar(self, lot: IncomingLot) -> WorkCalendar:
        return self._steps.calendar(self._supplier(lot).calendar)


def supplies(
    *,
    stock: Iterable[StockPosition],
    lots: Iterable[IncomingLot],
    items: Mapping[str, Item],
    dates: SupplyDates,
) -> list[Supply]:
    """Every credible supply of the shop: stock, and the open lots that something dates."""
    found = [dates.of_stock(position, items.get(position.sku)) for position in stock]
    dated = (dates.of_lot(lot, items.get(lot.sku)) for lot in lots)
    return found + [supply for supply in dated if supply is not None]
