"""One shop in the middle of its day, and everything that somebody may do to it, for tests in which two do at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from makegood import flow
from makegood.db import jobs
from makegood.db.models import (
    Backorder,
    Decision,
    Item,
    Job,
    Promise,
    Receipt,
    Release,
    Substitute,
    Task,
)
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.receipt.arrival import Shelf
from makegood.domain.terms import demand
from makegood.domain.terms.reason import Reason
from makegood.services import catalogue, closure, policy, promise, release, sending
from makegood.services._orders import OrderName
from makegood.services.allocation import Allocate, Firm, FirmLine, HeldLine, Reallocate, Withdraw
from makegood.services.decision import Decide, DecidedBy, OrderChoice, Undecide
from makegood.services.intake import EditLine, EditOrder, EditOrders, NewLine, NewOrder, TakeOrders
from makegood.services.machine import Revive
from makegood.services.people import AddPeople, NewPerson
from makegood.services.receipt.counting import Count, CountedStock
from makegood.services.receipt.expect import ChangeEta, Expect, ExpectedLot, ExpectedOrder, NewEta
from makegood.services.receipt.moving import MovedStock, MoveStock
from makegood.services.receipt.receive import Delivered, Receive
from makegood.services.receipt.returns import Return, ReturnedLine
from makegood.services.receipt.undoing import UndoReceipt
from makegood.services.review import AnswerTasks, AskForDeeds, AssignCases, AssignTasks, DeedWish, TaskAnswer
from tests.services.shop import NOW, arrive, goods

Deed = Callable[[], Any]
KIM = "kim@example.org"
WISH = AskForDeeds(wishes=(DeedWish(verb="Withdraw", order=OrderName("FIRST")),))
PLEA = "another order of tiers"


def stage() -> None:
    """A capped item A, an item B, a bundle of both, an item C with some on the shelf, and D, a family of its own; E, of
    which a delivery came that is of two lots.

    C may go instead of D. HELD holds units, PICKED is with the warehouse, GONE has left; FIRST and SECOND wait for A
    and D, SECOND with the better rank. A purchase order slipped, so that windows are proposed; four units came in by
    mistake. A job was given up. FIRST is held, as somebody decided; KIM works here. Somebody asked for what is about no
    order.
    """
    do(
        policy.SetPolicy(
            document='[[eligibility.rules]]\nsku = "A"\ncap_units = 9\n[allocation]\nminimum_fill = 3\n'
        )
    )
    for sku in ("A", "B", "C", "D", "E"):
        goods(sku)
    goods("SET", A=2, B=1)
    for sku, qty in (("A", 3), ("A", 4), ("B", 2), ("C", 2)):
        arrive(sku, qty)
    take("GONE", ("A", 1))
    do(release.Release(orders=(OrderName("GONE"),)))
    do(ship("GONE"))
    take("PICKED", ("A", 2))
    do(release.Release(orders=(OrderName("PICKED"),)))
    take("HELD", ("A", 4), ("B", 2))
    Substitute.objects.create(item=Item.objects.get(sku="D"), substitute=Item.objects.get(sku="C"), place=1)
    lot = ExpectedLot(sku="A", quantity=20, eta=NOW.date() + timedelta(days=10), confirmed=True)
    do(Expect(orders=(ExpectedOrder(number="PO1", supplier="Acme", lots=(lot,)),)))
    twice = tuple(ExpectedLot(sku="E", quantity=5, eta=NOW.date() + timedelta(days=days)) for days in (9, 6))
    do(Expect(orders=(ExpectedOrder(number="PO3", supplier="Bolt", lots=twice),)))
    do(came("E", 6, "PO3"))
    take("FIRST", ("A", 4), ("D", 2))
    take("SECOND", ("A", 1), ("D", 2), ago=2)
    do(eta(20))
    do(decide("FIRST", Choice.HOLD))
    do(AddPeople(people=(NewPerson(email=KIM, name="Kim", roles=("support",)),)))
    plead("it rains")
    jobs.queue([jobs.NewJob("poison", "poison", NOW)], now=NOW)
    (held,), _ = jobs.claim(worker="w1", now=NOW, lease=timedelta(minutes=5), limit=1, kinds=("poison",))
    jobs.failed(held, error="x", now=NOW, last=True)


def do(command: Any) -> Any:
    """Run a command an hour later than the shop's first."""
    return flow.run(command, actor="test", now=NOW + timedelta(hours=1))


def do_each(*commands: Any) -> Any:
    """Run several commands then, all of them or none."""
    return flow.run_each(commands, actor="test", now=NOW + timedelta(hours=1))


def plead(why: str) -> Any:
    """Ask for what is about no order, and say why; as all do who ask for it."""
    wish = DeedWish(verb="SetPolicy", detail=PLEA, why=why)
    return flow.run(
        AskForDeeds(wishes=(wish,)), actor="person:1", now=NOW + timedelta(hours=1), roles=("support",)
    )


def _plea() -> int:
    return Task.objects.get(kind="deed_asked", order=None).pk


def take(number: str, *lines: tuple[str, int], external: bool = False, ago: int = 0) -> None:
    """An order; nobody minds when it is refused for the cap, that is an answer too."""
    (draft,) = do(order(number, *lines, external=external, ago=ago))
    if draft.refusal is not None:
        raise draft.refusal


def order(number: str, *lines: tuple[str, int], external: bool = False, ago: int = 0) -> TakeOrders:
    """An order of these units, placed so many hours ago."""
    new = NewOrder(
        number=number,
        placed_at=NOW - timedelta(hours=ago),
        lines=tuple(NewLine(sku=sku, quantity=qty) for sku, qty in lines),
        external=external,
    )
    return TakeOrders(orders=(new,))


def ship(number: str) -> release.Ship:
    """The parcel of an order."""
    return release.Ship(parcels=(release.Parcel(order=OrderName(number), number=f"P-{number}"),))


def eta(days: int) -> ChangeEta:
    """The supplier's word about the open lot."""
    return ChangeEta(
        changes=(NewEta(po="PO1", line=1, eta=NOW.date() + timedelta(days=days), confirmed=True),)
    )


def cancel(number: str, line: str | None = None, qty: int | None = None) -> closure.Cancel:
    """An order, or part of it, is not wanted any more."""
    return closure.Cancel(
        lines=(closure.CancelLine(order=OrderName(number), line=line, qty=qty),),
        reason=Reason.SUPPLIER_DELAY,
        approved_by=Approval.CUSTOMER,
    )


def choose(number: str, choice: Choice, line: str) -> Decide:
    """What the customer chose for a line that is short."""
    name = OrderName(number)
    return Decide(choices=(OrderChoice(order=name, choice=choice, by=DecidedBy.CUSTOMER, lines=(line,)),))


def decide(number: str, choice: Choice) -> Decide:
    """What a person decides for all that is short of an order."""
    return Decide(choices=(OrderChoice(order=OrderName(number), choice=choice),))


def edit(number: str, qty: int) -> EditOrders:
    """So many units of an order's first line are wanted."""
    lines = (EditLine(line="1", quantity=qty),)
    return EditOrders(edits=(EditOrder(order=OrderName(number), lines=lines),))


def withdraw(number: str, line: str, *, first: str | None = None) -> Withdraw:
    """A line gives its units to whoever is next, or to a named order."""
    return Withdraw(
        lines=(HeldLine(order=OrderName(number), line=line),),
        why="on purpose",
        first=(OrderName(first),) if first else (),
    )


def count(sku: str, qty: int) -> Count:
    """So many lie there."""
    return Count(counts=(CountedStock(sku=sku, counted_qty=qty),))


def came(sku: str, qty: int, po: str | None = None, *, last: bool = False) -> Receive:
    """So many came in."""
    return Receive(deliveries=(Delivered(sku=sku, counted_qty=qty, po=po, last=last),))


def expect(number: str, sku: str) -> Expect:
    """A purchase order that was placed."""
    lot = ExpectedLot(sku=sku, quantity=5, eta=NOW.date() + timedelta(days=5), confirmed=True)
    return Expect(orders=(ExpectedOrder(number=number, supplier="Acme", lots=(lot,)),))


def _proposals() -> tuple[int, ...]:
    """The windows that were proposed on the stage, whatever became of them."""
    found = Promise.objects.filter(
        line__line_id="1", line__order__number__in=("FIRST", "SECOND"), ship_to__gt=NOW
    )
    by_line: dict[int, list[int]] = {}
    for pk, line in found.order_by("pk").values_list("pk", "line_id"):
        by_line.setdefault(line, []).append(pk)
    return tuple(pks[1] for pks in by_line.values())


def _cases() -> tuple[int, ...]:
    """The backorders of the stage, whatever became of them."""
    found = Backorder.objects.filter(order__number__in=("FIRST", "SECOND"))
    return tuple(found.order_by("pk").values_list("pk", flat=True)[:4])


def _tasks() -> tuple[int, ...]:
    """What is asked about the orders of the stage that wait, whatever became of it."""
    found = Task.objects.filter(order__number__in=("FIRST", "SECOND"), kind="ageing")
    return tuple(found.order_by("pk").values_list("pk", flat=True)[:2])


def _first_decision() -> int:
    return Decision.objects.earliest("pk").pk


def _open_release() -> int:
    return Release.objects.filter(order__number="PICKED").earliest("pk").pk


def _parcel(number: str) -> release.ParcelName:
    return release.ParcelName(order=OrderName(number), number=f"P-{number}")


def _good(number: str, qty: int) -> ReturnedLine:
    return ReturnedLine(order=OrderName(number), line="1", returned_qty=qty, sellable_qty=qty)


DEEDS: dict[str, Deed] = {
    "take": lambda: take("NEW", ("A", 2)),
    "take_another": lambda: take("OTHER", ("A", 3), ("B", 1)),
    "take_more": lambda: take("MORE", ("C", 3)),
    "take_set": lambda: take("BOTH", ("SET", 1), external=True),
    "take_namesake": lambda: take("NEW", ("D", 1), external=True),
    "receive": lambda: do(came("A", 3)),
    "receive_lot": lambda: do(came("A", 6, "PO1")),
    "receive_last": lambda: do(came("A", 1, "PO1", last=True)),
    "receive_d": lambda: do(came("D", 4)),
    "receive_lots": lambda: do(came("E", 3, "PO3")),
    "receive_much": lambda: do(came("A", 20)),
    "count_less": lambda: do(count("A", 4)),
    "count_nothing": lambda: do(count("A", 0)),
    "count_more": lambda: do(count("A", 9)),
    "cancel_held": lambda: do(cancel("HELD")),
    "cancel_part": lambda: do(cancel("HELD", "1", 2)),
    "cancel_each": lambda: do_each(cancel("HELD", "1", 3), cancel("FIRST", "1", 1)),
    "cancel_each_too": lambda: do_each(cancel("FIRST", "1", 1), cancel("HELD", "1", 2)),
    "cancel_waiting": lambda: do(cancel("FIRST")),
    "cancel_short": lambda: do(choose("FIRST", Choice.CANCEL, "1")),
    "substitute": lambda: do(choose("FIRST", Choice.SUBSTITUTE, "2")),
    "substitute_too": lambda: do(choose("SECOND", Choice.SUBSTITUTE, "2")),
    "split": lambda: do(decide("FIRST", Choice.SPLIT)),
    "undecide": lambda: do(Undecide(decisions=(_first_decision(),))),
    "assign": lambda: do(AssignCases(backorders=_cases(), person=KIM)),
    "assign_nobody": lambda: do(AssignCases(backorders=_cases())),
    "give_tasks": lambda: do(AssignTasks(tasks=_tasks(), role="support")),
    "edit_more": lambda: do(edit("HELD", 6)),
    "edit_less": lambda: do(edit("HELD", 1)),
    "release": lambda: do(release.Release()),
    "ship": lambda: do(ship("PICKED")),
    "recall": lambda: do(release.Recall(recalls=(release.RecallLine(release=_open_release()),))),
    "pick": lambda: do(release.StartPicking(releases=(_open_release(),))),
    "unship": lambda: do(release.CancelShipments(shipments=(_parcel("GONE"),))),
    "stuck": lambda: flow.run(release.FlagStuck(), actor="test", now=NOW + timedelta(days=20)),
    "withdraw": lambda: do(withdraw("HELD", "1")),
    "withdraw_for": lambda: do(withdraw("HELD", "1", first="SECOND")),
    "firm": lambda: do(Firm(lines=(FirmLine(order=OrderName("HELD"), line="1"),))),
    "allocate": lambda: do(Allocate()),
    "reallocate": lambda: do(Reallocate()),
    "reallocate_fair": lambda: do(Reallocate(policy='[allocation]\nmethod = "fair_share"\n')),
    "publish": lambda: do(promise.Publish(proposals=_proposals())),
    "reject": lambda: do(promise.Reject(proposals=_proposals())),
    "eta_later": lambda: do(eta(40)),
    "eta_gone": lambda: do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=None),))),
    "eta_fewer": lambda: do(ChangeEta(changes=(NewEta(po="PO3", line=1, eta=None, quantity=3),))),
    "expect": lambda: do(expect("PO2", "A")),
    "expect_namesake": lambda: do(expect("PO2", "D")),
    "wish": lambda: flow.run(WISH, actor="person:1", now=NOW + timedelta(hours=1), roles=("support",)),
    "plead": lambda: plead("it pours"),
    "plead_too": lambda: plead("it hails"),
    "decline": lambda: do(AnswerTasks(answers=(TaskAnswer(task=_plea(), yes=False, reason="no"),))),
    "undo": lambda: do(UndoReceipt(receipts=(_second_receipt(),), why="mistyped")),
    "undo_lots": lambda: do(UndoReceipt(receipts=(_receipt_of_lots(),), why="mistyped")),
    "return": lambda: do(Return(lines=(_good("GONE", 1),))),
    "move": lambda: do(MoveStock(moves=(MovedStock(sku="A", qty=3, to_shelf=Shelf.QUARANTINE),))),
    "keep_back": lambda: do(catalogue.SetSafetyStock(kept=(catalogue.KeptBack(sku="A", safety_stock=2),))),
    "bundle": lambda: do(catalogue.SetItems(items=(demand.Item(sku="PAIR", bundle_of=(("A", 2),)),))),
    "policy": lambda: do(policy.SetPolicy(document="[allocation]\nminimum_fill = 1\n")),
    "policy_cap": lambda: do(policy.SetPolicy(document='[[eligibility.rules]]\nsku = "A"\ncap_units = 7\n')),
    "policy_dates": lambda: do(
        policy.SetPolicy(document="[promise]\npublish_within_days = 60\nrepublish_within_days = 60\n")
    ),
    "pause": lambda: do(sending.PauseSending(why="a flood")),
    "pause_a": lambda: do(sending.PauseSending(why="a recall", sku="A")),
    "pause_too": lambda: do(sending.PauseSending(why="a fire")),
    "resume": lambda: do(sending.ResumeSending()),
    "revive": lambda: do(Revive(jobs=(Job.objects.get(key="poison").pk,))),
}  # fmt: skip
"""What somebody does, by name. All of it can be done at once to the shop of `stage`."""


def _second_receipt() -> int:
    return Receipt.objects.order_by("pk").values_list("pk", flat=True)[1]


def _receipt_of_lots() -> int:
    return Receipt.objects.filter(item__sku="E").earliest("pk").pk
