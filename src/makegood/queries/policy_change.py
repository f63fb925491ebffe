"""What another policy would change for what waits today: asked before it is saved. Reads, and writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.db.models import Count

from makegood.db import facts, locks
from makegood.db.models import Backorder
from makegood.db.snapshot import snapshot
from makegood.db.waiting import Waiting, waiting_for
from makegood.domain.allocation.run import allocate
from makegood.domain.review import Buckets, days_delayed
from makegood.domain.terms.dates import Window
from makegood.queries.decisions import decisions
from makegood.queries.queue import ranked, shelves
from makegood.queries.shop import Shop, supply_dates
from makegood.queries.windows import expected_windows

EXAMPLES = 20
MOST_ORDERS = 1_000
"""So many short orders are decided about twice, the oldest: more would take longer than people wait."""
MOST_LINES = 5_000
"""So many waiting lines are queued twice, whole SKUs at a time, those with the most lines first."""

_UNITS_AND_DAYS = frozenset(
    {"shop", "calendars", "locations", "services", "suppliers", "channels", "promise", "allocation"}
)
_TOUCHES: Mapping[str, frozenset[str]] = {
    "eligibility": frozenset({"eligibility", "channels"}),
    "queue": frozenset(
        {"shop", "allocation", "channels", "promise", "calendars", "locations", "services", "suppliers"}
    ),
    "windows": _UNITS_AND_DAYS,
    "decisions": frozenset({"decision", "channels", "delay_law", "shop"}),
    "buckets": frozenset({"review"}),
}
"""Which areas of the policy each question rests on: what no changed area touches is not asked."""

Said = tuple[str | int | date | None, ...]
"""An answer as codes, numbers and days: of `eligibility` whether it may wait, its cap and longest window; of `buckets`
name, action and owner; of the `queue` the place; of `windows` both days, nothing = no date; of `decisions` the choice.
"""


class Move(NamedTuple):
    """So many come out as `after` who came out as `before`; None = whatever that was."""

    before: Said | None
    after: Said
    number: int


class Example(NamedTuple):
    """A line, or a short order (`line` and `sku` empty), and what is true of it before and after."""

    order: str
    channel: str
    line: str
    sku: str
    before: Said
    after: Said


@dataclass(frozen=True, slots=True)
class Shift:
    """What becomes of one question: how many were looked at, how many come out otherwise, from what to what, and the
    first of them. `of` = how many there are in all, where not all were looked at."""

    about: str
    looked_at: int
    changed: int
    moves: tuple[Move, ...]
    examples: tuple[Example, ...]
    of: int


class _Case(NamedTuple):
    order: str
    channel: str
    line: str
    sku: str
    item_id: int
    family: str | None
    preorder: bool
    baseline: date


def changed_by(before: Shop, after: Shop, *, areas: Collection[str], today: date) -> list[Shift]:
    """What comes out otherwise under the other policy for all that waits today, by question."""
    asked = {about for about, touched in _TOUCHES.items() if touched & set(areas)}
    with snapshot():
        return list(_shifts(before, after, asked, today))


def _shifts(before: Shop, after: Shop, asked: Collection[str], today: date) -> Iterator[Shift]:
    if "eligibility" in asked or "buckets" in asked:
        cases = list(_cases(today))
        if "eligibility" in asked:
            confirmed = facts.confirmed_units({each.item_id for each in cases})
            yield _of_cases(
                "eligibility", cases, _eligibility(before, confirmed), _eligibility(after, confirmed)
            )
        if "buckets" in asked:
            yield _of_cases("buckets", cases, _bucket(before, today), _bucket(after, today))
    if "queue" in asked or "windows" in asked:
        rows = _Waiting(today)
        old, new = rows.under(before), rows.under(after)
        if "queue" in asked:
            yield replace(_of_queue(old, new), of=waiting_lines())
        if "windows" in asked:
            yield replace(_of_windows(old, new), of=waiting_lines())
    if "decisions" in asked:
        yield _of_decisions(before, after, today)


def _cases(today: date) -> Iterator[_Case]:
    names = (
        "order__number", "channel__name", "line__line_id", "item__sku", "item_id", "item__family",
        "item__available_on", "line__baseline",
    )  # fmt: skip
    rows = Backorder.objects.filter(state="open").order_by("line__baseline", "pk").values_list(*names)
    for order, channel, line, sku, item_id, family, available_on, baseline in rows.iterator(
        chunk_size=10_000
    ):
        preorder = available_on is not None and available_on > today
        yield _Case(order, channel, line, sku, item_id, family, preorder, baseline)


def _eligibility(shop: Shop, confirmed: Mapping[int, int]) -> Callable[[_Case], Said]:
    def said(case: _Case) -> Said:
        found = shop.eligibility.answers(
            sku=case.sku,
            family=case.family,
            confirmed_inbound_qty=confirmed.get(case.item_id, 0),
            preorder=case.preorder,
        )[case.channel]
        if not found.allowed:
            return ("may_not_wait", None, None)
        return ("may_wait", found.cap, found.longest_window_days)

    return said


def _bucket(shop: Shop, today: date) -> Callable[[_Case], Said]:
    buckets = Buckets(shop.policy.review)

    def said(case: _Case) -> Said:
        late = days_delayed(baseline=case.baseline, today=today)
        own = buckets.at(late)
        return (buckets.name(late), own.action.value, own.owner)

    return said


def _of_cases(
    about: str, cases: Sequence[_Case], before: Callable[[_Case], Said], after: Callable[[_Case], Said]
) -> Shift:
    told = ((case[:4], before(case), after(case)) for case in cases)
    return _shift(about, len(cases), ((who, old, new) for who, old, new in told if old != new))


class _Standing(NamedTuple):
    """Where a line stands: its place in the queue of its SKU and its window, None = no date."""

    row: Waiting
    sku: str
    place: int
    tier: int
    window: Window | None


def waiting_lines() -> int:
    """How many open backorders there are."""
    return Backorder.objects.filter(state="open").count()


def _most_waited_for() -> list[int]:
    """Items until enough lines wait for them; one at least."""
    rows = Backorder.objects.filter(state="open").values_list("item_id").annotate(lines=Count("pk"))
    found: list[int] = []
    lines = 0
    for item, number in rows.order_by("-lines", "item_id"):
        if found and lines + number > MOST_LINES:
            continue
        found.append(item)
        lines += number
    return found


class _Waiting:
    """Everybody who waits for some items, read once and judged under several policies."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._items = locks.items(_most_waited_for(), lock=False)
        self._rows = waiting_for(self._items)

    def under(self, shop: Shop) -> dict[int, _Standing]:
        """By backorder."""
        shelf = shelves(shop, items=self._items, dates=supply_dates(shop, today=self._today))
        places = ranked(shop, rows=self._rows, shelf=shelf, today=self._today)
        allocate(
            claims=[claim for place in places for claim in place.claims],
            supplies=shelf.supplies,
            serving=shelf.serving,
            policy=shop.policy.allocation,
            today=self._today,
        )
        windows = {
            each.row.line_pk: each.promise.ship if each.promise else None
            for each in expected_windows(shop, shelf, places, today=self._today)
        }
        ahead: Counter[int] = Counter()
        found = {}
        for place in places:
            row = place.row
            ahead[row.item_id] += 1
            found[row.backorder_id] = _Standing(
                row,
                self._items[row.item_id].sku,
                ahead[row.item_id],
                place.rank.tier,
                windows.get(row.line_pk),
            )
        return found


def _of_queue(old: Mapping[int, _Standing], new: Mapping[int, _Standing]) -> Shift:
    moved = [(each, new[pk]) for pk, each in old.items() if new[pk].place != each.place]
    # Whom it costs most stands first.
    moved.sort(key=lambda pair: (pair[0].place - pair[1].place, pair[0].row.backorder_id))
    told = ((_who(each), (each.place,), (other.place,)) for each, other in moved)
    up = sum(1 for each, other in moved if other.place < each.place)
    moves = [Move(None, ("sooner",), up), Move(None, ("after_others",), len(moved) - up)]
    return _shift("queue", len(old), told, moves=moves)


def _of_windows(old: Mapping[int, _Standing], new: Mapping[int, _Standing]) -> Shift:
    moved = [(each, new[pk]) for pk, each in old.items() if new[pk].window != each.window]
    moved.sort(key=lambda pair: (-_days_later(*pair), pair[0].row.backorder_id))
    told = ((_who(each), _days(each.window), _days(other.window)) for each, other in moved)
    kinds = Counter(_kind(each.window, other.window) for each, other in moved)
    return _shift(
        "windows", len(old), told, moves=[Move(None, (kind,), n) for kind, n in kinds.most_common()]
    )


def _of_decisions(before: Shop, after: Shop, today: date) -> Shift:
    orders = Backorder.objects.filter(state="open").order_by("order_id").values_list("order_id", flat=True)
    every = list(orders.distinct())
    some = every[:MOST_ORDERS]
    old = {each.order_id: each for each in decisions(some, today=today, shop=before)}
    new = {each.order_id: each for each in decisions(some, today=today, shop=after)}
    told = (
        (
            (each.number, each.channel, "", ""),
            (each.recommendation.choice.value,),
            (other.recommendation.choice.value,),
        )
        for pk, each in old.items()
        if (other := new.get(pk)) is not None and other.recommendation.choice != each.recommendation.choice
    )
    return _shift("decisions", len(some), told, of=len(every))


def _shift(
    about: str,
    looked_at: int,
    told: Iterable[tuple[Sequence[str], Said, Said]],
    *,
    moves: Sequence[Move] | None = None,
    of: int | None = None,
) -> Shift:
    """Counts and the first few; `moves` where they are counted otherwise than told."""
    counted: Counter[tuple[Said, Said]] = Counter()
    examples: list[Example] = []
    for who, before, after in told:
        counted[before, after] += 1
        if len(examples) < EXAMPLES:
            examples.append(Example(who[0], who[1], who[2], who[3], before, after))
    own = moves or [Move(before, after, number) for (before, after), number in counted.most_common()]
    shown = tuple(each for each in own if each.number)
    return Shift(about, looked_at, counted.total(), shown, tuple(examples), looked_at if of is None else of)


def _who(each: _Standing) -> tuple[str, str, str, str]:
    return each.row.number, each.row.channel, each.row.line_id, each.sku


def _days(window: Window | None) -> Said:
    return () if window is None else (window.from_on, window.to_on)


def _days_later(each: _Standing, other: _Standing) -> int:
    if each.window is None or other.window is None:
        return 10_000 if other.window is None else -10_000
    return (other.window.to_on - each.window.to_on).days


def _kind(before: Window | None, after: Window | None) -> str:
    if before is None:
        return "dated"
    if after is None:
        return "undated"
    if after.to_on == before.to_on:
        return "begins_otherwise"
    return "ends_later" if after.to_on > before.to_on else "ends_earlier"
