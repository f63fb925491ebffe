"""A healthy shop, made by its own use-cases, in which every state a case can be in occurs."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from makegood.db import jobs
from makegood.db.jobs import NewJob
from makegood.db.models import Backorder, Item, PolicyVersion, Substitute
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.reason import Reason
from makegood.services._orders import OrderName
from makegood.services.allocation import HeldLine, Withdraw
from makegood.services.closure import Cancel, CancelLine
from makegood.services.decision import Decide, DecidedBy, OrderChoice
from makegood.services.intake import (
    EditLine,
    EditOrder,
    EditOrders,
    NewCustomer,
    NewLine,
    NewOrder,
    TakeOrders,
)
from makegood.services.machine import Revive
from makegood.services.notice import ContactKind, Erase, LogContacts, NewContact
from makegood.services.people import AddPeople, Deactivate, IssueTokens, NewPerson, NewToken
from makegood.services.policy import SetLogo
from makegood.services.policy.logo import as_text
from makegood.services.promise import AskForDates, DateWish
from makegood.services.receipt.receive import Delivered, Receive
from makegood.services.sending import PauseSending, ResumeSending
from tests.pictures import PNG
from tests.services.notice.post import post
from tests.services.shop import NOW, TODAY, arrive, decide, do, goods, let_go, lot, send, take

LEASE = timedelta(minutes=5)
CAP = """[[eligibility.rules]]
sku = "CUP"
cap_units = 10
[[eligibility.rules]]
sku = "JAR"
channel = "outlet"
cap_units = 5
"""


def healthy_shop() -> None:
    """Cases that wait, are allocated, released and shipped, whole and in part; a bundle, two places, a lot of which
    part came, parcels, a SKU that is capped and one that is on a channel, each with an oversell, choices,
    people and their keys."""
    _goods()
    take("A", ("MUG", 3), ("SET", 2))
    take("B", ("MUG", 4), ("LID", 1))
    decide("A", "split")
    arrive("LID", 3)
    do(Receive(deliveries=(Delivered(sku="MUG", counted_qty=4, po="PO1"),)))
    let_go("A")
    send("A", "P1", location="main")
    arrive("MUG", 5)
    let_go("B")
    take("C", ("MUG", 9), ("SET", 1))
    take("D", ("MUG", 5))
    arrive("MUG", 2)
    _capped()
    _chosen()
    _machine()
    do(SetLogo(picture=as_text(PNG)))
    _people()
    _told()


def _told() -> None:
    """Kim is written to and waits; Lee was, and is forgotten; whoever left no address is told by a person."""
    for number, who in (("K", "kim"), ("L", "lee")):
        customer = NewCustomer(name=who.title(), email=f"{who}@example.org")
        take(number, ("MUG", 2), customer=customer, country="GB")
    post()
    do(LogContacts(contacts=(NewContact(order=OrderName("L"), kind=ContactKind.PHONE, text="where is it?"),)))
    lee = OrderName("L")
    do(Decide(choices=(OrderChoice(order=lee, choice=Choice.HOLD, text="Lee is ill and can wait"),)))
    do(AskForDates(wishes=(DateWish(order=lee, line="1", why="Lee moves house in March"),)))
    gone = CancelLine(order=lee, line="1", qty=1)
    do(Cancel(lines=(gone,), reason=Reason.OTHER, approved_by=Approval.CUSTOMER, text="Lee has one already"))
    do(Erase(customers=("lee@example.org",)))
    _withdrawn()


def _withdrawn() -> None:
    """Moe and Ned gave units back, each for a reason; Moe's others left in a parcel, and he is forgotten."""
    goods("JUG")
    for number in ("MOE", "NED"):
        customer = NewCustomer(name=number.title(), email=f"{number.lower()}@example.org", postcode="10115")
        take(number, ("JUG", 3), customer=customer, country="GB")
    arrive("JUG", 5)
    for number, other in (("MOE", "NED"), ("NED", "MOE")):
        held = HeldLine(order=OrderName(number), line="1", qty=1)
        do(Withdraw(lines=(held,), why=f"{number.title()} is ill", first=(OrderName(other),)))
    decide("MOE", "split")
    let_go("MOE")
    send("MOE", "P2", location="main", carrier="DHL", tracking="JJD0001")
    held = HeldLine(order=OrderName("NED"), line="1", qty=1)
    do(Erase(customers=("moe@example.org",)))
    take("OLE", ("JUG", 1))
    do(Withdraw(lines=(held,), why="Ned is well", first=(OrderName("OLE"),)))


def _chosen() -> None:
    """A customer takes another item instead, orders more of it, and reads elsewhere that it comes in spring."""
    for sku in ("TEA", "POT"):
        goods(sku)
    Substitute.objects.create(
        item=Item.objects.get(sku="TEA"), substitute=Item.objects.get(sku="POT"), place=1
    )
    take("H", ("TEA", 2), ("LID", 1))
    arrive("POT", 3)
    name = OrderName("H")
    hold = OrderChoice(order=name, choice=Choice.HOLD)
    do(Decide(choices=(hold,)))
    swap = OrderChoice(order=name, choice=Choice.SUBSTITUTE, by=DecidedBy.CUSTOMER, lines=("1",))
    do(Decide(choices=(swap,)))
    do(EditOrders(edits=(EditOrder(order=name, lines=(EditLine(line="1.1", quantity=4),)),)))
    cut = OrderChoice(order=name, choice=Choice.CANCEL, by=DecidedBy.CUSTOMER, lines=("1.1.1",))
    do(Decide(choices=(cut,)))


def _machine() -> None:
    """Sending was paused and goes on; a job was given up, tried again, and given up."""
    do(PauseSending(why="a flood"))
    do(ResumeSending())
    jobs.queue([NewJob("poison", "poison", NOW)], now=NOW)
    for last in (False, True):
        (held,), _ = jobs.claim(worker="w1", now=NOW, lease=LEASE, limit=1, kinds=("poison",))
        jobs.failed(held, error="x", now=NOW, last=True)
        if not last:
            do(Revive(jobs=(held.pk,)))


def _people() -> None:
    """One who lets others in, with a key for the till, and one who has left."""
    ada = NewPerson(email="ada@example.com", roles=("engineer", "support"), password="not to be guessed")
    bob = NewPerson(email="bob@example.com", roles=("finance",))
    do(AddPeople(people=(ada, bob)))
    keys = ("ada@example.com", "till", "support"), ("bob@example.com", "ledger", "finance")
    do(IssueTokens(tokens=tuple(NewToken(person=who, name=name, scopes=(role,)) for who, name, role in keys)))
    do(Deactivate(people=("bob@example.com",)))


def _goods() -> None:
    for sku in ("MUG", "LID", "CUP"):
        goods(sku)
    goods("SET", MUG=2, LID=1)
    arrive("MUG", 5)
    arrive("LID", 1, at="east")
    lot("MUG", 40, eta=TODAY + timedelta(days=10))
    lot("CUP", 40, eta=TODAY + timedelta(days=20), number="PO2")


def _capped() -> None:
    digest = sha256(CAP.encode()).hexdigest()[:12]
    PolicyVersion.objects.create(
        revision=1, area="eligibility", document=CAP, digest=digest, author="test", at=NOW - timedelta(days=1)
    )
    for number, qty in (("E", 6), ("F", 4)):
        own = NewOrder(
            number=number, placed_at=NOW, lines=(NewLine(sku="CUP", quantity=qty, unit_price=900),)
        )
        (taken,) = do(TakeOrders(orders=(own,)))
        assert taken.refusal is None
    take("G", ("CUP", 2), channel="amazon")
    goods("JAR")
    for number, qty in (("P", 3), ("Q", 2), ("R", 1)):
        take(number, ("JAR", qty), channel="outlet")
    take("S", ("JAR", 70), channel="store")
    assert set(Backorder.objects.values_list("state", flat=True)) == {
        "open",
        "allocated",
        "released",
        "shipped",
    }
