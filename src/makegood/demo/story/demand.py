"""Who buys what: four channels, a weekly rhythm, regular customers, and a few items that everybody wants at once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, timedelta
from itertools import accumulate

from makegood.demo.story.diary import Diary, working
from makegood.demo.story.goods import BUNDLES, ENDED, HITS
from makegood.services._orders import OrderName
from makegood.services.intake import Draft, NewCustomer, NewLine, NewOrder, TakeOrders

_RHYTHM = (1.15, 1.05, 1.0, 0.95, 0.9, 0.85, 1.1)
"""Orders of a day beside the mean, Monday first."""
_CHANNELS = {"store": 0.57, "amazon": 0.24, "ebay": 0.12, "wholesale": 0.07}
_COUNTRIES = ("US",) * 15 + ("DE", "DE", "FR", "NL", "GB")
_FIRST = "Ada Ben Cora Dan Eve Finn Gia Hugo Ines Jon Kai Lea Max Nora Otis Pia Quinn Rosa Sam Tess".split()
_LAST = "Abbot Bauer Castle Dunn Ebert Fox Grant Hale Ivers Jung Kern Lowe Marsh Noll Ortiz Price".split()
_DEALERS = 14
_MOST_TRIES = 4
HIT_DAYS = 8
HIT_SHARES = (0.22, 0.5, 0.84)
"""When each hit begins, as a share of the story."""


@dataclass(eq=False)
class Shoppers:
    """Everybody who buys. `taken` = numbers and channels of all orders so far, `held` = those being checked."""

    diary: Diary
    total: int
    taken: list[tuple[str, str]] = field(default_factory=list)
    held: list[OrderName] = field(default_factory=list)
    _numbers: int = 1000
    _weights: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        pull = self.diary.goods.pull
        self._skus = [sku for sku in pull if sku not in ENDED]
        self._weights = list(accumulate(pull[sku] for sku in self._skus))
        days = [self.diary.first + timedelta(days=day) for day in range(self.diary.days)]
        shares = list(accumulate(_RHYTHM[day.weekday()] * self._growth(day) for day in days))
        self._until = {
            day: round(self.total * share / shares[-1]) for day, share in zip(days, shares, strict=True)
        }

    def _growth(self, day: date) -> float:
        return 0.85 + 0.3 * (day - self.diary.first).days / self.diary.days

    def buy(self, *, part: float) -> list[tuple[str, str]]:
        """Everybody who ordered until now today, `part` of the day's orders; whoever is refused takes something else.
        Numbers and channels of the orders that were taken."""
        diary = self.diary
        before = self._until.get(diary.today - timedelta(days=1), 0)
        target = before + round((self._until[diary.today] - before) * part)
        wanted = [self._order() for _ in range(target - len(self.taken))]
        fresh: list[tuple[str, str]] = []
        for _ in range(_MOST_TRIES):
            if not wanted:
                break
            drafts: list[Draft] = diary.do(TakeOrders(orders=tuple(wanted)), role=None)
            wanted = []
            for draft in drafts:
                if draft.refusal is None:
                    self.taken.append((draft.new.number, draft.new.channel))
                    fresh.append(self.taken[-1])
                    if draft.new.on_hold:
                        self.held.append(OrderName(*fresh[-1]))
                else:
                    diary.happened["refused"] += 1
                    wanted.append(self._instead(draft))
        return fresh

    def oversell(self, sku: str) -> None:
        """A marketplace sells what nobody may wait for."""
        order = self._order("amazon")
        line = NewLine(
            sku=sku, quantity=1, unit_price=self.diary.goods.price[sku], ship_by=order.lines[0].ship_by
        )
        self.diary.do(TakeOrders(orders=(replace(order, lines=(line,)),)), role=None)
        self.taken.append((order.number, "amazon"))

    def _instead(self, draft: Draft) -> NewOrder:
        """The refused order without the lines that may not wait, or with something else."""
        assert draft.refusal is not None
        named = draft.refusal.data.get("lines")
        refused = {each["line"] for each in named} if isinstance(named, list) else set()
        ids = [line.fact.line_id for line in draft.lines]
        kept = tuple(line for line, name in zip(draft.new.lines, ids, strict=True) if name not in refused)
        return replace(draft.new, lines=kept or (self._line(self._sku(), 1, None, None),))

    def _order(self, channel: str | None = None) -> NewOrder:
        luck, diary = self.diary.luck, self.diary
        channel = channel or luck.choices(list(_CHANNELS), list(_CHANNELS.values()))[0]
        placed = diary.now - timedelta(minutes=luck.randrange(1, 240))
        country = "US" if channel == "amazon" else luck.choice(_COUNTRIES)
        ship_by = working(diary.today + timedelta(days=2)) if channel in ("amazon", "ebay") else None
        need_by = None
        if channel in ("store", "wholesale") and luck.random() < 0.06:
            need_by = working(diary.today + timedelta(days=luck.randrange(7, 30)))
        lines = tuple(self._line(sku, qty, need_by, ship_by) for sku, qty in self._basket(channel))
        worth = sum((line.unit_price or 0) * line.quantity for line in lines)
        paid_first = channel == "store"
        return NewOrder(
            number=self._number(channel),
            placed_at=placed.astimezone(UTC),
            lines=lines,
            channel=channel,
            external=channel in ("amazon", "ebay"),
            customer=self._customer(channel, country),
            country=country,
            service="express" if luck.random() < 0.08 else None,
            on_hold=channel == "store" and luck.random() < 0.015,
            ship_complete=channel in ("store", "wholesale") and luck.random() < 0.04,
            authorised_amount=worth if paid_first else None,
            authorised_until=diary.today + timedelta(days=29) if paid_first else None,
        )

    def _basket(self, channel: str) -> list[tuple[str, int]]:
        luck = self.diary.luck
        if channel == "wholesale":
            return [(sku, luck.choice((4, 6, 6, 12))) for sku in self._skus_of(luck.choice((2, 3, 3, 4)))]
        number = 1 if channel == "ebay" else luck.choice((1, 1, 1, 2, 2, 3))
        return [(sku, luck.choice((1, 1, 1, 1, 2, 2, 4))) for sku in self._skus_of(number)]

    def _skus_of(self, number: int) -> list[str]:
        return list(dict.fromkeys(self._sku() for _ in range(number)))

    def _sku(self) -> str:
        """Something that sells; a hit while it is one."""
        for sku, share in zip(HITS, HIT_SHARES, strict=True):
            since = self.diary.day - int(self.diary.days * share)
            if 0 <= since < HIT_DAYS and self.diary.luck.random() < 0.16:
                return sku
        while True:
            sku = self.diary.luck.choices(self._skus, cum_weights=self._weights)[0]
            on = self.diary.goods.preorders.get(sku)
            if on is None or on - timedelta(days=35) <= self.diary.today:
                return sku

    def _line(self, sku: str, qty: int, need_by: date | None, ship_by: date | None) -> NewLine:
        dear = sku in BUNDLES or self.diary.goods.price[sku] > 6000
        return NewLine(
            sku=sku,
            quantity=min(qty, 2) if dear and qty < 4 else qty,
            unit_price=self.diary.goods.price[sku],
            need_by=need_by,
            ship_by=ship_by,
        )

    def _number(self, channel: str) -> str:
        luck = self.diary.luck
        self._numbers += 1
        match channel:
            case "amazon":
                return f"114-{luck.randrange(10**6, 10**7)}-{self._numbers:07}"
            case "ebay":
                return f"27-{luck.randrange(10**4, 10**5)}-{self._numbers:05}"
            case "wholesale":
                return f"W-{self._numbers}"
            case _:
                return str(self._numbers)

    def _customer(self, channel: str, country: str) -> NewCustomer:
        luck = self.diary.luck
        if channel == "wholesale":
            dealer = luck.randrange(_DEALERS)
            name = f"{_LAST[dealer]} & {_FIRST[dealer]} Outfitters"
            return NewCustomer(name=name, email=f"orders@dealer{dealer}.example", business=True)
        number = luck.randrange(1 + self._numbers * 2 // 3)
        name = f"{_FIRST[number % len(_FIRST)]} {_LAST[number // 7 % len(_LAST)]}"
        if channel != "store":
            return NewCustomer(ref=f"{channel}-{number}", name=name)
        return NewCustomer(
            name=name,
            email=f"customer{number}@shopper.example",
            tier="gold" if number % 17 == 0 else None,
            language="de" if country == "DE" else None,
        )
