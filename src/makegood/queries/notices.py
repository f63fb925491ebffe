"""Every message that was owed to a customer: what it is about, and whether it went."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q

from makegood.db.models import Channel, Letter, Notice, Order, OrderLine
from makegood.db.models.notice import NOTICE_STATES
from makegood.db.rows import load_with
from makegood.domain.notice.outcome import Kind
from makegood.queries.known import check_choice
from makegood.queries.letters import Composed, compose
from makegood.queries.pages import Listing
from makegood.queries.shop import Shop


class ListedNotice(NamedTuple):
    """A notice, without its customer's address. `lines` = line ids it is about, `why_not` = why it is not sent,
    `held_for` = what it waits for ("" = nothing), `letter` = the last message that told it or tried to,
    `silent_default` = what no answer by `answer_by` means."""

    notice: int
    order: str
    channel: str
    kind: str
    state: str
    lines: list[str]
    queued_at: datetime
    due_at: datetime
    sent_at: datetime | None
    why_not: str
    held_for: str
    letter: int | None
    answer_by: date | None
    silent_default: str
    next_update_on: date | None


_NAMES = (
    "pk", "order__number", "order__channel__name", "kind", "state", "lines", "queued_at", "due_at", "sent_at",
    "why_not", "held_for", "letter_id", "answer_by", "silent_default", "next_update_on",
)  # fmt: skip


def notices(
    *,
    state: str | None = None,
    kind: str | None = None,
    order: str | None = None,
    channel: str | None = None,
    held: bool | None = None,
    among: Collection[int] | None = None,
) -> Listing[ListedNotice]:
    """Notices, the newest first: in a state, of a kind, about the order of a number, of a channel, `held` until
    somebody lets them go, `among` these; None = all.

    Raises DomainError('entry_invalid') for a state or a kind that there is not.
    """
    if state is not None:
        check_choice(state, NOTICE_STATES, at="state")
    if kind is not None:
        check_choice(kind, [each.value for each in Kind], at="kind")
    wanted = {"state": state, "kind": kind, "order__number": order, "order__channel__name": channel}
    found = Notice.objects.filter(**{name: value for name, value in wanted.items() if value is not None})
    if held is not None:
        found = found.exclude(held_for="") if held else found.filter(held_for="")
    return Listing(
        found=found if among is None else found.filter(pk__in=list(among)),
        order=("-pk",),
        names=_NAMES,
        make=lambda found: [ListedNotice(*row) for row in found],
    )


@dataclass(frozen=True, slots=True)
class Undone:
    """Notices that are not at their end: `queued` go by themselves, `braked` wait for the brake, `kept` could not be
    written, of `on_their_way` a program has some and a person passes the others on; `failed` and `unclear` ones wait
    for somebody's word."""

    queued: int
    braked: int
    kept: int
    on_their_way: int
    failed: int
    unclear: int


class ToHear(NamedTuple):
    """Orders whose customers were told that they hear from us on a day."""

    day: date
    orders: int


class AsSent(NamedTuple):
    """A message as it went, without its address. `way` = by e-mail, or by a person; `outcome` as of a letter, empty =
    it is on its way; `said` = what a server, or who of us, said about it."""

    letter: int
    way: str
    outcome: str
    language: str
    claimed_at: datetime
    ended_at: datetime | None
    said: str
    subject: str
    text: str


def undone(*, brake: str = "brake") -> Undone:
    """How many notices are not at their end. `brake` = what those are held for that the brake holds."""
    queued, open_now = Q(state="queued"), ("queued", "claimed", "failed", "uncertain")
    found = Notice.objects.filter(state__in=open_now).aggregate(
        queued=Count("pk", filter=queued & Q(held_for="")),
        braked=Count("pk", filter=queued & Q(held_for=brake)),
        kept=Count("pk", filter=queued & ~Q(held_for__in=("", brake))),
        on_their_way=Count("pk", filter=Q(state="claimed")),
        failed=Count("pk", filter=Q(state="failed")),
        unclear=Count("pk", filter=Q(state="uncertain")),
    )
    return Undone(**found)


def to_hear(*, until: date) -> list[ToHear]:
    """By day, up to that one, how many orders' customers were told that they hear from us then."""
    lines = OrderLine.objects.filter(next_update_on__lte=until, order__muted=False, order__on_hold=False)
    waiting = lines.filter(Q(reserved_qty__gt=0) | Q(backordered_qty__gt=0))
    rows = waiting.values("next_update_on").annotate(orders=Count("order", distinct=True))
    found: Any = rows.order_by("next_update_on").values_list("next_update_on", "orders")
    return [ToHear(*row) for row in found]


def as_sent(letter: int) -> AsSent | None:
    """A message as its customer got it; None = there is none."""
    names = (
        "pk", "way", "outcome", "language", "claimed_at", "ended_at", "said", "subject", "text"
    )  # fmt: skip
    row: Any = Letter.objects.filter(pk=letter).values_list(*names).first()
    return None if row is None else AsSent(*row)


@dataclass(frozen=True, slots=True)
class OneNotice:
    """A notice, and those that are queued beside it: one message tells of all of them."""

    listed: ListedNotice
    queued: list[Notice]


def one_notice(pk: int) -> OneNotice | None:
    """A notice by its number; None = there is none."""
    rows = Notice.objects.filter(order__notices=pk).order_by("pk")
    found = load_with(rows, "order", "order__channel")
    listed = next((_listed(*row) for row in found if row[0].pk == pk), None)
    return None if listed is None else OneNotice(listed, [row for row, *_ in found if row.state == "queued"])


def _listed(row: Notice, order: Order, channel: Channel) -> ListedNotice:
    own = (getattr(row, name) for name in _NAMES[3:])
    return ListedNotice(row.pk, order.number, channel.name, *own)


def draft_of(shop: Shop, row: OneNotice, *, today: date) -> Composed | None:
    """What the queued notices of an order would say if they went now; None = none is queued."""
    if not row.queued:
        return None
    return next(iter(compose(shop, {row.queued[0].order_id: row.queued}, today=today).values()), None)
