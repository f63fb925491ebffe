"""What happened to an order whose customer knows of a delay: each event that a customer hears of becomes a notice.

The one table of which does. A notice is queued in the transaction of its event; several of one order go as one message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from makegood.db.models import Notice
from makegood.db.tasks import GOODWILL, NOTICES_HELD
from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import Kind
from makegood.queries.consent import is_theirs
from makegood.queries.digests import recipients
from makegood.services._tasks import OWNER, task
from makegood.services._work import Told, Work
from makegood.services.notice._rows import BRAKED, on_time_orders, queued_orders, told_orders, write
from makegood.services.notice.owing import FIRST

MOVED = "moved"
"""The kind of a notice of a window that was published anew: which way it moved is judged when it goes."""

About = dict[str, Any]


def _as_it_stands(_: Mapping[str, Any]) -> About | None:
    """The message shows how the order stands: nothing more has to be known."""
    return {}


def _shipped(data: Mapping[str, Any]) -> About | None:
    return {"shipment": data["shipment"]}


def _lines(counter: str) -> Callable[[Mapping[str, Any]], About | None]:
    def about(data: Mapping[str, Any]) -> About | None:
        return {"lines": {line: counts[counter] for line, counts in data["lines"].items()}}

    return about


def _decided(data: Mapping[str, Any]) -> About | None:
    """Only the customer's own word is confirmed to them."""
    if not is_theirs(data["by"], data["approved_by"]):
        return None
    return {"decision": data["decision"], "choice": data["choice"]}


def _replaced(data: Mapping[str, Any]) -> About | None:
    """A decision of ours under which another parcel goes than the customer chose. What it ends is told by itself."""
    if not data.get("replaces_theirs") or data["choice"] not in (Choice.HOLD, Choice.SPLIT):
        return None
    return {"decision": data["decision"], "choice": data["choice"]}


def _edited(data: Mapping[str, Any]) -> About | None:
    """Whoever is put on hold hears of it from the person who did so: there is nothing that a message could show."""
    found = data["changed"].get("order", {})
    return None if found.get("on_hold", [])[1:] == [True] else {}


def _credited(data: Mapping[str, Any]) -> About | None:
    granted = [each["id"] for each in data["tasks"] if each["kind"] == GOODWILL and data["answer"] == "yes"]
    return {"tasks": granted} if granted else None


class _Row(NamedTuple):
    kind: str
    about: Callable[[Mapping[str, Any]], About | None]
    brakes: bool = True


EVENTS: Mapping[str, Sequence[_Row]] = {
    "promise.published": [_Row(MOVED, _as_it_stands)],
    "decision.decided": [_Row(Kind.CHOICE_CONFIRMED, _decided), _Row(Kind.CHOICE_REPLACED, _replaced)],
    "closure.cancelled": [_Row(Kind.CANCELLED, _lines("cancelled"))],
    # They read that it is cancelled and that their money goes back: neither is true any more.
    "closure.reopened": [_Row(Kind.CHANGED, _lines("backordered"))],
    "closure.substituted": [_Row(Kind.SUBSTITUTED, _lines("substituted"))],
    "release.shipped": [_Row(Kind.SHIPPED, _shipped, brakes=False)],
    "release.shipment_cancelled": [_Row(Kind.CHANGED, _as_it_stands)],
    "intake.edited": [_Row(Kind.CHANGED, _edited)],
    "review.answered": [_Row(Kind.GOODWILL, _credited, brakes=False)],
}
"""Which event of an order its customer hears of, as which kind, by which keys, and whether many at once wait for the
owner; of several kinds the one that fits. A parcel is news of its own, however many leave on a day."""


def of_interest(told: Sequence[Told]) -> set[int]:
    """The orders of which something happened that a customer hears of."""
    return {each.order_id for each, _, _ in _newsworthy(told)}


def tell_what_happened(work: Work) -> None:
    """Queue a notice for each event of this command that a customer hears of, where that customer knows of a delay; and
    hold those of one event that are too many, with those of orders that it made short.

    Whoever was told nothing because they would have it in time is told first when their window moves."""
    found = list(_newsworthy(work.told))
    if not found and not work.owed:
        return
    told = told_orders({each.order_id for each, _, _ in found})
    in_time = on_time_orders({each.order_id for each, row, _ in found if row.kind == MOVED} - told)
    waiting = queued_orders(told)
    written: list[Notice] = list(work.owed)
    # Where another message waits to go it shows how the order stands: then a window or an edit is no news of its own.
    for each, row, about in sorted(found, key=lambda one: not one[2]):
        first = each.order_id in in_time and row.kind == MOVED
        if not (first or each.order_id in told) or (not about and each.order_id in waiting):
            continue
        waiting.add(each.order_id)
        occasion = f"{each.kind}:{each.seq}"
        kind = FIRST if first else row.kind
        notice = write(work, each.order_id, kind=kind, occasion=occasion, about=about)
        if row.brakes:
            written.append(notice)
    _brake(work, written)


def _newsworthy(told: Sequence[Told]) -> Iterator[tuple[Told, _Row, About]]:
    for each in told:
        for row in EVENTS.get(each.kind, ()):
            about = row.about(each.data)
            if about is not None:
                yield each, row, about


def _brake(work: Work, written: Sequence[Notice]) -> None:
    """More messages of one event than the policy lets go wait for the owner."""
    most = work.shop.policy.notice.brake
    by_order: dict[int, list[Notice]] = {}
    for row in written:
        by_order.setdefault(row.order_id, []).append(row)
    if len(by_order) <= most:
        return
    messages = len(set(recipients(work.shop, by_order).values()))
    if messages <= most:
        return
    for row in written:
        work.set(row, held_for=BRAKED)
    first = written[0]
    key = f"{NOTICES_HELD}:{first.order_id}:{first.occasion}"
    work.add(task(work, key=key, kind=NOTICES_HELD, role=OWNER, messages=messages, cause=work.cause))
