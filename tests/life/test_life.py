"""Whatever happens to a shop over days, in whatever order: every invariant holds after every step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from makegood import flow
from makegood.db.models import (  # fmt: skip
    Backorder,
    IncomingLot,
    Item,
    Letter,
    Notice,
    Order,
    OrderLine,
    Promise,
    Receipt,
    Release,
    Shipment,
    Substitute,
    Task,
)
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import Handed, Settled
from makegood.domain.receipt.arrival import Shelf
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.services import catalogue, closure, release
from makegood.services._orders import OrderName
from makegood.services.allocation import Allocate, Firm, FirmLine, HeldLine, Reallocate, Withdraw
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
from makegood.services.notice import (
    AnswerSilence,
    ClaimLetter,
    ConfirmLetter,
    ContactKind,
    Erase,
    LogContacts,
    NewContact,
    OweUpdates,
    Ready,
    SettleLetters,
)
from makegood.services.promise import Publish, Reject
from makegood.services.receipt.counting import Count, CountedStock
from makegood.services.receipt.expect import ChangeEta, Expect, ExpectedLot, ExpectedOrder, NewEta
from makegood.services.receipt.moving import MovedStock, MoveStock
from makegood.services.receipt.receive import Delivered, Receive
from makegood.services.receipt.returns import Return, ReturnedLine
from makegood.services.receipt.undoing import UndoReceipt
from makegood.services.review import CloseTasks, Review
from tests.audited import assert_audited
from tests.services.shop import NOW, arrive, everything, goods

SKUS, PLACES, CHANNELS = ("A", "B", "SET"), ("main", "east"), ("store", "amazon", "outlet")
POLICIES = (
    None,
    '[allocation]\nmethod = "fair_share"\n',
    "[allocation]\nminimum_fill = 2\nhold_complete_days = 0\n",
    '[allocation]\nprotected_skus = ["A"]\ntiers = ["strict_channel", "past_baseline"]\n',
)
Step = tuple[str, int, int, int]


class Life:
    """A shop and its clock; each thing that can happen takes three numbers that choose what exactly."""

    def __init__(self) -> None:
        self.now = NOW
        self.orders = 0

    def do(self, command: Any) -> Any:
        """The command, now."""
        return flow.run(command, actor="test", now=self.now)

    def night(self, which: int, qty: int, place: int) -> None:
        """Some days go by, and everybody is served who can be."""
        self.now += timedelta(days=qty + 1)
        self.do(Allocate())
        self.do(Review())
        before = everything()
        assert self.do(Review()).changed == 0
        assert everything() == before

    def take(self, which: int, qty: int, place: int) -> None:
        """An order of one or two lines."""
        self.orders += 1
        lines = [NewLine(sku=SKUS[which % 3], quantity=qty + 1)]
        if place % 2:
            lines.append(NewLine(sku=SKUS[qty % 3], quantity=which % 3 + 1))
        new = NewOrder(
            number=str(self.orders),
            placed_at=self.now,
            lines=tuple(lines),
            channel=CHANNELS[place % 3],
            external=place % 3 == 1,
            country=("DE", "US", None)[which % 3],
            customer=NewCustomer(email=f"c{which}@example.org", business=which in (1, 4)),
            ship_complete=which % 4 == 3,
            on_hold=which % 7 == 6,
            captured_amount=(None, 500, 3000)[qty % 3],
        )
        self.do(TakeOrders(orders=(new,)))

    def expect(self, which: int, qty: int, place: int) -> None:
        """A purchase order."""
        lot = ExpectedLot(
            sku=SKUS[which % 2],
            quantity=qty + 1,
            location=PLACES[place % 2],
            eta=self.now.date() + timedelta(days=which * 3) if place else None,
            confirmed=(True, False, None)[which % 3],
        )
        number = f"PO{IncomingLot.objects.count() + 1}"
        order = ExpectedOrder(number=number, supplier=f"S{place}", lots=(lot,), ordered_on=self.now.date())
        self.do(Expect(orders=(order,)))

    def slip(self, which: int, qty: int, place: int) -> None:
        """A supplier changes date and quantity."""
        if lot := _one(
            IncomingLot.objects.order_by("pk").values_list("purchase_order__number", flat=True), which
        ):
            day = self.now.date() + timedelta(days=qty * 7) if place else None
            new = NewEta(
                po=lot, line=1, eta=day, confirmed=bool(place % 2), quantity=qty + 3 if place > 3 else None
            )
            self.do(ChangeEta(changes=(new,)))

    def receive(self, which: int, qty: int, place: int) -> None:
        """A delivery: of a lot or unexpected, whole, short, over or damaged."""
        names = ("purchase_order__number", "item__sku", "location__name")
        found = _one(IncomingLot.objects.order_by("pk").values_list(*names), which) if place else None
        po, sku, where = found or (None, SKUS[which % 2], PLACES[qty % 2])
        delivery = Delivered(
            sku=sku,
            counted_qty=qty + 1,
            damaged_qty=int(which % 5 == 4),
            location=where,
            po=po,
            last=place > 3,
        )
        self.do(Receive(deliveries=(delivery,)))

    def count(self, which: int, qty: int, place: int) -> None:
        """A stock count."""
        self.do(
            Count(counts=(CountedStock(sku=SKUS[which % 2], counted_qty=qty, location=PLACES[place % 2]),))
        )

    def undo(self, which: int, qty: int, place: int) -> None:
        """A receipt was mistyped."""
        if found := _one(Receipt.objects.order_by("pk").values_list("pk", flat=True), which):
            self.do(UndoReceipt(receipts=(found,), why="mistyped"))

    def move(self, which: int, qty: int, place: int) -> None:
        """Units go to another shelf, another place, or away."""
        shelves = (Shelf.ON_HAND, Shelf.QUARANTINE)
        move = MovedStock(
            sku=SKUS[which % 2],
            qty=qty + 1,
            location=PLACES[place % 2],
            shelf=shelves[which % 3 == 2],
            to_location=PLACES[qty % 2],
            to_shelf=(*shelves, None)[place % 3],
        )
        self.do(MoveStock(moves=(move,)))

    def withdraw(self, which: int, qty: int, place: int) -> None:
        """Units are taken from a line, for somebody or for whoever is next."""
        names = list(OrderLine.objects.order_by("pk").values_list("order__number", "line_id"))
        if found := _one(names, which):
            first = (OrderName(_one(names, qty)[0]),) if place % 2 else ()
            held = HeldLine(order=OrderName(found[0]), line=found[1], qty=qty if place > 3 else None)
            self.do(Withdraw(lines=(held,), why="on purpose", first=first))

    def reallocate(self, which: int, qty: int, place: int) -> None:
        """The queue is run again, by the shop's policy or another; a simulation says before what happens."""
        command = Reallocate(skus=(SKUS[qty % 3],) if place == 5 else None, policy=POLICIES[which % 4])
        shown = flow.preview(command, actor="test", now=self.now).outcome
        found = self.do(command)
        assert (found.winners, found.losers, found.kept) == (shown.winners, shown.losers, shown.kept)
        if command.policy is None:
            assert self.do(command).run is None

    def firm(self, which: int, qty: int, place: int) -> None:
        """Nobody may take a line's units any more, or somebody may again."""
        if found := _one(OrderLine.objects.order_by("pk").values_list("order__number", "line_id"), which):
            self.do(Firm(lines=(FirmLine(order=OrderName(found[0]), line=found[1]),), on=place < 4))

    def keep(self, which: int, qty: int, place: int) -> None:
        """Safety stock changes."""
        kept = catalogue.KeptBack(sku=SKUS[which % 2], location=PLACES[place % 2], safety_stock=qty)
        self.do(catalogue.SetSafetyStock(kept=(kept,)))

    def publish(self, which: int, qty: int, place: int) -> None:
        """A proposed window is published or rejected."""
        if found := _one(
            Promise.objects.filter(state="proposed").order_by("pk").values_list("pk", flat=True), which
        ):
            self.do(Publish(proposals=(found,)) if place % 2 else Reject(proposals=(found,)))

    def release(self, which: int, qty: int, place: int) -> None:
        """All that may go, goes to the warehouse."""
        self.do(release.Release(location=(*PLACES, None)[place % 3]))

    def recall(self, which: int, qty: int, place: int) -> None:
        """A release comes back."""
        if found := _one(Release.objects.order_by("pk").values_list("pk", flat=True), which):
            self.do(release.Recall(recalls=(release.RecallLine(release=found),), stopped="stop"))

    def ship(self, which: int, qty: int, place: int) -> None:
        """A parcel leaves."""
        if number := _one(Order.objects.order_by("pk").values_list("number", flat=True), which):
            lines = (release.ParcelLine(line="1", qty=qty + 1),) if place % 2 else ()
            parcel = release.Parcel(order=OrderName(number), number=f"P{qty}", lines=lines)
            self.do(release.Ship(parcels=(parcel,)))

    def unship(self, which: int, qty: int, place: int) -> None:
        """A parcel never left."""
        if found := _one(Shipment.objects.order_by("pk").values_list("pk", flat=True), which):
            self.do(release.CancelShipments(shipments=(found,)))

    def bring_back(self, which: int, qty: int, place: int) -> None:
        """Units come back."""
        left = (
            OrderLine.objects.filter(shipped_qty__gt=0).order_by("pk").values_list("order__number", "line_id")
        )
        if found := _one(left, which):
            line = ReturnedLine(
                order=OrderName(found[0]),
                line=found[1],
                returned_qty=qty + 1,
                sellable_qty=qty,
                location=PLACES[place % 2],
            )
            self.do(Return(lines=(line,)))

    def decide(self, which: int, qty: int, place: int) -> None:
        """A short order, or one line of it, is decided about; the same again changes nothing."""
        names = list(OrderLine.objects.order_by("pk").values_list("order__number", "line_id"))
        if found := _one(names, which):
            choose = OrderChoice(
                order=OrderName(found[0]),
                choice=list(Choice)[qty % 4],
                lines=(found[1],) if place % 2 else (),
                by=list(DecidedBy)[place % 3],
                approved_by=(Approval.CUSTOMER, Approval.MANAGER, Approval.LAW)[which % 3],
                text="so be it",
            )
            self.do(Decide(choices=(choose,)))
            before = everything()
            (again,) = self.do(Decide(choices=(choose,)))
            assert (again.known, everything()) == (True, before)

    def edit(self, which: int, qty: int, place: int) -> None:
        """An order is changed; the same again changes nothing."""
        names = list(OrderLine.objects.order_by("pk").values_list("order__number", "line_id"))
        if found := _one(names, which):
            number, line_id = found
            line = EditLine(
                line=line_id,
                quantity=qty if place != 3 else None,
                sku=SKUS[qty % 3] if place > 2 else None,
                cancel_after=self.now.date() + timedelta(days=which) if which > 6 else None,
                need_by=self.now.date() + timedelta(days=9) if place == 4 else None,
            )
            change = EditOrder(
                order=OrderName(number),
                lines=(line,),
                add=(NewLine(sku=SKUS[which % 3], quantity=1, line_id="new"),) if qty == 5 else (),
                ship_complete=(None, True, False)[place % 3],
                on_hold=False if which == 4 else None,
                country="FR" if place == 5 else None,
            )
            self.do(EditOrders(edits=(change,)))
            before = everything()
            (again,) = self.do(EditOrders(edits=(change,)))
            assert (again.known, everything()) == (True, before)

    def reopen(self, which: int, qty: int, place: int) -> None:
        """Cancelled units are wanted again."""
        gone = OrderLine.objects.filter(cancelled_qty__gt=0).order_by("pk")
        if found := _one(gone.values_list("order__number", "line_id"), which):
            line = closure.ReopenLine(
                order=OrderName(found[0]), line=found[1], qty=qty + 1 if place % 2 else None
            )
            self.do(closure.Reopen(lines=(line,), our_error=place % 3 > 0))

    def confirm(self, which: int, qty: int, place: int) -> None:
        """A person says why a case is there."""
        if found := _one(Backorder.objects.order_by("pk").values_list("pk", flat=True), which):
            self.do(closure.ConfirmReason(backorders=(found,), reason=list(Reason)[qty], text="as seen"))

    def cancel(self, which: int, qty: int, place: int) -> None:
        """An order, a line or some units are cancelled."""
        names = OrderLine.objects.order_by("pk").values_list("order__number", "line_id")
        if found := _one(names, which):
            line = closure.CancelLine(
                order=OrderName(found[0]), line=found[1], qty=qty + 1 if place % 2 else None
            )
            self.do(
                closure.Cancel(lines=(line,), reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER)
            )

    def done(self, which: int, qty: int, place: int) -> None:
        """Somebody did what was asked."""
        if found := _one(Task.objects.order_by("pk").values_list("pk", flat=True), which):
            self.do(CloseTasks(tasks=(found,)))

    def mail(self, which: int, qty: int, place: int) -> None:
        """What is due goes out; the other side takes it, refuses it, or says nothing."""
        self.do(OweUpdates())
        while (found := self.do(ClaimLetter(by="test"))) is not False:
            if isinstance(found, Ready) and found.to:
                self.do(ConfirmLetter(letter=found.letter, handed=list(Handed)[place % 4]))

    def settle(self, which: int, qty: int, place: int) -> None:
        """Somebody found out what became of a message."""
        letters = Letter.objects.exclude(outcome__in=("sent", "later")).order_by("pk")
        if found := _one(letters.values_list("pk", flat=True), which):
            self.do(SettleLetters(letters=(found,), how=list(Settled)[place % 3]))

    def silence(self, which: int, qty: int, place: int) -> None:
        """The time to answer is over."""
        if found := _one(Notice.objects.order_by("pk").values_list("pk", flat=True), which):
            self.do(AnswerSilence(notice=found))

    def contact(self, which: int, qty: int, place: int) -> None:
        """A customer writes."""
        if found := _one(Order.objects.order_by("pk").values_list("number", flat=True), which):
            new = NewContact(order=OrderName(found), kind=list(ContactKind)[place % 5], ref=f"{qty}")
            self.do(LogContacts(contacts=(new,)))

    def forget(self, which: int, qty: int, place: int) -> None:
        """Hardly ever one wants to be forgotten."""
        if place == 5:
            self.do(Erase(customers=(f"c{which}@example.org",)))


def _one(rows: Any, which: int) -> Any:
    found = list(rows)
    return found[which % len(found)] if found else None


STEPS: dict[str, Callable[[Life, int, int, int], None]] = {
    name: step for name, step in vars(Life).items() if not name.startswith("_") and name != "do"
}


STEP = st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 8), st.integers(0, 5), st.integers(0, 5))


@pytest.mark.soak  # the suite's lives are those of the machine beside this file
class TestLife(TestCase):
    """Each life begins with the same shop: two items and a bundle of them, over two places."""

    @classmethod
    def setUpTestData(cls) -> None:
        goods("A")
        goods("B")
        goods("SET", A=2, B=1)
        for sku, place, other in (("A", 1, "B"), ("A", 2, "SET"), ("B", 1, "A")):
            item, instead = Item.objects.get(sku=sku), Item.objects.get(sku=other)
            Substitute.objects.create(item=item, substitute=instead, place=place)
        arrive("A", 5)
        arrive("B", 3, at="east")

    @given(st.lists(STEP, min_size=3, max_size=10))
    def test_every_invariant_holds_after_every_step_and_a_refusal_changes_nothing(
        self, steps: list[Step]
    ) -> None:
        life = Life()
        before = everything()
        for name, which, qty, place in steps:
            try:
                STEPS[name](life, which, qty, place)
            except DomainError:
                assert everything() == before
            else:
                assert_audited()
                before = everything()
