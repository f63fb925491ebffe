"""Intake: orders as channels send them become rows, or are refused with what was expected (spec 1.3, 1.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from makegood.db import facts, locks, sql
from makegood.db.models import Channel, Item, Location, Order
from makegood.db.rows import stub
from makegood.domain.intake import LineFault, counts_as_placed, demands, line_fault
from makegood.domain.terms import demand, limits
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy.names import CURRENCIES
from makegood.domain.terms.stock import IncomingLot
from makegood.queries.shop import supply_dates
from makegood.services._desk import Desk, DraftLine, in_usable_order
from makegood.services._work import Work
from makegood.services.intake.commands import NewCustomer, NewLine, NewOrder, TakeOrders, digest_of
from makegood.services.intake.people import channels, channels_so_far


@dataclass(slots=True)
class Draft:
    """An order on its way: refused as soon as `refusal` is set; `known` = we have it already; `first` = it was told
    twice at once, and what becomes of that one becomes of it."""

    new: NewOrder
    digest: str
    lines: list[DraftLine]
    refusal: DomainError | None = None
    known: Order | None = None
    first: Draft | None = None

    @property
    def open(self) -> bool:
        """Still to be taken."""
        return self.refusal is None and self.known is None


def draft(work: Work, command: TakeOrders) -> tuple[Desk, list[Draft]]:
    """Lock the items, read what the orders concern, and refuse what makes no sense or is known under other content."""
    drafts = _meant(command)
    orders = [each.new for each in drafts if each.open]
    desk = desk_of(work, orders, locks.items_of(_skus(orders)), channels(_channel_names(orders)))
    _compare(work, desk, drafts, _known_orders(orders))
    return desk, drafts


def look(work: Work, command: TakeOrders) -> tuple[Desk, list[Draft]]:
    """The same to see what would come of the orders: nothing is locked or written, their numbers are not looked up."""
    drafts = _meant(command)
    orders = [each.new for each in drafts if each.open]
    items = locks.items_of(_skus(orders), lock=False)
    desk = desk_of(work, orders, items, channels_so_far(_channel_names(orders)))
    _compare(work, desk, drafts, {})
    return desk, drafts


def _meant(command: TakeOrders) -> list[Draft]:
    """Drafts of the orders; one that holds what nobody can mean is refused before anything is looked up for it."""
    drafts = []
    for new in command.orders:
        beyond = limits.fault_of(new)
        if beyond is None:
            drafts.append(Draft(new, digest_of(new), []))
        else:
            drafts.append(Draft(new, "", [], _refusal(new, "value_invalid", **beyond._asdict())))
    return drafts


def _skus(orders: Sequence[NewOrder]) -> set[str]:
    return {line.sku for new in orders for line in new.lines}


def _channel_names(orders: Sequence[NewOrder]) -> set[str]:
    return {new.channel for new in orders}


def _compare(work: Work, desk: Desk, drafts: Sequence[Draft], known: Mapping[tuple[str, str], Order]) -> None:
    """What we have already, or was told before in the same breath, is not taken again."""
    told: dict[tuple[str, str], Draft] = {}
    for each in drafts:
        if not each.open:
            continue
        key = each.new.channel, each.new.number
        ours, first = known.get(key), told.get(key)
        digest = ours.digest if ours else first.digest if first else None
        if digest is None:
            fill(work, desk, each)
            if each.open:
                told[key] = each
        elif digest == each.digest:
            each.known, each.first = ours or Order(number=each.new.number), first
        else:
            each.refusal = _refusal(
                each.new, "order_known", expected="the order as we have it; to change it, edit it"
            )


def desk_of(
    work: Work, orders: Sequence[NewOrder], items: Mapping[str, Item], rows: Mapping[str, Channel]
) -> Desk:
    """What these orders are looked at with. `items` by SKU, locked with their families; `rows` = channels by name."""
    ids = [item.pk for item in items.values()]
    lots: dict[str, list[IncomingLot]] = {}
    for lot in facts.open_lots(item_ids=ids):
        lots.setdefault(lot.sku, []).append(lot)
    dates = supply_dates(work.shop, today=work.today) if lots else None
    supplies = {
        sku: in_usable_order([supply for lot in own if dates and (supply := dates.of_lot(lot))])
        for sku, own in lots.items()
    }
    confirmed: dict[int, int] = {}
    for sku, own in lots.items():
        confirmed[items[sku].pk] = sum(lot.open_qty for lot in own if lot.confirmed)
    return Desk(
        shop=work.shop,
        today=work.today,
        items=items,
        catalogue=facts.items(items.values()),
        stock=facts.stock_of(item_ids=ids),
        lots=lots,
        supplies=supplies,
        channels=rows,
        locations=_locations(orders),
        confirmed=confirmed,
    )


def _locations(orders: Sequence[NewOrder]) -> dict[str, int]:
    """Locations that lines insist on, by name."""
    named = {line.location for new in orders for line in new.lines if line.location is not None}
    return dict(Location.objects.filter(name__in=named).values_list("name", "pk")) if named else {}


def _known_orders(orders: Sequence[NewOrder]) -> dict[tuple[str, str], Order]:
    found = sql.ask(
        "SELECT c.name, o.number, o.id, o.digest FROM makegood_order o JOIN makegood_channel c ON c.id = o.channel_id"
        " WHERE o.number IN_LIST(%s) AND c.name IN_LIST(%s)",
        sorted({new.number for new in orders}),
        sorted(_channel_names(orders)),
    )
    return {
        (channel, number): stub(Order, id=pk, number=number, digest=digest)
        for channel, number, pk, digest in found
    }


def fill(work: Work, desk: Desk, found: Draft) -> None:
    """Make the lines of a draft, or refuse it with the first thing about it that makes no sense."""
    fault = _fault(found.new, desk) or _not_yet(found, now=work.now)
    if fault is not None:
        found.refusal = fault
        return
    new = found.new
    placed_on = work.shop.day(new.placed_at)
    for number, line in enumerate(new.lines, 1):
        fact = _fact(work, new, line, placed_on, line.line_id or str(number))
        found.lines.append(DraftLine(fact, desk.items[line.sku], demands(fact, items=desk.catalogue)))
    beyond = _beyond(found.lines)
    if beyond is not None:
        found.refusal = _refusal(new, "value_invalid", **beyond._asdict())


def _not_yet(found: Draft, *, now: datetime) -> DomainError | None:
    """Say of the order when it was placed, by our clock; what is placed in the future is refused."""
    told = found.new.placed_at
    at = counts_as_placed(told, now=now)
    if at is None:
        expected = f"no more than a day after {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        return _refusal(found.new, "placed_in_future", found=told.isoformat(), expected=expected)
    if at != told:
        found.new = replace(found.new, placed_at=at)
    return None


def _beyond(lines: Sequence[DraftLine]) -> limits.Fault | None:
    """More units of a component, or a higher worth of the order, than anybody can mean, though each line is within
    bounds."""
    for line in lines:
        for wanted in line.demands:
            fault = limits.total_fault(at=f"{line.fact.line_id}/{wanted.sku}", units=wanted.qty)
            if fault is not None:
                return fault
    worth = sum((line.fact.unit_price or 0) * line.fact.quantity for line in lines)
    return limits.total_fault(at="lines", amount=worth)


def _fact(work: Work, new: NewOrder, line: NewLine, placed_on: date, line_id: str) -> demand.OrderLine:
    who = new.customer or NewCustomer()
    return demand.OrderLine(
        order_id=new.number,
        line_id=line_id,
        sku=line.sku,
        quantity=line.quantity,
        placed_at=new.placed_at,
        placed_on=placed_on,
        channel=new.channel,
        location=line.location,
        customer=who.name,
        business=who.business,
        customer_tier=who.tier,
        email=who.email,
        language=who.language,
        country=new.country,
        unit_price=line.unit_price,
        currency=new.currency or work.shop.policy.shop.currency,
        need_by=line.need_by,
        ship_by=line.ship_by,
        ship_after=line.ship_after,
        cancel_after=line.cancel_after,
        service=new.service,
        ship_complete=new.ship_complete,
        on_hold=new.on_hold,
        promised_from=line.promised_from,
        promised_to=line.promised_to,
        authorised_amount=new.authorised_amount,
        authorised_until=new.authorised_until,
        captured_amount=new.captured_amount,
    )


def _fault(new: NewOrder, desk: Desk) -> DomainError | None:
    """The first thing about an order that makes no sense."""
    if not new.number:
        return _refusal(new, "number_missing", expected="the channel's order number")
    if not new.channel:
        return _refusal(new, "value_invalid", at="channel", found='""', expected="a name")
    if not new.lines:
        return _refusal(new, "lines_missing", expected="at least one line")
    if new.placed_at.tzinfo is None:
        return _refusal(
            new, "moment_without_zone", found=str(new.placed_at), expected="a moment with its zone"
        )
    if new.currency is not None and new.currency not in CURRENCIES:
        return _refusal(new, "currency_unknown", found=new.currency, expected="an ISO 4217 code")
    ids = [line.line_id or str(number) for number, line in enumerate(new.lines, 1)]
    if len(set(ids)) < len(ids):
        return _refusal(new, "line_twice", found=", ".join(ids), expected="each line id once")
    for line_id, line in zip(ids, new.lines, strict=True):
        if line.sku not in desk.items:
            return _refusal(
                new, "sku_unknown", line=line_id, found=line.sku, expected="a SKU of the catalogue"
            )
        if line.location is not None and line.location not in desk.locations:
            return _refusal(
                new, "location_unknown", line=line_id, found=line.location, expected="a place with stock"
            )
        fault: LineFault | None = line_fault(
            quantity=line.quantity, promised_from=line.promised_from, promised_to=line.promised_to
        )
        if fault is not None:
            return _refusal(
                new, fault.value, line=line_id, found=line.quantity, expected="a line that can be true"
            )
    return None


def _refusal(new: NewOrder, code: str, **data: object) -> DomainError:
    return DomainError(
        "order_refused", {"order": new.number, "channel": new.channel, "problem": code, **data}
    )
