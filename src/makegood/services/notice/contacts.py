"""Replies, calls and messages about an order, counted so that a delay shows what it costs (spec 5.6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count
from django.utils.crypto import salted_hmac

from makegood.db import locks, sql
from makegood.db.models import Contact, Letter, Order, Task
from makegood.db.rows import new
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.services._orders import OrderName, order_ids
from makegood.services._tasks import SUPPORT, ask, task
from makegood.services._work import Work
from makegood.services.notice._rows import ERASED

_HIDDEN = f"{ERASED}:"
ANSWER = "answer_came"
"""The task of whoever answers a customer who wrote."""


class ContactKind(StrEnum):
    """How somebody got in touch."""

    EMAIL = "email"
    PHONE = "phone"
    CHAT = "chat"
    PORTAL = "portal"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """Somebody got in touch about an order. `text` = what was said; it may be empty only beside a `ref`, by which the
    mail or the ticket is known elsewhere, so that the same one counts once; `letter` = our message that it answers,
    where that is known. `answer` = somebody must answer; `choice` = the one that was named: it is told to whoever
    answers, and applied by nobody else."""

    order: OrderName
    kind: ContactKind
    text: str = ""
    at: datetime | None = None
    ref: str = ""
    letter: int | None = None
    answer: bool = False
    choice: Choice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogContacts:
    """Keep contacts, each with the message it answers: the last one before it, unless it says which."""

    contacts: tuple[NewContact, ...]


@dataclass(frozen=True, slots=True)
class Logged:
    """A contact that is kept; `known` = it was before. `contacts` = how many the order has had."""

    order: str
    contact: int
    known: bool
    contacts: int


def log(work: Work, command: LogContacts) -> list[Logged]:
    """Keep them. Raises DomainError('order_unknown'), ('order_ambiguous'), ('letter_unknown'), ('contact_empty') where
    nothing was said and nothing says where to look it up."""
    for each in command.contacts:
        # A mail or a ticket may hold nothing but a picture, and is found where it came from.
        if not each.text.strip() and not each.ref:
            raise DomainError("contact_empty", {"order": each.order.number})
    ids = order_ids(each.order for each in command.contacts)
    orders = locks.heads(ids.values())
    known = _known(command.contacts)
    letters = _letters(orders)
    # Of whoever is forgotten only that they wrote is kept, once for each mail (I23).
    forgotten = set(
        Order.objects.filter(pk__in=sql.among(orders), customer__erased_at__isnull=False).values_list(
            "pk", flat=True
        )
    )
    counts = _counts(orders)
    found: list[tuple[NewContact, Contact, bool]] = []
    for each in command.contacts:
        pk, at = ids[each.order], each.at or work.now
        ref = hidden(each.ref) if pk in forgotten else each.ref
        row = known.get((pk, ref)) if ref else None
        fresh = row is None
        if row is None:
            row = new(
                Contact,
                order_id=pk,
                letter_id=_answered(each, at, letters.get(pk, ())),
                kind=each.kind.value,
                ref=ref,
                text="" if pk in forgotten else each.text,
                at=at,
                actor=work.actor,
            )
            counts[pk] = counts.get(pk, 0) + 1
            if ref:
                known[pk, ref] = row
        found.append((each, row, fresh))
    fresh_rows = [row for _, row, fresh in found if fresh]
    work.add_numbered(Contact, fresh_rows)
    for row in fresh_rows:
        data = {"contact": row.pk, "kind": row.kind, "letter": row.letter_id}
        work.tell(orders[row.order_id], "notice.contacted", data)
    ask(work, [_to_answer(work, each, row) for each, row, fresh in found if fresh and each.answer])
    return [Logged(each.order.number, row.pk, not fresh, counts[row.order_id]) for each, row, fresh in found]


def hidden(ref: str) -> str:
    """What stands for the ref of whoever is forgotten: the same mail is known again, and nobody reads whose it was. It
    may be as short as the number of a telephone: without the shop's secret key no trying finds it."""
    if not ref or ref.startswith(_HIDDEN):
        return ref
    return f"{_HIDDEN}{salted_hmac('makegood.contact', ref, algorithm='sha256').hexdigest()}"


def drop_texts(work: Work) -> int:
    """What customers wrote longer ago than the policy keeps it is dropped; that they wrote is not (spec 5.6). How many
    contacts lost their text."""
    oldest = work.now - timedelta(days=work.shop.policy.notice.keep_contacts_days)
    old = list(
        Contact.objects.filter(at__lt=oldest).exclude(text="").order_by("pk").values_list("pk", flat=True)
    )
    for pk in old:
        work.set_by_id(Contact, pk, {"text": ""})
    return len(old)


def _to_answer(work: Work, each: NewContact, row: Contact) -> Task:
    named: dict[str, Any] = {"choice": each.choice.value} if each.choice else {}
    key = f"{ANSWER}:{row.pk}"
    return task(work, key=key, kind=ANSWER, role=SUPPORT, order_id=row.order_id, contact=row.pk, **named)


def _known(contacts: Sequence[NewContact]) -> dict[tuple[int, str], Contact]:
    refs = {ref for each in contacts if each.ref for ref in (each.ref, hidden(each.ref))}
    return (
        {(row.order_id, row.ref): row for row in Contact.objects.filter(ref__in=sql.among(refs))}
        if refs
        else {}
    )


def _letters(order_ids: Collection[int]) -> dict[int, list[tuple[int, datetime]]]:
    """The messages of each order, the newest first."""
    rows = Letter.objects.filter(notices__order_id__in=sql.among(order_ids)).distinct().order_by("-pk")
    found: dict[int, list[tuple[int, datetime]]] = {}
    for order, pk, at in rows.values_list("notices__order_id", "pk", "claimed_at"):
        found.setdefault(order, []).append((pk, at))
    return found


def _answered(each: NewContact, at: datetime, letters: Sequence[tuple[int, datetime]]) -> int | None:
    if each.letter is not None:
        if each.letter not in {pk for pk, _ in letters}:
            raise DomainError("letter_unknown", {"letters": [each.letter]})
        return each.letter
    return next((pk for pk, sent_at in letters if sent_at <= at), None)


def _counts(order_ids: Collection[int]) -> dict[int, int]:
    kept = Contact.objects.filter(order_id__in=sql.among(order_ids)).values_list("order_id")
    return dict(kept.annotate(times=Count("pk")))
