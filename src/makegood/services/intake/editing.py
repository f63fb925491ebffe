"""An order changes after it was taken (spec 8.2): less of it is cancelled, more of it is new demand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from makegood.db import facts, locks, sql
from makegood.db.models import Item, Order, OrderLine
from makegood.domain.intake import first_sale_days
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.rank import baseline_rule
from makegood.queries.raised import first_of
from makegood.services._case import Case
from makegood.services._holdings import Holding, Holdings, hold
from makegood.services._orders import OrderName, free_line_id, order_ids
from makegood.services._work import Work
from makegood.services.intake.adding import Addition, Joining, like
from makegood.services.intake.commands import AddedLine, Edited, EditLine, EditOrder, EditOrders, NewLine

_OF_ORDER = ("ship_complete", "on_hold", "country", "service")
_OF_LINE = ("need_by", "ship_after", "cancel_after")


@dataclass(slots=True)
class Edit:
    """One order's edit as it will be done: units to cancel by line id, lines that join, and columns that changed."""

    asked: EditOrder
    order: Order
    cancels: dict[str, int] = field(default_factory=dict)
    joining: list[Joining] = field(default_factory=list)
    changed: dict[str, Any] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """True when the order is already as it is asked to be."""
        return not (self.cancels or self.joining or self.changed)

    @property
    def held_back(self) -> bool:
        """True when the order is on hold, or to go in one parcel, since this edit."""
        changed = self.changed.get("order", {})
        return any(changed.get(name, (None, None))[1] for name in ("on_hold", "ship_complete"))

    @property
    def lifted(self) -> bool:
        """True when the order was on hold and is no longer."""
        return bool(self.changed.get("order", {}).get("on_hold") == [True, False])


def plan_edits(work: Work, command: EditOrders) -> list[Edit]:
    """Lock what the edits concern, write what changes of the orders themselves, and say what else has to be done.

    Raises DomainError('order_unknown'), ('order_ambiguous'), ('order_twice'), ('line_unknown'), ('line_twice') also for
    one beside a line whose quantity it raised, ('line_ended') when nothing is left to swap, ('qty_invalid'),
    ('qty_below_shipped'), ('entry_invalid') for a price alone.
    """
    ids = order_ids(each.order for each in command.edits)
    if len({ids[each.order] for each in command.edits}) < len(command.edits):
        raise DomainError("order_twice", {"orders": [each.order.number for each in command.edits]})
    skus = {line.sku for each in command.edits for line in each.add}
    skus |= {line.sku for each in command.edits for line in each.lines if line.sku}
    named = Item.objects.filter(sku__in=sql.among(skus)).values_list("pk", flat=True)
    holdings = hold(ids.values(), item_ids=set(named))
    dates = _Dates(work, holdings)
    edits = []
    for each in command.edits:
        edit = Edit(each, holdings.orders[ids[each.order]].order)
        _Planner(work, holdings, holdings.orders[ids[each.order]], edit, dates).plan()
        edits.append(edit)
    return edits


def additions(edits: Sequence[Edit]) -> list[Addition]:
    """The lines that join, for their orders as they are after what was cancelled."""
    orders = locks.orders(edit.order.pk for edit in edits if edit.joining)
    return [
        Addition(orders[edit.order.pk], tuple(edit.joining), "intake.added") for edit in edits if edit.joining
    ]


def less_wanted(edits: Sequence[Edit]) -> dict[str, list[tuple[OrderName, str, int]]]:
    """Units to cancel, by what is kept with them: order, line, and how many."""
    found: dict[str, list[tuple[OrderName, str, int]]] = {}
    for edit in edits:
        for line, qty in edit.cancels.items():
            found.setdefault(edit.asked.said, []).append((edit.asked.order, line, qty))
    return found


def edited(edits: Sequence[Edit], cases: Sequence[Case]) -> list[Edited]:
    """What was done. `cases` = those of the lines that joined."""
    added: dict[int, list[AddedLine]] = {}
    for case in cases:
        line = case.line
        joined = AddedLine(line.line_id, case.fact.sku, line.reserved_qty, line.backordered_qty)
        added.setdefault(case.order.pk, []).append(joined)
    return [
        Edited(edit.order.number, edit.known, dict(edit.cancels), tuple(added.get(edit.order.pk, ())))
        for edit in edits
    ]


class _Dates:
    """When a line of an order should ship, as it is now."""

    def __init__(self, work: Work, holdings: Holdings) -> None:
        catalogue = facts.items(holdings.items.values())
        self._holdings = holdings
        self._rule = baseline_rule(
            policy=work.shop.policy, steps=work.shop.steps, first_sale_days=first_sale_days(items=catalogue)
        )

    def baseline(self, holding: Holding, line: OrderLine) -> date:
        """A day further off when the customer wants it later; never an earlier one, which would lift its rank."""
        sku = self._holdings.items[line.item_id].sku
        fact = facts.order_line(line, order=holding.order, channel=holding.channel, sku=sku, customer=None)
        return max(line.baseline, self._rule(fact))


class _Planner:
    """Turns what is asked for one order into what has to be done."""

    def __init__(self, work: Work, holdings: Holdings, holding: Holding, edit: Edit, dates: _Dates) -> None:
        self._work = work
        self._holdings = holdings
        self._holding = holding
        self._edit = edit
        self._dates = dates
        self._ids = set(holding.lines)

    def plan(self) -> None:
        """Fill the edit."""
        asked = self._edit.asked
        if len({each.line for each in asked.lines}) < len(asked.lines):
            raise DomainError("line_twice", {"order": self._holding.order.number})
        self._change_order()
        for each in asked.lines:
            line = self._holding.lines.get(each.line)
            if line is None:
                raise DomainError("line_unknown", {"order": self._holding.order.number, "line": each.line})
            self._change_dates(each, line)
            if each.sku is not None and each.sku != self._sku_of(line):
                self._swap(each, line, each.sku)
            elif each.quantity is not None:
                self._to_quantity(each, line, each.quantity)
            elif each.unit_price is not None and each.sku is None:
                raise DomainError(
                    "entry_invalid",
                    {
                        "at": "unit_price",
                        "found": each.unit_price,
                        "expected": "a quantity or another SKU with it: what was ordered keeps its price",
                    },
                )
        for new in asked.add:
            self._add(new)
        if self._edit.changed:
            data = {"changed": self._edit.changed, "text": asked.text}
            self._work.tell(self._holding.order, "intake.edited", data)

    def _change_order(self) -> None:
        order, asked = self._holding.order, self._edit.asked
        found = {
            name: value
            for name in _OF_ORDER
            if (value := getattr(asked, name)) not in (None, getattr(order, name))
        }
        if found:
            self._edit.changed["order"] = {
                name: [getattr(order, name), value] for name, value in found.items()
            }
            self._work.set(order, **found)
            self._look_anew(self._holding.lines.values())

    def _change_dates(self, each: EditLine, line: OrderLine) -> None:
        found = {
            name: value
            for name in _OF_LINE
            if (value := getattr(each, name)) not in (None, getattr(line, name))
        }
        if found:
            told = {name: [_day(getattr(line, name)), _day(value)] for name, value in found.items()}
            self._edit.changed.setdefault("dates", {})[line.line_id] = told
            self._work.set(line, **found)
            self._work.set(line, baseline=self._dates.baseline(self._holding, line))
            self._look_anew([line])

    def _look_anew(self, lines: Iterable[OrderLine]) -> None:
        """Who may have units, and when they come, is another question now."""
        items = {line.item_id for line in lines if line.reserved_qty or line.backordered_qty}
        self._work.freed |= items
        self._work.moved |= items

    def _parts(self, line: OrderLine) -> list[OrderLine]:
        """The line and all that raised its quantity, the latest first. Raises DomainError('line_twice') where one of
        those is changed beside it: what is said of a line is said of all of it."""
        # One that is part of another stands for itself here, with what came after it.
        later = sorted(
            (row for row in self._holding.lines.values() if row.pk >= line.pk), key=lambda row: row.pk
        )
        first = first_of(later)
        found = [row for row in later if first[row.pk] == line.pk]
        asked = {
            each.line for each in self._edit.asked.lines if each.quantity is not None or each.sku is not None
        }
        twice = [row.line_id for row in found[1:] if row.line_id in asked]
        if twice:
            raise DomainError("line_twice", {"order": self._holding.order.number, "line": twice[0]})
        return found[::-1]

    def _to_quantity(self, each: EditLine, line: OrderLine, quantity: int) -> None:
        parts = self._parts(line)
        wanted = sum(row.ordered_qty - row.cancelled_qty - row.substituted_qty for row in parts)
        shipped = sum(row.shipped_qty for row in parts)
        if quantity < 0:
            raise DomainError("qty_invalid", {"qty": quantity, "expected": "0 or more"})
        if quantity < shipped:
            raise DomainError(
                "qty_below_shipped",
                {
                    "order": self._holding.order.number,
                    "line": line.line_id,
                    "qty": quantity,
                    "shipped_qty": shipped,
                },
            )
        if quantity < wanted:
            self._less(parts, wanted - quantity)
        elif quantity > wanted:
            sku = self._sku_of(line)
            price = line.unit_price if each.unit_price is None else each.unit_price
            self._join(line, sku, quantity - wanted, price)

    def _less(self, parts: Sequence[OrderLine], qty: int) -> None:
        """What waits goes before what is kept, in all parts of the line."""
        for name in ("backordered_qty", "reserved_qty"):
            for row in parts:
                units = min(qty, getattr(row, name))
                if units:
                    self._edit.cancels[row.line_id] = self._edit.cancels.get(row.line_id, 0) + units
                    qty -= units

    def _swap(self, each: EditLine, line: OrderLine, sku: str) -> None:
        parts = self._parts(line)
        open_qty = sum(row.reserved_qty + row.backordered_qty for row in parts)
        if not open_qty:
            if self._went_instead(line, sku):
                return
            raise DomainError("line_ended", {"order": self._holding.order.number, "line": line.line_id})
        self._less(parts, open_qty)
        quantity = open_qty if each.quantity is None else each.quantity
        self._join(line, sku, quantity, each.unit_price, instead=True)

    def _went_instead(self, line: OrderLine, sku: str) -> bool:
        own = self._holding.lines.values()
        return any(row.replaces_id == line.pk and self._sku_of(row) == sku for row in own)

    def _sku_of(self, line: OrderLine) -> str:
        return self._holdings.items[line.item_id].sku

    def _join(self, line: OrderLine, sku: str, qty: int, price: int | None, *, instead: bool = False) -> None:
        line_id = free_line_id(self._ids, line.line_id)
        self._ids.add(line_id)
        place = self._holdings.places.get(line.location_id or 0)
        new = like(line, line_id=line_id, sku=sku, quantity=qty, location=place, unit_price=price)
        joining = Joining(
            new,
            instead_of=line if instead else None,
            part_of=None if instead else line,
            joined_at=self._work.now,
        )
        self._edit.joining.append(joining)

    def _add(self, new: NewLine) -> None:
        known = self._holding.lines.get(new.line_id) if new.line_id else None
        if known is not None and self._sku_of(known) == new.sku:
            return
        if new.line_id in self._ids:
            raise DomainError("line_twice", {"order": self._holding.order.number, "line": new.line_id})
        line_id = new.line_id or _next_id(self._ids)
        self._ids.add(line_id)
        self._edit.joining.append(Joining(replace(new, line_id=line_id), joined_at=self._work.now))


def _next_id(known: Iterable[str]) -> str:
    """1, 2, … as a new order's lines are numbered."""
    numbers = [int(each) for each in known if each.isdecimal()]
    return str(max(numbers, default=0) + 1)


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
