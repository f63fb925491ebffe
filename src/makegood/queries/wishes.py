"""What is not for everybody to do: who may be asked for it, what waits for a yes or a no, and what became of it (spec
4.1, 9.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform

from makegood.db import sql
from makegood.db.models import PersonRole, Task
from makegood.db.tasks import DEED_ASKED, GOODWILL, OF_AN_ANSWER
from makegood.domain.terms.policy import Policy
from makegood.queries import access
from makegood.queries.actors import all_names
from makegood.queries.pages import Listing

_DECIDES = ("Decide", "Undecide")
_KEPT = timedelta(days=7)
"""So long whoever asked sees the answer."""


def who_may(verb: str, choice: str, policy: Policy) -> tuple[str, ...]:
    """The roles that may do it, the one whose it is first; none for what is no row of the table. `choice` = which of
    the four ways, where it is a decision: the policy names whose each is."""
    if verb in _DECIDES and choice:
        return tuple(dict.fromkeys((str(getattr(policy.decision.authority, choice)), "manager")))
    return access.may(verb)


def whom_to_ask(verb: str, choice: str, policy: Policy) -> tuple[str, ...]:
    """The same, those first that somebody acts in: nobody is asked who is not there."""
    found = who_may(verb, choice, policy)
    there = set(
        PersonRole.objects.filter(person__is_active=True, role__in=found).values_list("role", flat=True)
    )
    return tuple(sorted(found, key=lambda role: role not in there))


class Credit(NamedTuple):
    """What became of credits on one order, minor units: what was `granted`, and up to which sum its approver has
    `answered`, yes or no. Only more than that is asked for."""

    granted: int = 0
    answered: int = 0


def credited_before(orders: Iterable[int]) -> Mapping[int, Credit]:
    """What was answered of credits so far, by order."""
    rows = Task.objects.filter(order_id__in=sql.among(orders), kind=GOODWILL, done_at__isnull=False)
    found: dict[int, Credit] = defaultdict(Credit)
    for order, data in rows.order_by("done_at", "pk").values_list("order_id", "data"):
        if "answer" in data:
            granted, answered = found[order]
            asked = granted + data["amount"]
            found[order] = Credit(asked if data["answer"] == "yes" else granted, max(answered, asked))
    return found


class Question(NamedTuple):
    """A task that waits for a yes or a no. `granted` = credit that its order had before, minor units; `customer` = who
    gave the order, by name or address."""

    task: int
    kind: str
    role: str
    due_on: date
    order_id: int | None
    order: str | None
    channel: str | None
    customer: str
    sku: str | None
    data: Mapping[str, Any]
    granted: int


_QUESTION = (
    "pk", "kind", "role", "due_on", "order_id", "order__number", "order__channel__name", "order__customer__name",
    "order__customer__email", "item__sku", "data",
)  # fmt: skip


def questions(
    *, roles: Collection[str], order: int | None = None, kind: str | None = None
) -> Listing[Question]:
    """Tasks of these roles that wait for an answer, whose day came first first; of an order alone or of a kind, where
    it is named. Whoever was asked first may still answer, and a manager may answer all."""
    # One by one: each kind has an index of its own.
    kinds = reduce(or_, (Q(kind=each) for each in OF_AN_ANSWER))
    rows = Task.objects.filter(kinds, done_at__isnull=True)
    if "manager" not in roles or order is None:
        rows = rows.filter(Q(role__in=roles) | Q(data__asked_first__in=list(roles)))
    if order is not None:
        rows = rows.filter(order_id=order)
    if kind is not None:
        rows = rows.filter(kind=kind)
    return Listing(found=rows, order=("due_on", "pk"), names=_QUESTION, make=_questions)


def _questions(found: Sequence[tuple[Any, ...]]) -> list[Question]:
    credited = credited_before({order_id for _, kind, _, _, order_id, *_ in found if kind == GOODWILL})
    return [
        Question(
            *(pk, kind, role, due_on, order_id, number, channel),
            customer=name or email or "",
            sku=sku,
            data=data,
            granted=credited[order_id or 0].granted,
        )
        for pk, kind, role, due_on, order_id, number, channel, name, email, sku, data in found
    ]


def questions_among(numbers: Collection[int]) -> frozenset[int]:
    """Of these tasks those that wait for a yes or a no."""
    found = Task.objects.filter(pk__in=numbers, kind__in=OF_AN_ANSWER, done_at__isnull=True)
    return frozenset(found.values_list("pk", flat=True))


class Wish(NamedTuple):
    """What somebody asked for: waits (`answered_at` None), was done (`yes`) or was declined, with its reason."""

    task: int
    role: str
    due_on: date
    order: str | None
    channel: str | None
    sku: str | None
    data: Mapping[str, Any]
    answered_at: datetime | None
    answered_by: str

    @property
    def yes(self) -> bool:
        """Whether it was done."""
        return self.data.get("answer") == "yes"


def wishes_of(actor: str, *, now: datetime) -> list[Wish]:
    """What they asked for, themselves or by a key of theirs, and waits, or was answered in the last days; the newest
    first."""
    selves = all_names(actor)
    # Names stand in quotes there: person:1 is not found in person:12.
    theirs = [Q(askers__contains=f'"{each}"') for each in sorted(selves)]
    waits, answered = Q(kind=DEED_ASKED, done_at=None), Q(kind=DEED_ASKED, done_at__gte=now - _KEPT)
    rows = (
        Task.objects.filter(waits | answered)
        .annotate(askers=KeyTextTransform("asked_by", "data"))
        .filter(reduce(or_, theirs))
    )
    names = ("pk", "role", "due_on", "order__number", "order__channel__name", "item__sku", "data")
    return [Wish(*row) for row in rows.order_by("-pk").values_list(*names, "done_at", "done_by")]
