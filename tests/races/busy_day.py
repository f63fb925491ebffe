"""What an actor of a busy day does to a shop of twenty SKUs, and what it was answered: each with dice of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from django.db import DatabaseError
from django.db.models import Model, QuerySet, Sum

from makegood import flow
from makegood.db.models import (
    Backorder,
    Decision,
    IncomingLot,
    OrderLine,
    Promise,
    Receipt,
    Release,
    Shipment,
    Stock,
    Task,
)
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.receipt.arrival import Shelf
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.services import catalogue, closure, policy, promise, release
from makegood.services._orders import OrderName
from makegood.services.allocation import Allocate, Firm, FirmLine, HeldLine, Reallocate, Withdraw
from makegood.services.decision import Decide, DecidedBy, OrderChoice, Undecide
from makegood.services.intake import EditLine, EditOrder, EditOrders, NewLine, NewOrder, TakeOrders
from makegood.services.receipt.counting import Count, CountedStock
from makegood.services.receipt.expect import ChangeEta, Expect, ExpectedLot, ExpectedOrder, NewEta
from makegood.services.receipt.moving import MovedStock, MoveStock
from makegood.services.receipt.receive import Delivered, Receive
from makegood.services.receipt.returns import Return, ReturnedLine
from makegood.services.receipt.undoing import UndoReceipt
from makegood.services.review import AssignCases, AssignTasks
from tests.races.shop_steps import NOW, unlock

SKUS = (*(f"S{number}" for number in range(20)), "KIT")
KIM = "kim@example.org"
RECENT = 200
"""From so many of the newest rows, or of the oldest, an actor picks one to do something with."""

MANY = 12
"""So many orders at most are released at once, and so many shipped."""


def a_busy_day(number: int, *, seed: int, steps: int, protected: bool = True) -> dict[str, Any]:
    """Everything that happens in a shop, in the order of this actor's dice.

    `done` = how often each thing was done or refused with which code; `told` and `refused` = what was
    done that leaves a trace, and what was refused; `orders` = those that were taken; `faults` = what the database
    said that nobody should ever hear.
    """
    if not protected:
        unlock()
    actor = _Actor(number, Random(f"{seed}-{number}"), protected)
    done: Counter[str] = Counter()
    faults: list[str] = []
    for step in range(steps):
        actor.step = step
        name = actor.dice.choices(list(DEEDS), weights=list(DEEDS.values()))[0]
        try:
            outcome = getattr(actor, name)()
        except DomainError as refused:
            # Somebody was faster, or there is nothing to do; both are answers, and nothing has changed.
            name = f"{name}:{refused.code}"
            actor.refused.append(actor.name)
            if refused.code == "busy":
                faults.append(name)
        except DatabaseError as fault:
            faults.append(f"{name}: {str(fault).splitlines()[0]}")
        except Exception as fault:
            if protected:
                raise
            # Rows that contradict each other are what the control is about.
            faults.append(f"{name}: {type(fault).__name__}")
        else:
            if outcome:
                actor.told.append(actor.name)
        done[name] += 1
    return {
        "done": done, "faults": faults, "told": actor.told, "refused": actor.refused, "orders": actor.orders
    }  # fmt: skip


class _Actor:
    """One of many. Each thing it does says whether its history must tell of it."""

    def __init__(self, number: int, dice: Random, protected: bool) -> None:
        self.number, self.dice, self.protected = number, dice, protected
        self.step = 0
        self.orders: list[str] = []
        self.told: list[str] = []
        self.refused: list[str] = []

    @property
    def name(self) -> str:
        """What its history knows it by: another for each thing it does."""
        return f"{self.number}-{self.step}"

    def do(self, command: Any) -> Any:
        return flow.run(command, actor=self.name, now=NOW, guarded=self.protected)

    def sku(self) -> str:
        return self.dice.choice(SKUS[:20])

    def some(self, rows: QuerySet[Any], *names: str, most: int = 1) -> list[Any]:
        """Some of the newest rows or of the oldest; DomainError when there is none."""
        first = "pk" if self.dice.random() < 0.4 else "-pk"
        found = list(rows.order_by(first).values_list(*names)[:RECENT])
        if not found:
            raise DomainError("nothing_there")
        return self.dice.sample(found, min(len(found), self.dice.randint(1, most)))

    def one(self, rows: QuerySet[Any], *names: str) -> Any:
        """One of them."""
        return self.some(rows, *names)[0]

    def line(self, **which: Any) -> tuple[OrderName, str]:
        number, line_id = self.one(OrderLine.objects.filter(**which), "order__number", "line_id")
        return OrderName(number), line_id

    def pk(self, model: type[Model], **which: Any) -> int:
        return int(self.one(model._default_manager.filter(**which), "pk")[0])

    def take(self) -> bool:
        skus = self.dice.sample(SKUS, self.dice.randint(1, 3))
        lines = tuple(NewLine(sku=sku, quantity=self.dice.randint(1, 4)) for sku in skus)
        external = self.dice.random() < 0.7
        new = NewOrder(
            number=self.name,
            placed_at=NOW,
            lines=lines,
            external=external,
            channel="amazon" if external else "store",
            ship_complete=self.dice.random() < 0.1,
        )
        (draft,) = self.do(TakeOrders(orders=(new,)))
        if draft.refusal is not None:
            raise draft.refusal
        self.orders.append(self.name)
        return True

    def receive(self) -> bool:
        skus = self.dice.sample(SKUS[:20], 2)
        waiting = OrderLine.objects.filter(item__sku__in=skus).values_list("item__sku")
        short = dict(waiting.annotate(units=Sum("backordered_qty")))
        # As a buyer would: the more wait, the more is bought, so that no queue grows for ever.
        most = {sku: 9 + short.get(sku, 0) // 2 for sku in skus}
        deliveries = [Delivered(sku=sku, counted_qty=self.dice.randint(1, most[sku])) for sku in skus]
        self.do(Receive(deliveries=tuple(deliveries)))
        return True

    def receive_lot(self) -> bool:
        po, sku = self.one(IncomingLot.objects.filter(open_qty__gt=0), "purchase_order__number", "item__sku")
        delivery = Delivered(
            sku=sku, po=po, counted_qty=self.dice.randint(1, 8), damaged_qty=self.dice.randint(0, 1)
        )
        self.do(Receive(deliveries=(delivery,)))
        return True

    def expect(self) -> bool:
        day = (NOW + timedelta(days=self.dice.randint(1, 30))).date()
        lot = ExpectedLot(sku=self.sku(), quantity=self.dice.randint(3, 20), eta=day, confirmed=True)
        number = f"PO {self.name}"
        self.do(Expect(orders=(ExpectedOrder(number=number, supplier="Acme", lots=(lot,)),)))
        return True

    def change_eta(self) -> bool:
        po, line = self.one(IncomingLot.objects.filter(open_qty__gt=0), "purchase_order__number", "line")
        eta = (NOW + timedelta(days=self.dice.randint(31, 90))).date()
        self.do(ChangeEta(changes=(NewEta(po=po, line=line, eta=eta),)))
        return False

    def allocate(self) -> bool:
        self.do(Allocate(skus=tuple(self.dice.sample(SKUS, 3))))
        return False

    def cancel(self) -> bool:
        order, line = self.line()
        qty = self.dice.choice((None, None, 1))
        cancel = closure.CancelLine(order=order, line=line, qty=qty)
        found = self.do(
            closure.Cancel(lines=(cancel,), reason=Reason.OTHER, approved_by=Approval.CUSTOMER, text="so")
        )
        return any(each.qty for each in found)

    def decide(self) -> bool:
        order, _ = self.line(backordered_qty__gt=0)
        choose = OrderChoice(
            order=order,
            choice=self.dice.choice(
                (Choice.SPLIT, Choice.SPLIT, Choice.HOLD, Choice.CANCEL, Choice.SUBSTITUTE)
            ),
            by=DecidedBy.PERSON,
            approved_by=Approval.CUSTOMER,
            text="so be it",
        )
        return not all(each.known for each in self.do(Decide(choices=(choose,))))

    def undecide(self) -> bool:
        decision = self.pk(Decision, replaced_at__isnull=True)
        return not all(each.known for each in self.do(Undecide(decisions=(decision,))))

    def assign(self) -> bool:
        case = self.pk(Backorder, state="open")
        person = KIM if self.dice.random() < 0.7 else None
        return not all(each.known for each in self.do(AssignCases(backorders=(case,), person=person)))

    def give_task(self) -> bool:
        task = self.pk(Task, done_at__isnull=True, order__isnull=False)
        given = AssignTasks(tasks=(task,), role=self.dice.choice(("manager", "support", "warehouse")))
        return not all(each.known for each in self.do(given))

    def edit(self) -> bool:
        order, line = self.line()
        change = EditLine(line=line, quantity=self.dice.randint(1, 5))
        return not all(
            each.known for each in self.do(EditOrders(edits=(EditOrder(order=order, lines=(change,)),)))
        )

    def reopen(self) -> bool:
        order, line = self.line(cancelled_qty__gt=0)
        self.do(closure.Reopen(lines=(closure.ReopenLine(order=order, line=line, qty=1),), our_error=True))
        return True

    def release(self) -> bool:
        lines = OrderLine.objects.filter(reserved_qty__gt=0)
        orders = dict.fromkeys(OrderName(each) for (each,) in self.some(lines, "order__number", most=MANY))
        return any(each.qty for each in self.do(release.Release(orders=tuple(orders))))

    def recall(self) -> bool:
        recall = release.RecallLine(release=self.pk(Release, ended_at__isnull=True))
        self.do(release.Recall(recalls=(recall,)))
        return True

    def ship(self) -> bool:
        going = Release.objects.filter(ended_at__isnull=True)
        numbers = dict.fromkeys(each for (each,) in self.some(going, "order__number", most=MANY))
        parcels = [release.Parcel(order=OrderName(each), number=f"{self.name} {each}") for each in numbers]
        self.do(release.Ship(parcels=tuple(parcels)))
        return True

    def ship_part(self) -> bool:
        order, line = self.line(reserved_qty__gt=1)
        part = release.ParcelLine(line=line, qty=1)
        self.do(release.Ship(parcels=(release.Parcel(order=order, lines=(part,)),)))
        return True

    def unship(self) -> bool:
        self.do(release.CancelShipments(shipments=(self.pk(Shipment, cancelled_at__isnull=True),)))
        return False

    def count(self) -> bool:
        sku = self.sku()
        there = sum(Stock.objects.filter(item__sku=sku).values_list("on_hand", flat=True))
        # Few are found or lost; seldom all of them.
        counted_qty = max(0, there + self.dice.randint(-3, 2)) if self.dice.random() < 0.97 else 0
        (found,) = self.do(Count(counts=(CountedStock(sku=sku, counted_qty=counted_qty),)))
        return bool(found.difference)

    def move(self) -> bool:
        shelves = self.dice.sample((Shelf.ON_HAND, Shelf.QUARANTINE), 2)
        self.do(MoveStock(moves=(MovedStock(sku=self.sku(), qty=1, shelf=shelves[0], to_shelf=shelves[1]),)))
        return True

    def withdraw(self) -> bool:
        order, line = self.line(reserved_qty__gt=0)
        first = (self.line(backordered_qty__gt=0)[0],) if self.dice.random() < 0.5 else ()
        held = HeldLine(order=order, line=line)
        return any(each.qty for each in self.do(Withdraw(lines=(held,), why="on purpose", first=first)))

    def firm(self) -> bool:
        order, line = self.line(reserved_qty__gt=0)
        self.do(Firm(lines=(FirmLine(order=order, line=line),), on=self.dice.random() < 0.6))
        return False

    def reallocate(self) -> bool:
        self.do(Reallocate(skus=(self.dice.choice(SKUS),)))
        return False

    def publish(self) -> bool:
        proposal = self.pk(Promise, state="proposed")
        self.do((promise.Publish if self.dice.random() < 0.7 else promise.Reject)(proposals=(proposal,)))
        return True

    def bring_back(self) -> bool:
        order, line = self.line(shipped_qty__gt=0)
        self.do(Return(lines=(ReturnedLine(order=order, line=line, returned_qty=1, sellable_qty=1),)))
        return True

    def undo(self) -> bool:
        self.do(UndoReceipt(receipts=(self.pk(Receipt, undone_at__isnull=True),), why="mistyped"))
        return True

    def keep_back(self) -> bool:
        kept = catalogue.KeptBack(sku=self.sku(), safety_stock=self.dice.randint(0, 2))
        self.do(catalogue.SetSafetyStock(kept=(kept,)))
        return False

    def set_policy(self) -> bool:
        fill = self.dice.randint(1, 2)
        self.do(policy.SetPolicy(document=f"[allocation]\nminimum_fill = {fill}\n"))
        return False


DEEDS: dict[str, int] = {
    "take": 12, "receive": 5, "receive_lot": 3, "expect": 2, "change_eta": 2, "allocate": 1, "cancel": 3, "decide": 3,
    "edit": 2, "reopen": 1, "release": 6, "recall": 1, "ship": 4, "ship_part": 2, "unship": 1, "count": 2, "move": 1,
    "withdraw": 2, "firm": 1, "reallocate": 1, "publish": 2, "bring_back": 1, "undo": 1, "keep_back": 1,
    "set_policy": 1, "undecide": 2, "assign": 2, "give_task": 2,
}  # fmt: skip
"""What happens in a shop, and how often."""


@dataclass(frozen=True, slots=True)
class Day:
    """What all actors of a day were answered."""

    done: Counter[str]
    faults: list[str]
    orders: list[str]
    told: set[str]
    refused: set[str]


def together(answers: list[dict[str, Any]]) -> Day:
    """The answers of all actors, in the order of their numbers."""
    done: Counter[str] = Counter()
    for each in answers:
        done.update(each["done"])
    return Day(
        done=done,
        faults=[fault for each in answers for fault in each["faults"]],
        orders=[number for each in answers for number in each["orders"]],
        told={name for each in answers for name in each["told"]},
        refused={name for each in answers for name in each["refused"]},
    )
