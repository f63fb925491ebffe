"""An order as its customer sees it through a link: how it stands, what may be chosen, what was, and what happened.

It says nothing that a message would not: published windows only, and no other order (I22).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from django.db.models import Q

from makegood.db.before import BEFORE
from makegood.db.chain import canonical
from makegood.db.models import Contact, Decision, Event, Letter, Link, Order, OrderLine, Shipment
from makegood.db.rows import load
from makegood.db.sealed import STREAM
from makegood.db.snapshot import snapshot
from makegood.domain.decision.case import OrderCase
from makegood.domain.decision.outcome import Choice, Recommendation
from makegood.domain.notice.outcome import Notice
from makegood.domain.notice.page import Chosen, Ended, Happened, Offer, Page, Step
from makegood.queries.consent import PARCELS, is_theirs
from makegood.queries.letters import AsTold
from makegood.queries.order_cases import Judged
from makegood.queries.shop import Shop, shop_now

_ENDS = ("closure.cancelled", "closure.substituted", "release.shipped")
"""The events by which units of an order end."""


class Door(NamedTuple):
    """A link that opens: its own id, that of the one order behind it, and the hash of its end."""

    link: int
    order: int
    digest: str


class Look(NamedTuple):
    """What a link shows now, in the shop of the moment."""

    door: Door
    page: Page
    shop: Shop


def look(secret: str, *, now: datetime) -> Look | None:
    """What the end of a link shows; None = it opens nothing: it is unknown, expired or revoked, and nobody learns
    which."""
    # Looked up by its hash: how long that takes tells nothing of how near a guess was.
    return look_again(digest_of(secret), now=now)


def look_again(digest: str, *, now: datetime) -> Look | None:
    """The same by the hash of the link's end."""
    with snapshot():
        shop = shop_now(year=now.year)
        found = door(shop, digest, now=now)
        if found is None:
            return None
        return Look(found, page_of(found.order, shop=shop, today=shop.day(now)), shop)


def digest_of(secret: str) -> str:
    """By what a link is kept: only who was sent it knows its secret."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def door(shop: Shop, digest: str, *, now: datetime) -> Door | None:
    """What a link opens, by the hash of its end; None = nothing."""
    found = Link.objects.filter(digest=digest, revoked_at__isnull=True)
    row = found.values_list("pk", "order_id", "digest", "expires_at").first()
    if row is None or (row[3] <= now and not opens_still(shop, row[1], now=now)):
        return None
    return Door(*row[:3])


def opens_still(shop: Shop, order_id: int, *, now: datetime) -> bool:
    """True while units of an order are to be sent, and for so long after the last one was or will not be: then its
    links open its page, also those that have expired."""
    if OrderLine.objects.filter(Q(reserved_qty__gt=0) | Q(backordered_qty__gt=0), order_id=order_id).exists():
        return True
    ends = Event.objects.filter(stream=STREAM, ref=order_id, kind__in=_ENDS)
    ended_at = ends.order_by("seq").values_list("at", flat=True).last()
    return ended_at is not None and now < ended_at + timedelta(days=shop.policy.notice.link_days)


def proofs(order_id: int) -> list[str]:
    """What only its customer and the shop know of an order: its e-mail address and its postcode, as far as known."""
    known = Order.objects.filter(pk=order_id).values_list("customer__email", "postcode").get()
    return [each for each in known if each]


def page_of(order_id: int, *, shop: Shop, today: date) -> Page:
    """The page of one order."""
    told = AsTold(shop, [order_id], today=today)
    judged, found = told.judged, told.recommended.get(order_id)
    order, case = judged.orders[order_id], judged.cases[order_id]
    notifier = told.notifier(order_id)
    notice = told.as_decided(order_id, notifier.standing(notifier.verdict(case), found))
    notice = _as_promised(told.with_refund(order_id, notice), order, case, today)
    notice = replace(notice, answer=told.as_named(order_id, notice))
    late = {line.line_id for line in notice.delayed}
    short = {each.line.line_id for each in case.short}
    rows = load(Decision.objects.filter(order_id=order_id).order_by("pk"))
    chosen = _chosen(rows, late, shop)
    offers = _offers(notice, found)
    by_writing = any(each.choice is Choice.CANCEL for each in offers) and not proofs(order_id)
    if by_writing:
        offers = tuple(each for each in offers if each.choice is not Choice.CANCEL)
    return Page(
        number=order.number,
        placed_on=order.placed_on,
        currency=order.currency,
        language=order.language,
        notice=notice,
        offers=offers,
        lines=() if late == short else tuple(sorted(late)),
        late_value=_value(judged, order_id, notice),
        chosen=chosen,
        ended=tuple(_ended(order_id)),
        history=tuple(_history(order, rows, shop)),
        seen=_seen(notice, offers, chosen),
        by_writing=by_writing,
        held=any(each.line.on_hold and each.reserved_qty + each.backordered_qty for each in case.lines),
    )


def _as_promised(notice: Notice, order: Order, case: OrderCase, today: date) -> Notice:
    """They hear from us next on the day that our last message named: a later one at each look would be one that nobody
    keeps. Before the first message it is what that one will name; where none waits to go, nobody has promised one."""
    days = [each.line.next_update_on for each in case.lines if each.line.next_update_on]
    if days and notice.next_update_on:
        return replace(notice, next_update_on=max(min(days), today))
    if days or order.notices.filter(state__in=("queued", "claimed")).exists():
        return notice
    return replace(notice, next_update_on=None)


def _chosen(rows: Sequence[Decision], late: set[str], shop: Shop) -> Chosen | None:
    """The newest decision that stands and is about all that is late; nothing late: the newest of all. One that ended
    units says nothing of what is late now, also where these are wanted again."""
    for row in reversed(rows):
        choice = Choice(row.choice)
        about_it = not row.lines or late <= set(row.lines)
        if row.replaced_at is None and about_it and (not late or choice in PARCELS):
            return Chosen(row.pk, choice, shop.day(row.at), is_theirs(row.by, row.approved_by))
    return None


def _offers(notice: Notice, found: Recommendation | None) -> tuple[Offer, ...]:
    """What a message would offer."""
    if found is None or not notice.delayed:
        return ()
    return tuple(
        Offer(option.choice, option.substitutes if option.choice is Choice.SUBSTITUTE else ())
        for option in found.options
        if option.choice in notice.options
    )


def _value(judged: Judged, order_id: int, notice: Notice) -> int | None:
    """What the late units cost; None = a price is not known."""
    prices = {each.line.line_id: each.line.unit_price for each in judged.cases[order_id].lines}
    found = [(prices[line.line_id], line.qty) for line in notice.delayed]
    if any(price is None for price, _ in found):
        return None
    return sum(price * qty for price, qty in found if price is not None)


def _ended(order_id: int) -> Iterator[Ended]:
    names = ("item__sku", "item__title", "shipped_qty", "cancelled_qty", "substituted_qty")
    rows = OrderLine.objects.filter(order_id=order_id).order_by("pk").values_list(*names)
    for row in map(Ended._make, rows):
        if row.shipped_qty or row.cancelled_qty or row.substituted_qty:
            yield row


def _history(order: Order, decisions: Sequence[Decision], shop: Shop) -> Iterator[Happened]:
    """In the order of time, by days. What left before we knew the order comes first, without a day: nobody told us."""
    steps = [Happened(shop.day(at), step, choice) for at, step, choice in _steps(order, decisions)]
    parcels = Shipment.objects.filter(order_id=order.pk, cancelled_at__isnull=True).order_by("at", "pk")
    for number, day, *parcel in parcels.values_list("number", "shipped_on", "carrier", "tracking"):
        on = None if number == BEFORE else day
        steps.append(Happened(on, Step.SENT, None, (parcel[0], parcel[1])))
    yield Happened(order.placed_on, Step.PLACED)
    yield from sorted(steps, key=lambda each: each.on or order.placed_on)


def _steps(order: Order, decisions: Sequence[Decision]) -> Iterator[tuple[datetime, Step, Choice | None]]:
    """All but its parcels, in the order of time."""
    found: list[tuple[datetime, Step, Choice | None]] = []
    letters = Letter.objects.filter(notices__order_id=order.pk, outcome="sent").distinct()
    found += [
        (at, Step.WRITTEN_TO, None) for at in letters.values_list("ended_at", flat=True) if at is not None
    ]
    for row in decisions:
        if is_theirs(row.by, row.approved_by):
            found.append((row.at, Step.CHOSEN, Choice(row.choice)))
    contacts = Contact.objects.filter(order_id=order.pk)
    found += [(at, Step.CONTACTED, None) for at in contacts.values_list("at", flat=True)]
    yield from sorted(found, key=lambda each: each[0])


def _seen(notice: Notice, offers: Sequence[Offer], chosen: Chosen | None) -> str:
    """Equal for two looks at the same offer: the ways, the windows, what would go instead and its price, and what
    would be given back (I13)."""
    lines = [
        (line.line_id, line.qty, *map(str, (line.ship, line.deliver, line.substitute, line.not_after)))
        for line in (*notice.delayed, *notice.on_track)
    ]
    facts: Mapping[str, object] = {
        "order": notice.order_id,
        "offers": [(each.choice.value, each.instead) for each in offers],
        "lines": lines,
        "late": len(notice.delayed),
        "refund": notice.refund,
        "together": notice.together,
        "sooner": sorted(notice.sooner),
        "packing": notice.packing,
        "chosen": chosen and chosen.decision,
    }
    return sha256(canonical(facts).encode()).hexdigest()
