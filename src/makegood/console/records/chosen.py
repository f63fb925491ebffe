"""Several rows at once: how a list names them; of waiting lines what would be decided about their orders, and the
command that does it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from makegood.console.clock import shop_today
from makegood.console.links import order_at
from makegood.domain.decision.outcome import Choice
from makegood.queries.decisions import Way, Ways, decisions, ways
from makegood.queries.finding import orders_of_cases
from makegood.services._orders import OrderName
from makegood.services.decision import Decide, OrderChoice
from makegood.spreadsheet.writing.phrases import money
from makegood.wording import inside
from makegood.wording.sentences import joined, told_of_way

RECOMMENDED = "recommended"
WAYS = (RECOMMENDED, Choice.HOLD.value, Choice.SPLIT.value)
"""What may be decided for many at once: neither a cancellation nor a substitute, which need each customer's word."""
_BETWEEN = ":"
_DIGITS = 19
_ALONE = (Choice.CANCEL, Choice.SUBSTITUTE)


@dataclass(frozen=True, slots=True)
class Planned:
    """One order of several: what stands, what would be decided and its cost, or why it is `left` out.

    `order_id`, `seen` = the length of its history, so that nobody is overtaken."""

    order: str
    channel: str
    address: str
    order_id: int
    seen: int
    stands: str
    choice: Choice | None
    cost: str
    left: str


def key_of(row: int, events: int | None) -> str:
    """What a form sends for a row: its number, and how long the history was of what it is about."""
    return str(row) if events is None else f"{row}{_BETWEEN}{events}"


def looked_at(keys: Iterable[str]) -> dict[int, int | None]:
    """The rows that these name, each with how long that history was; None = it does not say."""
    pairs = (key.partition(_BETWEEN) for key in keys)
    return {int(row): int(count) if _is_number(count) else None for row, _, count in pairs if _is_number(row)}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < _DIGITS


def plan(cases: Sequence[int], wanted: str) -> list[Planned]:
    """What `wanted` (one of `WAYS`) means for each order of these backorders."""
    shop, today = shop_today()
    heads = orders_of_cases(cases)
    found = {each.order_id: ways(each) for each in decisions(list(heads), today=today, shop=shop)}
    planned = []
    for pk, head in heads.items():
        own = found.get(pk)
        choice, left = _choice(own, wanted)
        planned.append(
            Planned(
                order=head.number,
                channel=head.channel,
                address=order_at(head.number, head.channel),
                order_id=pk,
                seen=head.event_count,
                stands=head.stands,
                choice=choice,
                cost=_cost(own, choice),
                left=left,
            )
        )
    return planned


def as_shown(planned: Sequence[Planned], shown: Mapping[int, str]) -> tuple[list[Planned], list[str]]:
    """What is done: each order as it was `shown` (the way, by its key), those left out of which something else would be
    decided by now; and these, each with what it was and what it would be."""
    found, changed = [], []
    for each in planned:
        now, then = each.choice.value if each.choice else "", shown.get(each.order_id, "")
        if now == then:
            found.append(each)
            continue
        found.append(replace(each, choice=None, left="it changed since you looked"))
        was, is_now = inside(then) if then else "nothing", inside(now) if now else each.left
        changed.append(f"order {each.order} (shown: {was}; now: {is_now})")
    return found, changed


def command(planned: Sequence[Planned]) -> Decide:
    """The decisions, those that are left out left out."""
    return Decide(choices=tuple(_choose(planned)))


def _choose(planned: Sequence[Planned]) -> Iterator[OrderChoice]:
    for each in planned:
        if each.choice is not None:
            yield OrderChoice(order=OrderName(each.order, each.channel), choice=each.choice)


def _choice(own: Ways | None, wanted: str) -> tuple[Choice | None, str]:
    if own is None:
        return None, "nothing of it is short any more"
    choice = own.recommended if wanted == RECOMMENDED else Choice(wanted)
    if choice in _ALONE:
        return (
            None,
            f"recommended is to {choice.value}, which needs the customer's word: decide it on its own page",
        )
    way = _way(own, choice)
    if not way.allowed:
        return None, joined(told_of_way(way.why, offered=way.offered)) or "not possible"
    return choice, ""


def _cost(own: Ways | None, choice: Choice | None) -> str:
    if own is None or choice is None:
        return ""
    cost = _way(own, choice).cost
    return "not known" if cost is None else money(cost, own.currency)


def _way(own: Ways, choice: Choice) -> Way:
    return next(each for each in own.options if each.choice is choice)
