"""Purchasing: it orders each week what runs low, hears from suppliers, and writes down what they say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from makegood.demo.story.diary import Diary, working
from makegood.demo.story.goods import BUNDLES, ENDED, SUPPLIERS, Supplier
from makegood.queries.arrivals import next_arrivals
from makegood.queries.availability import availability
from makegood.services.receipt.expect import ChangeEta, Expect, ExpectedLot, ExpectedOrder, NewEta

UNITS_A_DAY = 140
"""About so many units leave on a day; purchasing knows each SKU's share of them, more or less."""
_PACK = 6
_SPARE = 3
"""Units beyond what is expected to sell before the next order comes."""
_ROLE = "purchasing"


@dataclass(slots=True)
class Word:
    """What a supplier will say on a day: another ETA, or that the one it named holds."""

    on: date
    eta: date | None
    why: str


@dataclass(slots=True)
class Underway:
    """A lot on its way, as only the storyteller knows it: when it really comes, and what will be said before."""

    po: str
    line: int
    sku: str
    supplier: Supplier
    qty: int
    eta: date | None
    comes_on: date
    words: list[Word] = field(default_factory=list)


@dataclass(eq=False)
class Purchasing:
    """What it expects a SKU to sell, all that is underway, and SKUs of which nobody knows when they come (`lost`)."""

    diary: Diary
    underway: list[Underway] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    _orders: int = 0

    def __post_init__(self) -> None:
        self.expected = _expected(self.diary)

    def order(self) -> None:
        """One order for each supplier whose day it is: whatever would run out before the next order comes."""
        today = self.diary.today
        due = [each for each in SUPPLIERS if each.weekday == today.weekday()]
        skus = [sku for sku, supplier in self.diary.goods.supplier.items() if supplier in due]
        known = availability(skus, today=today)
        orders = []
        for supplier in due:
            lots = []
            for sku in skus:
                if self.diary.goods.supplier[sku] is supplier and self._buys(sku):
                    there = known[sku].available + known[sku].incoming - known[sku].backordered
                    if qty := self._quantity(sku, supplier, there):
                        lots.append(ExpectedLot(sku=sku, quantity=qty))
            if lots:
                orders.append(self._ordered(supplier, lots))
        if orders:
            self.diary.do(Expect(orders=tuple(orders)), role=_ROLE)

    def catch_up(self) -> None:
        """What was ordered in the weeks before the story: every supplier owes us something."""
        diary = self.diary
        orders = []
        for supplier in SUPPLIERS:
            skus = [
                sku
                for sku in diary.goods.singles
                if diary.goods.supplier[sku] is supplier and sku not in ENDED
            ]
            lots = [
                ExpectedLot(sku=sku, quantity=max(_PACK, round(self.expected[sku] * 14 / _PACK) * _PACK))
                for sku in skus
                if diary.chance(0.6)
            ]
            orders.append(self._ordered(supplier, lots))
        diary.do(Expect(orders=tuple(orders)), role=_ROLE)

    def listen(self) -> None:
        """What suppliers say today: slips, cuts of them, and confirmations."""
        heard = []
        for lot in self.underway:
            said = [word for word in lot.words if word.on <= self.diary.today]
            if said:
                lot.words = [word for word in lot.words if word.on > self.diary.today]
                lot.eta = said[-1].eta
                heard.append(
                    NewEta(
                        po=lot.po, line=lot.line, eta=lot.eta, confirmed=lot.eta is not None, why=said[-1].why
                    )
                )
        self._note(heard)

    def slip(self, days: int) -> None:
        """The lot that most units wait for comes later, says its supplier, and so does the rest of its order."""
        awaited = [lot for lot in next_arrivals(awaited=True) if lot.eta is not None]
        if not awaited:
            return
        # Of its lots the first one.
        worst = max(awaited, key=lambda lot: lot.waiting_qty)
        heard = []
        for lot in self.underway:
            if lot.po == worst.po and lot.eta is not None:
                lot.eta = working(max(lot.eta, self.diary.today) + timedelta(days=days))
                lot.comes_on = max(lot.comes_on, lot.eta)
                lot.words.clear()
                heard.append(
                    NewEta(po=lot.po, line=lot.line, eta=lot.eta, confirmed=True, why="their line stands")
                )
        self._note(heard)

    def lose_date(self) -> None:
        """A supplier takes back the day it named for the SKU that is needed most, and names no other."""
        silent = {lot.sku for lot in self.underway if not lot.supplier.dated}
        known = availability(sorted(silent), today=self.diary.today)
        if not known:
            return
        worst = min(known.values(), key=lambda each: (each.available - each.backordered, each.sku))
        self.lost.add(worst.sku)
        heard = []
        for lot in self.underway:
            if lot.sku == worst.sku:
                lot.eta, lot.comes_on = None, self.diary.first + timedelta(days=self.diary.days + 60)
                lot.words.clear()
                heard.append(NewEta(po=lot.po, line=lot.line, eta=None, confirmed=False, why="no wood"))
        self._note(heard)

    def _note(self, heard: Iterable[NewEta]) -> None:
        changes = tuple(heard)
        if changes:
            self.diary.do(ChangeEta(changes=changes), role=_ROLE)

    def _buys(self, sku: str) -> bool:
        return sku not in ENDED and sku not in self.lost

    def _quantity(self, sku: str, supplier: Supplier, there: int) -> int:
        daily = self.expected[sku]
        if there >= daily * (supplier.lead_days + 19) + _SPARE:
            return 0
        return max(_PACK, round((daily * (supplier.lead_days + 35) + _PACK - there) / _PACK) * _PACK)

    def _ordered(self, supplier: Supplier, lots: list[ExpectedLot]) -> ExpectedOrder:
        luck, today = self.diary.luck, self.diary.today
        self._orders += 1
        number = f"PO-{self._orders:04}"
        eta = working(today + timedelta(days=supplier.lead_days + luck.randrange(-1, 4)))
        late = luck.randrange(4, 17) if luck.random() < supplier.late else luck.choice((-1, 0, 0, 0, 1))
        comes_on = working(eta + timedelta(days=late))
        words = self._words(eta, comes_on)
        said = eta if supplier.dated else None
        confirmed = True if supplier.dated and luck.random() < 0.7 else None
        told = []
        for line, lot in enumerate(lots, 1):
            told.append(
                ExpectedLot(sku=lot.sku, quantity=lot.quantity, line=line, eta=said, confirmed=confirmed)
            )
            own = [Word(word.on, word.eta, word.why) for word in words]
            self.underway.append(Underway(number, line, lot.sku, supplier, lot.quantity, said, comes_on, own))
        return ExpectedOrder(number=number, supplier=supplier.name, lots=tuple(told), ordered_on=today)

    def _words(self, eta: date, comes_on: date) -> list[Word]:
        """Most slips are announced, some twice, some never."""
        luck, today = self.diary.luck, self.diary.today
        words = [Word(working(today + timedelta(days=luck.randrange(3, 8))), eta, "confirmed by mail")]
        slips = (comes_on - eta).days >= 4
        if slips and luck.random() < 0.8:
            on = working(eta - timedelta(days=luck.randrange(1, 7)))
            if (comes_on - eta).days > 9 and luck.random() < 0.5:
                half = working(eta + timedelta(days=(comes_on - eta).days // 2))
                words.append(Word(on, half, "delayed at the works"))
                on = working(half - timedelta(days=1))
            words.append(Word(max(on, words[-1].on + timedelta(days=1)), comes_on, "delayed in transit"))
        return words


def _expected(diary: Diary) -> dict[str, float]:
    """Units a day that purchasing expects of each SKU, those its bundles take included; it is wrong by a little, and of
    a few SKUs by much."""
    pull = dict(diary.goods.pull)
    for sku, (_, _, parts) in BUNDLES.items():
        for part, per in parts:
            pull[part] += pull[sku] * per
    whole = sum(pull[sku] for sku in diary.goods.supplier)
    return {
        sku: UNITS_A_DAY * pull[sku] / whole * diary.luck.choice((0.5, 0.8, 0.95, 1.0, 1.0, 1.1, 1.2))
        for sku in diary.goods.supplier
    }
