"""The decision sheet of a short order: its four ways, what each costs, and who may choose it (spec 4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from makegood.console.charts import Bar
from makegood.console.door import Caller
from makegood.domain.decision.outcome import Choice
from makegood.queries.decisions import Way, Ways, decisions, ways
from makegood.queries.shop import Shop
from makegood.spreadsheet.writing.phrases import money
from makegood.wording import inside, words
from makegood.wording.sentences import joined, told_of_way

_SAYS = {
    Choice.HOLD: "What has not left waits and goes together.",
    Choice.SPLIT: "What is there goes now, the rest follows.",
    Choice.SUBSTITUTE: "Another item goes instead of what is short.",
    Choice.CANCEL: "What is short is cancelled and paid back.",
}
MANAGER = "manager"


@dataclass(frozen=True, slots=True)
class Option:
    """One way as a page shows it. `share` = its cost beside the dearest one's, per cent; `parts` = what makes it up;
    `offered` = the customer may choose it; `open` = whoever looks may choose it; `role` = who else may."""

    choice: str
    says: str
    cost: str
    share: float
    tone: str
    parts: list[tuple[str, str]]
    why: str
    recommended: bool
    offered: bool
    open: bool
    role: str
    words: tuple[str, ...]
    instead: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What may be done with the short lines of an order. `late` = those that the customer is told are late, else all;
    `by` = why one way is recommended."""

    short: Mapping[str, int]
    late: frozenset[str]
    recommended: str
    by: str
    options: list[Option]

    @property
    def bars(self) -> list[Bar]:
        """The costs, drawn."""
        return [Bar(words(each.choice), each.cost, each.share, each.tone) for each in self.options]


def sheets(order_id: int, who: Caller, *, shop: Shop, today: date) -> list[Sheet]:
    """The sheet of the order; none where nothing is short any more."""
    found = decisions([order_id], today=today, shop=shop)
    return [_sheet(ways(each), each.late, who, shop) for each in found]


def _sheet(found: Ways, late: Collection[str], who: Caller, shop: Shop) -> Sheet:
    known = found.by in ("lowest_cost", "costs_unknown")
    return Sheet(
        short=found.short,
        late=frozenset(late),
        recommended=found.recommended.value,
        by=inside(found.by) if known else f"the shop's rule “{found.by}”",
        options=list(_options(found, who, shop)),
    )


def _options(found: Ways, who: Caller, shop: Shop) -> Iterator[Option]:
    most = max((abs(each.cost) for each in found.options if each.offered and each.cost), default=0)
    for each in found.options:
        role = str(getattr(shop.policy.decision.authority, each.choice.value))
        theirs = bool(who.roles & {role, MANAGER})
        # A manager and the law may cancel what the customer is not offered.
        unasked = each.choice is Choice.CANCEL and MANAGER in who.roles
        recommended = each.choice is found.recommended
        yield Option(
            choice=each.choice.value,
            says=_SAYS[each.choice],
            cost=_cost(each, found.currency),
            share=_share(each, most),
            tone="good" if recommended else "quiet" if each.offered else "faint",
            parts=[
                (words(name), money(minor, found.currency)) for name, minor in each.figures.items() if minor
            ],
            why=joined(told_of_way(each.why, offered=each.offered)),
            recommended=recommended,
            offered=each.offered,
            open=theirs and (each.offered or unasked),
            role=role,
            words=_words(each, who),
            instead=sorted(each.substitutes.items()),
        )


def _cost(way: Way, currency: str) -> str:
    if not way.offered:
        return "not possible"
    return "not known" if way.cost is None else money(way.cost, currency)


def _share(way: Way, most: int) -> float:
    if not way.offered or not way.cost or not most:
        return 0
    return max(1.5, round(100 * abs(way.cost) / most, 1))


def _words(way: Way, who: Caller) -> tuple[str, ...]:
    """Whose word may be given for it, "" = nobody's is needed: silence neither cancels nor substitutes."""
    if way.choice is Choice.SUBSTITUTE:
        return ("customer",)
    if way.choice is Choice.CANCEL:
        unasked = ("law", MANAGER) if MANAGER in who.roles else ("law",)
        return ("customer", *unasked) if way.offered else (MANAGER,)
    return ("", "customer")
