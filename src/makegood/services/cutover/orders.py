"""Open orders become orders here: muted, with what was promised, shipped, cancelled and picked elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from makegood.db.before import BEFORE
from makegood.db.models import Allocation, Channel, Customer, Item, Order, OrderLine, Shipment, Stock
from makegood.db.positions import waiting_on_channels
from makegood.db.rows import new
from makegood.domain.allocation.outcome import Why
from makegood.domain.eligibility.oversell import Short, oversold
from makegood.domain.terms import demand, limits
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.services import _transition
from makegood.services._case import Case
from makegood.services._work import Work, units
from makegood.services.cutover.catalogue import Ground
from makegood.services.cutover.commands import Imported
from makegood.services.cutover.sharing import Shared, Sharing
from makegood.services.cutover.told import OrderKey, cancelled
from makegood.services.intake.commands import NewCustomer, NewOrder
from makegood.services.intake.people import channels, customer_ref, customers


def take(
    work: Work,
    told: Mapping[OrderKey, Sequence[demand.OrderLine]],
    sharing: Sharing,
    ground: Ground,
    found: Imported,
) -> list[Case]:
    """Write orders that are new; the cases of their open lines."""
    if not told:
        return []
    _check(told, ground)
    names = channels(channel for channel, _ in told)
    asked = {key: _as_new(key, lines) for key, lines in told.items()}
    people = customers(asked.values())
    orders = {key: _order(work, asked[key], lines, names, people) for key, lines in told.items()}
    work.add_numbered(Order, list(orders.values()))
    pairs = [(orders[key], line) for key, lines in told.items() for line in lines]
    shared = sharing.lines
    over = _oversold(told.values(), sharing, ground)
    rows = [_line(order, line, shared[id(line)], ground, oversell=id(line) in over) for order, line in pairs]
    work.add_numbered(OrderLine, rows)
    cases: list[Case] = []
    for (order, line), row in zip(pairs, rows, strict=True):
        own = shared[id(line)]
        if own.case is not None:
            cases.append(_case(order, row, line, own))
        _hold(work, row, own, ground)
        found.reserved_qty += row.reserved_qty
        found.backordered_qty += row.backordered_qty
        found.picked_qty += min(line.picked_qty, row.reserved_qty)
        found.oversells += row.oversell
    short = [case for case in cases if case.line.backordered_qty]
    _transition.open_cases(work, [(case, _reason(case)) for case in short])
    _wait(work, short, ground)
    _ship(work, pairs, rows, ground)
    _tell(work, rows, cases, {order.pk: order for order in orders.values()})
    found.made["orders"] += len(orders)
    found.made["lines"] += len(rows)
    return cases


def _check(told: Mapping[OrderKey, Sequence[demand.OrderLine]], ground: Ground) -> None:
    """Raises DomainError('entry_invalid') for more units of a component, or an order of a higher worth, than anybody
    can mean."""
    for (_, number), lines in told.items():
        worth = sum((line.unit_price or 0) * line.quantity for line in lines)
        most = max(line.quantity * max(ground.needs(line.sku).values(), default=1) for line in lines)
        fault = limits.total_fault(at=number, units=most, amount=worth)
        if fault is not None:
            raise DomainError("entry_invalid", fault._asdict())


def _as_new(key: OrderKey, lines: Sequence[demand.OrderLine]) -> NewOrder:
    channel, number = key
    head = lines[0]
    return NewOrder(
        number=number,
        placed_at=head.placed_at,
        lines=(),
        channel=channel,
        country=head.country,
        customer=NewCustomer(
            name=head.customer,
            email=head.email,
            business=head.business,
            tier=head.customer_tier,
            language=head.language,
        ),
    )


def _order(
    work: Work,
    asked: NewOrder,
    lines: Sequence[demand.OrderLine],
    names: Mapping[str, Channel],
    people: Mapping[str, Customer],
) -> Order:
    head = lines[0]
    ref = customer_ref(asked)
    customer = people.get(ref) if ref else None
    return new(
        Order,
        channel_id=names[asked.channel].pk,
        number=asked.number,
        customer_id=customer.pk if customer else None,
        placed_at=head.placed_at,
        placed_on=head.placed_on,
        taken_at=work.now,
        currency=head.currency,
        country=head.country,
        language=head.language,
        business=head.business,
        service=head.service,
        value=sum((line.unit_price or 0) * line.kept_qty for line in lines),
        external=True,
        ship_complete=any(line.ship_complete for line in lines),
        on_hold=any(line.on_hold for line in lines),
        muted=True,
        authorised_amount=head.authorised_amount,
        authorised_until=head.authorised_until,
        captured_amount=head.captured_amount,
    )


def _oversold(
    orders: Iterable[Sequence[demand.OrderLine]], sharing: Sharing, ground: Ground
) -> frozenset[int]:
    """Lines, by identity, that came although they may not wait or the cap was full. An order came whole, and a bundle
    waits for whole sets."""
    already: dict[tuple[str, str | None], int] = {
        (row.sku, None): row.backordered_qty for row in ground.items.values() if row.backordered_qty
    }
    for sku, own in waiting_on_channels(sku for sku, _ in already).items():
        already |= {(sku, channel): qty for channel, qty in own.items()}
    return oversold(
        (
            [
                Short(
                    id(line),
                    line.sku,
                    line.channel,
                    [(line.sku, qty), *((part, qty * per) for part, per in ground.needs(line.sku).items())],
                )
                for line in lines
                if (qty := line.open_qty - sharing.lines[id(line)].reserved_qty)
            ]
            for lines in orders
        ),
        answers=sharing.answers,
        already=already,
    )


def _line(order: Order, line: demand.OrderLine, own: Shared, ground: Ground, *, oversell: bool) -> OrderLine:
    gone = cancelled(line)
    return new(
        OrderLine,
        order_id=order.pk,
        line_id=line.line_id,
        item_id=ground.items[line.sku].pk,
        location_id=ground.places[line.location].pk if line.location else None,
        ordered_qty=line.quantity,
        shipped_qty=line.shipped_qty,
        reserved_qty=own.reserved_qty,
        backordered_qty=line.open_qty - own.reserved_qty,
        cancelled_qty=gone,
        unit_price=line.unit_price,
        need_by=line.need_by,
        ship_by=line.ship_by,
        ship_after=line.ship_after,
        cancel_after=line.cancel_after,
        promised_from=line.promised_from,
        promised_to=line.promised_to,
        published_from=line.promised_from,
        published_to=line.promised_to,
        baseline=own.standing.baseline,
        oversell=oversell,
        notified_on=line.notified_on,
        next_update_on=line.next_update_on,
    )


def _case(order: Order, row: OrderLine, line: demand.OrderLine, own: Shared) -> Case:
    assert own.case is not None
    return Case(
        order=order,
        line=row,
        fact=line,
        backorder=None,
        promise=own.standing.promise,
        eligibility=own.case.eligibility,
        preorder=own.case.preorder,
    )


def _reason(case: Case) -> Reason:
    """What is sure on the first day."""
    if case.preorder:
        return Reason.PREORDER
    return Reason.UNKNOWN if case.line.oversell or case.promise is None else Reason.PLANNED_BACKORDER


def _hold(work: Work, row: OrderLine, own: Shared, ground: Ground) -> None:
    for supply, qty, why in own.given:
        stock = ground.stock[supply.sku, supply.location]
        _add(work, stock, reserved=qty)
        work.add(
            new(
                Allocation,
                line_id=row.pk,
                stock_id=stock.pk,
                qty=qty,
                state="held",
                why=why.value,
                firm=why is Why.PICKED,
                tier=own.standing.tier,
                baseline=row.baseline,
                place=own.standing.rank or 0,
            )
        )


def _wait(work: Work, short: Iterable[Case], ground: Ground) -> None:
    """Units that wait count at their SKU, and of a bundle at the components it lacks."""
    for case in short:
        sku, qty = case.fact.sku, case.line.backordered_qty
        _add(work, ground.items[sku], backordered_qty=qty)
        for part, per in ground.needs(sku).items():
            _add(work, ground.items[part], backordered_qty=qty * per)


def _add(work: Work, row: Item | Stock, **changes: int) -> None:
    if row._state.adding:
        for name, change in changes.items():
            row.__dict__[name] += change
    else:
        work.count(row, **changes)


def _ship(
    work: Work, pairs: Sequence[tuple[Order, demand.OrderLine]], rows: Sequence[OrderLine], ground: Ground
) -> None:
    """What left before is one shipment of each order, so that its units have left with something."""
    left: dict[int, tuple[int, dict[str, int]]] = {}
    anywhere = min(ground.places.values(), key=lambda place: place.pk) if ground.places else None
    for (order, line), row in zip(pairs, rows, strict=True):
        if row.shipped_qty and anywhere is not None:
            place = row.location_id or anywhere.pk
            left.setdefault(order.pk, (place, {}))[1][line.line_id] = row.shipped_qty
    for order_id, (place_id, what) in left.items():
        work.add(
            new(
                Shipment,
                order_id=order_id,
                location_id=place_id,
                number=BEFORE,
                units=what,
                at=work.now,
                shipped_on=work.today,
                actor=work.actor,
            )
        )


def _tell(work: Work, rows: Sequence[OrderLine], cases: Sequence[Case], orders: Mapping[int, Order]) -> None:
    lines: dict[int, dict[str, Any]] = {}
    for row in rows:
        lines.setdefault(row.order_id, {})[row.line_id] = units(
            (name, getattr(row, f"{name}_qty"))
            for name in ("shipped", "reserved", "backordered", "cancelled")
        ) | {"ordered": row.ordered_qty}
    opened: dict[int, list[Any]] = {}
    for case in cases:
        if case.backorder is not None:
            opened.setdefault(case.order.pk, []).append(_transition.opened(case.backorder, case.line))
    for pk, order in orders.items():
        data: dict[str, Any] = {"lines": lines[pk]}
        if pk in opened:
            data["backorders"] = opened[pk]
        work.tell(order, "intake.imported", data)
