"""The story, day by day: who does what when. Everything that happens is a command; nothing is written beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from makegood.demo.story.demand import Shoppers
from makegood.demo.story.diary import Diary
from makegood.demo.story.goods import ENDED, IN_HAMBURG, PROTECTED, goods
from makegood.demo.story.logo import logo
from makegood.demo.story.mailroom import Mailroom
from makegood.demo.story.office import Office
from makegood.demo.story.policy import first_policy
from makegood.demo.story.purchasing import Purchasing
from makegood.demo.story.warehouse import Warehouse
from makegood.services.allocation import Allocate
from makegood.services.catalogue import AddPlaces, KeptBack, SetItems, SetSafetyStock
from makegood.services.policy import SetLogo, SetPolicy
from makegood.services.policy.logo import as_text
from makegood.services.receipt.counting import Count, CountedStock
from makegood.services.review import Review

DAYS = 90
ORDERS_A_DAY = 3000 / DAYS
SHORTEST = 21
"""Fewer days do not hold everything that happens."""

_SPARE = 4
"""Units of each SKU that lie there at first beyond what is expected to sell."""

OnDay = Callable[[int, int], None]
"""Called after each day with how many are told, and of how many."""


@dataclass(frozen=True, slots=True)
class Told:
    """A story that was told: its first day, the morning it ends on, and how often each thing was done."""

    first: date
    today: date
    orders: int
    happened: Counter[str]


def tell(*, today: date, days: int = DAYS, seed: int = 1, on_day: OnDay | None = None) -> Told:
    """Tell `days` days of a shop into an empty, migrated database; it ends early in the morning of `today`.

    The same day, days and seed tell the same story, on any database.
    """
    first = today - timedelta(days=days)
    # The same story every time is the point.
    luck = Random(seed)  # noqa: S311
    diary = Diary(
        luck, goods(luck, first=first, days=days), first, days, first, datetime.min.replace(tzinfo=UTC)
    )
    story = _Story(diary)
    story.open()
    for number in range(days):
        diary.today = first + timedelta(days=number)
        story.live()
        if on_day:
            on_day(number + 1, days)
    story.last_evening()
    diary.today = today
    story.night()
    return Told(first, today, len(story.shoppers.taken), diary.happened)


class _Story:
    """Everybody who takes part."""

    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self.shoppers = Shoppers(diary, total=round(ORDERS_A_DAY * diary.days))
        self.purchasing = Purchasing(diary)
        self.warehouse = Warehouse(diary, self.purchasing)
        self.office = Office(diary)
        self.mailroom = Mailroom(diary)

    def open(self) -> None:
        """The shop before its first day: what it sells, where, under which rules, and what lies there."""
        diary = self.diary
        diary.today -= timedelta(days=1)
        diary.clock(18)
        diary.hire()
        diary.do(SetPolicy(document=first_policy(), note="as we begin"), role="manager")
        diary.do(SetLogo(picture=as_text(logo()), note="as on our parcels"), role="manager")
        diary.do(AddPlaces(names=("main", "hamburg")), role="operations_lead")
        diary.do(SetItems(items=diary.goods.items), role="purchasing")
        kept = tuple(KeptBack(sku=sku, safety_stock=3) for sku in PROTECTED)
        diary.do(SetSafetyStock(kept=kept), role="operations_lead")
        counts = [self._found(sku) for sku in diary.goods.singles]
        counts += [CountedStock(sku=sku, counted_qty=8, location="hamburg") for sku in IN_HAMBURG]
        diary.do(Count(counts=tuple(counts)), role="warehouse")
        self.purchasing.catch_up()

    def _found(self, sku: str) -> CountedStock:
        """What lies there on the first day: enough for a few weeks, of some too little."""
        lead = self.diary.goods.supplier[sku].lead_days
        qty = self.purchasing.expected[sku] * (lead + 18) * self.diary.luck.uniform(0.7, 1.4)
        if sku in self.diary.goods.preorders:
            return CountedStock(sku=sku, counted_qty=0, why="first count")
        return CountedStock(
            sku=sku, counted_qty=4 if sku in ENDED else _SPARE + round(qty), why="first count"
        )

    def live(self) -> None:
        """One day. On Saturday and Sunday customers order and nobody works."""
        diary = self.diary
        self.night()
        if diary.works:
            self.morning()
        diary.clock(12)
        self.mailroom.owe()
        self.mailroom.send()
        diary.clock(12, 30)
        self.office.taken += self.shoppers.buy(part=0.45)
        if diary.works:
            self.afternoon()
        diary.clock(18)
        self.office.taken += self.shoppers.buy(part=1.0)
        self.office.on_hold += self.shoppers.held
        self.shoppers.held.clear()
        if diary.works:
            diary.clock(18, 30)
            self.warehouse.release()
            self.evening()

    def night(self) -> None:
        """A new day: whoever may be served now, is, and every case is looked at."""
        self.diary.clock(0, 10)
        self.diary.do(Allocate(), role=None)
        self.diary.clock(0, 20)
        self.diary.do(Review(), role=None)

    def morning(self) -> None:
        """What left, what is stuck, what suppliers say, what is published, what comes in."""
        diary = self.diary
        diary.clock(7, 30)
        self.warehouse.ship()
        diary.clock(8)
        self.warehouse.flag()
        self.mailroom.let_go()
        diary.clock(8, 30)
        self.purchasing.listen()
        self.purchasing.order()
        diary.clock(9, 30)
        self.office.publish()
        diary.clock(10, 30)
        self.warehouse.receive()

    def afternoon(self) -> None:
        """Customers call, shelves are counted, and what does not happen every day happens."""
        diary = self.diary
        diary.clock(14)
        self.office.hear()
        self.mailroom.hear()
        self.mailroom.pass_on()
        diary.clock(14, 30)
        self.office.decide()
        diary.clock(14, 45)
        self.office.let_go()
        self.office.work_off()
        diary.clock(15)
        self.warehouse.take_back()
        if diary.today.weekday() in (1, 4):
            self.warehouse.count()
        if diary.today.weekday() == 2:
            self.office.confirm()
            self.warehouse.inspect()
        diary.clock(16)
        for share, happens in self._surprises().items():
            if diary.is_day(share):
                happens()

    def evening(self) -> None:
        """What goes wrong with what was handed over."""
        if self.diary.is_day(0.50):
            self.warehouse.recall()
        if self.diary.is_day(0.28):
            self.warehouse.call_back()
        if self.diary.is_day(0.33) or self.diary.is_day(0.90):
            self.warehouse.lose()

    def _surprises(self) -> dict[float, Callable[[], None]]:
        """What happens once, by how far into the story it is."""
        return {
            0.20: self.warehouse.send_over,
            0.38: lambda: self._sold_out_elsewhere(),
            0.42: self.warehouse.mistype,
            0.46: self.office.raise_cap,
            0.54: self.office.favour,
            0.48: self.office.cancel_the_wrong_one,
            0.58: self.office.give_up,
            0.64: self.office.add_a_line,
            0.60: self.diary.part,
            0.62: self.warehouse.count_below_reserved,
            0.66: self.office.reallocate,
            0.70: self.office.change_ranks,
            0.74: self.warehouse.send_over,
            0.78: self.office.favour,
            0.82: self.office.change_back,
            0.86: self.purchasing.lose_date,
        }

    def _sold_out_elsewhere(self) -> None:
        for sku in ENDED:
            for _ in range(5):
                self.shoppers.oversell(sku)

    def last_evening(self) -> None:
        """What the operations lead will find in the morning: a slip nobody has published, and an oversell."""
        self.diary.clock(19)
        self.purchasing.slip(24)
        self.shoppers.oversell(ENDED[0])
