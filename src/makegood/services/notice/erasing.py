"""A customer is forgotten: no personal datum remains, and every number and every chain still holds (I23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q

from makegood.db import locks, sql
from makegood.db.models import (
    AllocationRun,
    Backorder,
    Contact,
    Customer,
    Decision,
    Letter,
    Link,
    Notice,
    Order,
    OrderLine,
    Shipment,
    Suppression,
    Task,
    TypedText,
)
from makegood.db.rows import load
from makegood.db.tasks import MOOT, OF_A_LETTER, TYPED
from makegood.domain.terms.errors import DomainError
from makegood.services._tasks import finish
from makegood.services._work import Work
from makegood.services.notice._rows import ERASED, address_digest
from makegood.services.notice.contacts import ANSWER, hidden
from makegood.services.notice.traces import Traces, drop_traces


@dataclass(frozen=True, slots=True, kw_only=True)
class Erase:
    """Forget these customers, each by its e-mail address or by what the channel knows it by (`channel:ref`). What is
    open of their orders goes on; nobody is written to any more."""

    customers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erased:
    """A customer that is forgotten, by the number that stays, and what of it was emptied."""

    customer: int
    orders: int
    letters: int
    contacts: int


class _Theirs(NamedTuple):
    """What is known of a customer before it goes."""

    customer: Customer
    orders: Mapping[int, Order]
    letters: Sequence[Letter]
    addresses: frozenset[str]


def erase(work: Work, command: Erase) -> list[Erased]:
    """Empty every column that holds what is theirs. Raises DomainError('customer_unknown') with all unknown ones."""
    wanted = list(dict.fromkeys(each.strip() for each in command.customers))
    rows = {
        row.ref.lower(): row
        for row in load(Customer.objects.filter(ref__in={*wanted, *map(str.lower, wanted)}))
    }
    unknown = [ref for ref in wanted if ref.lower() not in rows]
    if unknown:
        # Whoever is not there is named by no more than how many they are: this answer is kept in logs.
        raise DomainError("customer_unknown", {"customers": len(unknown)})
    found = [rows[ref.lower()] for ref in wanted]
    ids = Order.objects.filter(customer_id__in=[row.pk for row in found]).values_list("pk", flat=True)
    # All at once: two who forget the same customers in another order would wait for each other.
    orders = locks.heads(ids)
    theirs = [_theirs(row, orders) for row in found]
    # All at once, too: notes, views and forms are read but once, and whoever keeps views of several hears of each.
    drop_traces(work, _traces(theirs))
    return [_erase(work, each) for each in theirs]


def _theirs(customer: Customer, locked: Mapping[int, Order]) -> _Theirs:
    ids = list(Order.objects.filter(customer_id=customer.pk).order_by("pk").values_list("pk", flat=True))
    orders = {pk: locked[pk] for pk in ids}
    # A message that was written anew has no notice any more, but still says whom it was about.
    about = Q(notices__order_id__in=sql.among(ids)) | Q(pk__in=sql.naming(Letter, "told", ids))
    letters = load(Letter.objects.filter(about).distinct().order_by("pk"))
    addresses = {customer.email or "", *(letter.address for letter in letters)}
    return _Theirs(customer, orders, letters, frozenset(addresses))


def _traces(theirs: Sequence[_Theirs]) -> Traces:
    """What names any of these customers."""
    names = {name for each in theirs for name in (each.customer.name or "", *each.addresses)}
    numbers = {order.number for each in theirs for order in each.orders.values()}
    # What a channel calls them by is one of their numbers.
    numbers |= {each.customer.ref.partition(":")[2] for each in theirs}
    return Traces(names=sorted(names), numbers=numbers)


def _erase(work: Work, theirs: _Theirs) -> Erased:
    customer, orders, letters, addresses = theirs
    ids = list(orders)
    contacts = load(Contact.objects.filter(order_id__in=sql.among(ids)).order_by("pk"))
    Suppression.objects.filter(digest__in=map(address_digest, addresses)).delete()
    for letter in letters:
        work.set(letter, address="", subject="", text="", html="", said="")
    for contact in contacts:
        work.set(contact, text="", ref=hidden(contact.ref))
    _drop_typed(work, ids)
    for link in load(Link.objects.filter(order_id__in=sql.among(ids), revoked_at=None)):
        work.set(link, revoked_at=work.now)
    for row in load(
        Notice.objects.filter(order_id__in=sql.among(ids), state__in=("queued", "failed", "uncertain"))
    ):
        work.set(row, state="withheld", why_not=ERASED)
    for line in load(OrderLine.objects.filter(order_id__in=sql.among(ids), next_update_on__isnull=False)):
        work.set(line, next_update_on=None)
    # Nobody can write to them any more, or find out what they got.
    nobody_left = Task.objects.filter(
        order_id__in=sql.among(ids), kind__in=(*OF_A_LETTER, ANSWER), done_at__isnull=True
    )
    finish(work, load(nobody_left), by=MOOT)
    work.set(
        customer,
        ref=f"{ERASED}:{customer.pk}",
        name=None,
        email=None,
        tier=None,
        erased_at=work.now,
    )
    for order in orders.values():
        work.set(order, postcode=None, language=None)
    _tell(work, list(orders.values()), customer)
    return Erased(customer.pk, len(ids), len(letters), len(contacts))


def stay_forgotten(work: Work) -> None:
    """What was typed just now about orders of whoever is forgotten is dropped before anybody sees it."""
    erased = Order.objects.filter(pk__in=sql.among(work.typed), customer__erased_at__isnull=False)
    _drop_typed(work, list(erased.values_list("pk", flat=True)))


def _drop_typed(work: Work, order_ids: Sequence[int]) -> None:
    """What our own people typed about these orders may name whoever it is about; a parcel's number leads to where it
    went."""
    if not order_ids:
        return
    for text in load(TypedText.objects.filter(order_id__in=sql.among(order_ids)).exclude(text="", salt="")):
        work.set(text, text="", salt="")
    for decision in load(Decision.objects.filter(order_id__in=sql.among(order_ids)).exclude(why="")):
        work.set(decision, why="")
    for case in load(Backorder.objects.filter(order_id__in=sql.among(order_ids)).exclude(reason_text="")):
        work.set(case, reason_text="")
    for task in load(Task.objects.filter(order_id__in=sql.among(order_ids))):
        typed = {name: "" for name in TYPED if task.data.get(name)}
        if typed:
            work.set(task, data={**task.data, **typed})
    for parcel in load(
        Shipment.objects.filter(order_id__in=sql.among(order_ids)).exclude(carrier="", tracking="")
    ):
        work.set(parcel, carrier="", tracking="")
    _drop_reasons(work, order_ids)


def _drop_reasons(work: Work, order_ids: Sequence[int]) -> None:
    """Why units were withdrawn stands in the runs that followed, beside all whom it was about."""
    runs = AllocationRun.objects.filter(mentions__order_id__in=sql.among(order_ids)).distinct()
    for pk, findings in runs.values_list("pk", "findings"):
        if any(each.get("why") for each in findings):
            emptied = [{**each, "why": ""} if "why" in each else each for each in findings]
            work.set_by_id(AllocationRun, pk, {"findings": emptied})


def _tell(work: Work, orders: Sequence[Order], customer: Customer) -> None:
    for order in orders:
        work.tell(order, "intake.erased", {"customer": customer.pk})
