"""Intake: orders as channels send them become rows, or are refused with what was expected (spec 1.3, 1.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from makegood.db import facts, locks, sql
from makegood.db.models import Channel, Item, Location, Order
from makegood.db.rows import stub
from makegood.domain.intake import LineFault, demands, line_fault
from makegood.domain.terms import demand
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
    """An order on its way: refused as soon as `refusal` is set; `known` = we have it already."""

    new: NewOrder
    digest: str
    lines: list[DraftLine]
    refusal: DomainError | None = None
    known: Order | None = None

    @property
    def open(self) -> bool:
        """Still to be taken."""
        return self.refusal is None and self.known is None


def draft(work: Work, command: TakeOrders) -> tuple[Desk, list[Draft]]:
    """Lock the items, read what the orders concern, and refuse what makes no sense or is known under other content."""
    desk = desk_of(work, command.orders, locks.items_of(_skus(command)), channels(_channel_names(command)))
    return desk, _drafts(work, command, desk, _known_orders(command))


def look(work: Work, command: TakeOrders) -> tuple[Desk, list[Draft]]:
    """The same to see what would come of the orders: nothing is locked or written, their numbers are not looked up."""
    items = locks.items_of(_skus(command), lock=False)
    desk = desk_of(work, command.orders, items, channels_so_far(_channel_names(command)))
    return desk, _drafts(work, command, desk, {})


def _skus(command: TakeOrders) -> set[str]:
    return {line.sku for new in command.orders for line in new.lines}


def _channel_names(command: TakeOrders) -> set[str]:
    return {new.channel for new in command.orders}


def _drafts(
    work: Work, command: TakeOrders, desk: Desk, known: dict[tuple[str, str], Order | str]
) -> list[Draft]:
    drafts = []
    for new in command.orders:
        digest = digest_of(new)
        found = Draft(new, digest, [])
        earlier = known.get((new.channel, new.number))
        if earlier is None:
            fill(work, desk, found)
            known[new.channel, new.number] = digest
        elif earlier == digest or (isinstance(earlier, Order) and earlier.digest == digest):
            found.known = earlier if isinstance(earlier, Order) else Order(number=new.number)
        else:
            found.refusal = _refusal(
                new, "order_known", expected="the order as we have it; to change it, edit it"
            )
        drafts.append(found)
    return drafts


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


def _known_orders(command: TakeOrders) -> dict[tuple[str, str], Order | str]:
    found = sql.ask(
        "SELECT c.name, o.number, o.id, o.digest FROM makegood_order o JOIN makegood_channel c ON c.id = o.channel_id"
        " WHERE o.number IN_LIST(%s) AND c.name IN_LIST(%s)",
        sorted({new.number for new in command.orders}),
        sorted(_channel_names(command)),
    )
    return {
        (channel, number): stub(Order, id=pk, number=number, digest=digest)
        for channel, number, pk, digest in found
    }


def fill(work: Work, desk: Desk, found: Draft) -> None:
    """Make the lines of a draft, or refuse it with the first thing about it that makes no sense."""
    new = found.new
    fault = _fault(new, desk)
    if fault is not None:
        found.refusal = fault
        return
    placed_on = work.shop.day(new.placed_at)
    for number, line in enumerate(new.lines, 1):
        fact = _fact(work, new, line, placed_on, line.line_id or str(number))
        found.lines.append(DraftLine(fact, desk.items[line.sku], demands(fact, items=desk.catalogue)))


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
