"""The warehouse: it opens what comes, picks, ships, counts, takes returns back, and makes its mistakes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from makegood.demo.story.diary import Diary, working
from makegood.demo.story.goods import BUNDLES, IN_HAMBURG
from makegood.demo.story.purchasing import Purchasing, Underway
from makegood.domain.receipt.arrival import Shelf
from makegood.queries.releases import OpenRelease, open_releases, picks
from makegood.queries.stock import stock
from makegood.services._orders import OrderName
from makegood.services.receipt.counting import Count, CountedStock
from makegood.services.receipt.moving import MovedStock, MoveStock
from makegood.services.receipt.receive import Delivered, Receive, Received
from makegood.services.receipt.returns import Return, ReturnedLine
from makegood.services.receipt.undoing import UndoReceipt
from makegood.services.release import (
    CancelShipments,
    FlagStuck,
    Parcel,
    ParcelLine,
    Recall,
    RecallLine,
    Release,
    Ship,
    Shipped,
    StartPicking,
)

_ROLE = "warehouse"
_CARRIERS = ("UPS", "UPS", "USPS", "FedEx")


@dataclass(slots=True)
class _Gone:
    """A parcel that left, for who might send it back."""

    order: OrderName
    units: dict[str, int]
    on: date


@dataclass(eq=False)
class Warehouse:
    """What it remembers: parcels that left, damaged units, and releases that nobody finds."""

    diary: Diary
    purchasing: Purchasing
    gone: list[_Gone] = field(default_factory=list)
    damaged: list[tuple[str, int]] = field(default_factory=list)
    lost: dict[int, date] = field(default_factory=dict)
    _counted: int = 0
    _parcels: int = 0

    def receive(self) -> list[Received]:
        """Everything that comes today, whole, short, damaged or too many; an order's lots together."""
        due: dict[str, list[Underway]] = {}
        for lot in self.purchasing.underway:
            if lot.comes_on <= self.diary.today:
                due.setdefault(lot.po, []).append(lot)
        found: list[Received] = []
        for lots in due.values():
            found += self.diary.do(Receive(deliveries=tuple(map(self._opened, lots))), role=_ROLE)
        return found

    def due(self) -> list[Underway]:
        """What comes today."""
        return [lot for lot in self.purchasing.underway if lot.comes_on <= self.diary.today]

    def mistype(self) -> None:
        """A receipt is typed for the wrong order, seen an hour later, and undone."""
        sku = max(self.purchasing.expected, key=lambda each: (self.purchasing.expected[each], each))
        (wrong,) = self.diary.do(Receive(deliveries=(Delivered(sku=sku, counted_qty=40),)), role=_ROLE)
        undo = UndoReceipt(receipts=(wrong.receipt_id,), why="typed for the wrong delivery")
        self.diary.do(undo, role=_ROLE)

    def release(self) -> None:
        """Everything that may go tomorrow is handed over."""
        self.diary.do(Release(), role=_ROLE)

    def ship(self) -> None:
        """Most of what was handed over leaves; some is left for the next day, and some cannot be found for days."""
        today = self.diary.today
        going = [each for each in open_releases() if each.released_on < today]
        going = [each for each in going if self.lost.get(each.release, today) <= today]
        # Of an order in two places one parcel a day: a bundle is brought together for it.
        first_of = {(each.order, each.channel): each for each in reversed(going)}
        going = [each for each in first_of.values() if not self.diary.chance(0.05)]
        if not going:
            return
        self.diary.do(StartPicking(releases=tuple(each.release for each in going)), role=_ROLE)
        parcels = tuple(map(self._parcel, going))
        shipped: list[Shipped] = self.diary.do(Ship(parcels=self._with_a_part(parcels, going)), role=_ROLE)
        for each, parcel in zip(shipped, parcels, strict=True):
            self.gone.append(_Gone(parcel.order, dict(each.units), today))

    def lose(self) -> None:
        """Two releases slip behind a shelf: nobody ships them for a week."""
        for each in open_releases().first(2):
            self.lost[each.release] = self.diary.today + timedelta(days=8)

    def flag(self) -> None:
        """Whatever lies too long is put before the warehouse."""
        self.diary.do(FlagStuck(), role=_ROLE)

    def recall(self) -> None:
        """A picker is stopped: the customer changed the address."""
        recalls = tuple(RecallLine(release=each.release) for each in list(open_releases())[-2:])
        if recalls:
            self.diary.do(Recall(recalls=recalls, stopped="another address, says the customer"), role=_ROLE)

    def call_back(self) -> None:
        """The carrier did not take a parcel of today."""
        for first in open_releases().first(1):
            parcel = self._parcel(first)
            (left,) = self.diary.do(Ship(parcels=(parcel,)), role=_ROLE)
            self.diary.do(
                CancelShipments(shipments=(left.shipment,), why="the carrier did not come"), role=_ROLE
            )

    def count(self) -> None:
        """A few shelves are counted in turn; most are right."""
        skus = self.diary.goods.singles
        chosen = [skus[(self._counted + step) % len(skus)] for step in range(8)]
        self._counted += len(chosen)
        counts = []
        for shelf in stock(chosen, location="main"):
            off = self.diary.luck.choice((-1, 1, -2)) if shelf.free > 2 and self.diary.chance(0.1) else 0
            counts.append(CountedStock(sku=shelf.sku, counted_qty=shelf.on_hand + off, why="cycle count"))
        self.diary.do(Count(counts=tuple(counts)), role=_ROLE)

    def count_below_reserved(self) -> None:
        """A shelf holds less than is promised from it."""
        worst = max(
            stock(self.diary.goods.singles, location="main"), key=lambda each: (each.reserved, each.sku)
        )
        found = max(0, worst.reserved - 3)
        count = CountedStock(sku=worst.sku, counted_qty=found, why="a box was empty")
        self.diary.do(Count(counts=(count,)), role=_ROLE)

    def inspect(self) -> None:
        """Damaged units are looked at: some are good after all, the others are thrown away."""
        moves = []
        for sku, qty in self.damaged:
            good = self.diary.chance(0.3)
            shelf = Shelf.ON_HAND if good else None
            moves.append(
                MovedStock(sku=sku, qty=qty, shelf=Shelf.QUARANTINE, to_shelf=shelf, why="inspected")
            )
        self.damaged.clear()
        if moves:
            self.diary.do(MoveStock(moves=tuple(moves)), role=_ROLE)

    def send_over(self) -> None:
        """Units go to the second place, as many as can be spared."""
        moves = [
            MovedStock(sku=each.sku, qty=each.free // 3, to_location="hamburg", why="for Europe")
            for each in stock(IN_HAMBURG, location="main")
            if each.free >= 9
        ]
        if moves:
            self.diary.do(MoveStock(moves=tuple(moves)), role=_ROLE)

    def take_back(self) -> None:
        """Customers send back what they got a week or two ago."""
        today = self.diary.today
        lines = []
        for each in self.gone:
            if each.on == today - timedelta(days=9) and each.units and self.diary.chance(0.025):
                line = min(each.units)
                good = 0 if self.diary.chance(0.25) else 1
                lines.append(ReturnedLine(order=each.order, line=line, returned_qty=1, sellable_qty=good))
        if lines:
            self.diary.do(Return(lines=tuple(lines)), role=_ROLE)

    def _opened(self, lot: Underway) -> Delivered:
        """What is found when it is opened; what did not come is still underway."""
        luck = self.diary.luck
        counted, damaged, last, rest = lot.qty, 0, True, 0
        if luck.random() < lot.supplier.faults:
            match luck.choice(("rest later", "rest later", "short", "damaged", "damaged", "over")):
                case "rest later":
                    counted = max(1, lot.qty * luck.randrange(4, 8) // 10)
                    rest, last = lot.qty - counted, False
                case "short":
                    counted = max(1, lot.qty * luck.randrange(6, 9) // 10)
                case "damaged":
                    damaged = max(1, lot.qty // luck.randrange(6, 15))
                    self.damaged.append((lot.sku, damaged))
                case _:
                    counted = lot.qty + luck.randrange(1, 4)
        if rest:
            lot.qty, lot.comes_on = rest, working(self.diary.today + timedelta(days=luck.randrange(5, 13)))
            lot.words.clear()
        else:
            self.purchasing.underway.remove(lot)
        return Delivered(
            sku=lot.sku, counted_qty=counted, damaged_qty=damaged, po=lot.po, line=lot.line, last=last
        )

    def _parcel(self, each: OpenRelease) -> Parcel:
        carrier = self.diary.luck.choice(_CARRIERS)
        name = OrderName(each.order, each.channel)
        self._parcels += 1
        return Parcel(order=name, number=f"S-{self._parcels}", release=each.release, carrier=carrier)

    def _with_a_part(self, parcels: tuple[Parcel, ...], going: list[OpenRelease]) -> tuple[Parcel, ...]:
        """Once in a while one parcel is full before all is in it."""
        if not self.diary.chance(0.2):
            return parcels
        in_bundles = {part for _, _, parts in BUNDLES.values() for part, _ in parts}
        for place, each in enumerate(going):
            for pick in picks([each.release]):
                if pick.qty > 1 and pick.sku not in in_bundles:
                    parcel = parcels[place]
                    lines = (ParcelLine(line=pick.line, qty=pick.qty - 1),)
                    part = replace(parcel, lines=lines)
                    return (*parcels[:place], part, *parcels[place + 1 :])
        return parcels
