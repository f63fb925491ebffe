"""When can stock and incoming lots be used? (spec 3.1, 3.3): supplier ETA + lateness + receiving and putaway."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.lateness import LatenessModel, LatenessRange, LatenessRecord, learn, still_ahead
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

    Like is compared with like: a lot's first ETA with how first ETAs were kept, a revised one with how revised ones
    were; but a supplier that never delivered on a revised ETA is taken at its record with first ones.
    """

    def __init__(self, *, lots: Iterable[IncomingLot], policy: Policy, steps: Steps, today: date) -> None:
        self._policy = policy
        self._steps = steps
        self._today = today
        self._protected = frozenset(policy.allocation.protected_skus)
        lots = list(lots)
        self._late_first = self._learn_lateness(lots, revised=False)
        self._late_revised = self._learn_lateness(lots, revised=True)
        self._revisers = frozenset(lot.supplier for lot in lots if _is_revised(lot) and lot.received_on)
        self._lead_times, self._leads_known = self._learn_lead_times(lots)

    def of_stock(self, position: StockPosition) -> Supply:
        """Stock is usable today. A protected SKU keeps its safety stock from all but units already picked."""
        return Supply(
            sku=position.sku,
            location=position.location,
            source=Source.STOCK,
            ref=position.location,
            qty=position.on_hand,
            usable_from=self._today,
            usable_to=self._today,
            kept_qty=position.safety_stock if position.sku in self._protected else 0,
        )

    def of_lot(self, lot: IncomingLot) -> Supply | None:
        """The lot's usable window, or None when nothing credible dates it: no ETA, and no order day with a
        lead time."""
        arrival = self._arrival(lot) if lot.open_qty else None
        if arrival is None:
            return None
        place = self._steps.location(lot.location)
        calendar = self._steps.calendar(place.calendar)
        receiving = place.receiving or self._policy.promise.receiving
        usable_from = calendar.add(arrival.from_on, receiving.from_days)
        usable_to = calendar.add(arrival.to_on, receiving.to_days)
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

    def lateness(self, lot: IncomingLot) -> LatenessRange:
        """Working days that the records add to a confirmed first ETA of the lot's supplier."""
        return self._late_first.range(supplier=lot.supplier, confirmed=True)

    def days_late(self, lot: IncomingLot) -> int | None:
        """Working days of the supplier that a lot came after its first ETA, or is late by now; None = no ETA, or that
        day lies ahead."""
        expected = lot.first_eta or lot.eta
        until = lot.received_on or self._today
        if expected is None or (lot.received_on is None and expected >= self._today):
            return None
        return self._calendar(lot).between(expected, until)

    def lead_time_known(self, supplier: str) -> bool:
        """True when a lead time is agreed with the supplier, or learned from what it delivered."""
        agreed = self._policy.suppliers.get(supplier, _NO_SUPPLIER).lead_time
        return agreed is not None or supplier in self._leads_known

    def _arrival(self, lot: IncomingLot) -> _Arrival | None:
        if lot.eta is not None:
            as_revised = _is_revised(lot) and lot.supplier in self._revisers
            model = self._late_revised if as_revised else self._late_first
            confirmed, elapsed = bool(lot.confirmed), self._elapsed(lot, since=lot.eta)
            late = model.range(supplier=lot.supplier, confirmed=confirmed, elapsed_days=elapsed)
            return self._from_day(lot, lot.eta, Source.LOT, _step("lateness", late))
        if lot.ordered_on is None:
            return None
        agreed, elapsed = self._supplier(lot).lead_time, self._elapsed(lot, since=lot.ordered_on)
        if agreed is not None:
            step = ("lead_time", *still_ahead(agreed.from_days, agreed.to_days, elapsed), "policy")
            return self._from_day(lot, lot.ordered_on, Source.LEAD_TIME, step)
        # Other suppliers' lead times say nothing about this one's: they make different things in different places.
        if lot.supplier not in self._leads_known:
            return None
        taken = self._lead_times.learned(supplier=lot.supplier, elapsed_days=elapsed)
        if taken is None:
            return None
        return self._from_day(lot, lot.ordered_on, Source.LEAD_TIME, _step("lead_time", taken))

    def _from_day(self, lot: IncomingLot, start: date, source: Source, step: Step) -> _Arrival:
        """Nothing arrives in the past: a day that has gone by becomes today."""
        calendar = self._calendar(lot)
        earliest = calendar.next_working(self._today)
        from_on = max(calendar.add(start, step[1]), earliest)
        return _Arrival(from_on, max(from_on, calendar.add(start, step[2])), source, step)

    def _elapsed(self, lot: IncomingLot, *, since: date) -> int:
        """Working days of the supplier gone by since that day; 0 while it lies ahead."""
        return max(0, self._calendar(lot).between(since, self._today))

    def _learn_lateness(self, lots: Iterable[IncomingLot], *, revised: bool) -> LatenessModel:
        """How late lots came against their revised ETA, or all lots against their first one; overdue ones count."""
        records: list[LatenessRecord] = []
        for lot in lots:
            expected = lot.eta if revised else lot.first_eta or lot.eta
            if expected is None or (revised and not _is_revised(lot)):
                continue
            calendar = self._calendar(lot)
            if lot.received_on:
                records.append(LatenessRecord(lot.supplier, calendar.between(expected, lot.received_on)))
            elif expected < self._today and lot.open_qty:
                elapsed = calendar.between(expected, self._today)
                records.append(LatenessRecord(lot.supplier, elapsed, open=True))
        promise = self._policy.promise
        confirmed, unconfirmed = promise.lateness_confirmed, promise.lateness_unconfirmed
        return learn(
            records,
            service_level=promise.service_level,
            default_confirmed=(confirmed.from_days, confirmed.to_days),
            default_unconfirmed=(unconfirmed.from_days, unconfirmed.to_days),
        )

    def _learn_lead_times(self, lots: Iterable[IncomingLot]) -> tuple[LatenessModel, frozenset[str]]:
        """How long lots took from order to receipt, and the suppliers of which that is known."""
        records = [
            LatenessRecord(lot.supplier, self._calendar(lot).between(lot.ordered_on, lot.received_on))
            for lot in lots
            if lot.received_on and lot.ordered_on
        ]
        model = learn(records, service_level=self._policy.promise.service_level)
        return model, frozenset(record.supplier for record in records)

    def _supplier(self, lot: IncomingLot) -> SupplierPolicy:
        return self._policy.suppliers.get(lot.supplier, _NO_SUPPLIER)

    def _calendar(self, lot: IncomingLot) -> WorkCalendar:
        return self._steps.calendar(self._supplier(lot).calendar)


def _step(name: str, days: LatenessRange) -> Step:
    return name, days.from_days, days.to_days, days.source


def _is_revised(lot: IncomingLot) -> bool:
    return lot.first_eta is not None and lot.eta is not None and lot.eta != lot.first_eta


def supplies(
    *, stock: Iterable[StockPosition], lots: Iterable[IncomingLot], dates: SupplyDates
) -> list[Supply]:
    """Every credible supply of the shop: stock, and the open lots that something dates.

    Raises DomainError('stock_counted_twice') for two counts of a SKU at one location: nobody knows which holds.
    """
    stock = list(stock)
    _refuse_two_counts(stock)
    found = [dates.of_stock(position) for position in stock]
    dated = (dates.of_lot(lot) for lot in lots)
    return found + [supply for supply in dated if supply is not None]


def _refuse_two_counts(stock: Iterable[StockPosition]) -> None:
    counts = Counter((position.sku, position.location) for position in stock)
    repeated = [place for place, count in counts.items() if count > 1]
    if repeated:
        sku, location = min(repeated)
        raise DomainError("stock_counted_twice", {"sku": sku, "location": location})
