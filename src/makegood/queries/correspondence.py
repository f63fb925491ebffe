"""What was written to the customer of an order and said by them: personal data, for those who look after customers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from makegood.db.models import Contact, Letter, Order


class Who(NamedTuple):
    """The customer of an order, as that order told. `forgotten` = they asked to be, and nothing of them is known."""

    name: str | None
    email: str | None
    business: bool
    tier: str | None
    language: str | None
    country: str | None
    forgotten: bool


class Sent(NamedTuple):
    """A message as its customer read it. `outcome` "" = it is on its way."""

    letter: int
    kind: str
    way: str
    subject: str
    text: str
    outcome: str
    at: datetime


class Said(NamedTuple):
    """A reply, a call or a message about the order. `text` "" = it is not kept any more."""

    contact: int
    kind: str
    text: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Correspondence:
    """Of one order, each list in the order of time. `who` None = nobody knows who ordered."""

    who: Who | None
    letters: tuple[Sent, ...]
    contacts: tuple[Said, ...]


_WHO = (
    "customer__name",
    "customer__email",
    "business",
    "customer__tier",
    "language",
    "country",
    "customer__erased_at",
)
_LETTER = ("pk", "kind", "way", "subject", "text", "outcome", "ended_at", "claimed_at")


def correspondence(order_id: int, *, letters: Collection[int]) -> Correspondence:
    """All of it; `letters` = the messages that the order's history names.

    Whoever shows it asks first whether it may be seen: it is for the roles that may take an order's file for a dispute.
    """
    head: tuple[Any, ...] | None = (
        Order.objects.filter(pk=order_id, customer__isnull=False).values_list(*_WHO).first()
    )
    sent = Letter.objects.filter(pk__in=set(letters)).exclude(outcome="later").order_by("pk")
    contacts = Contact.objects.filter(order_id=order_id).order_by("at", "pk")
    return Correspondence(
        who=_who(*head) if head else None,
        letters=tuple(_sent(*row) for row in sent.values_list(*_LETTER)),
        contacts=tuple(Said(*row) for row in contacts.values_list("pk", "kind", "text", "at", "actor")),
    )


def _who(
    name: str | None,
    email: str | None,
    business: bool,
    tier: str | None,
    language: str | None,
    country: str | None,
    erased_at: datetime | None,
) -> Who:
    return Who(name, email, business, tier, language, country, erased_at is not None)


def _sent(
    letter: int,
    kind: str,
    way: str,
    subject: str,
    text: str,
    outcome: str,
    ended_at: datetime | None,
    claimed_at: datetime,
) -> Sent:
    return Sent(letter, kind, way, subject, text, outcome, ended_at or claimed_at)
