"""A shop's files become the shop: what is new is made, what we have is held against them."""

from __future__ import annotations

from makegood.db.models import Order
from makegood.services._case import Case
from makegood.services._work import Work
from makegood.services.cutover import catalogue, checking, inbound, orders, told
from makegood.services.cutover.commands import Imported, ImportShop
from makegood.services.cutover.sharing import share


def import_shop(work: Work, command: ImportShop) -> tuple[list[Case], Imported]:
    """Take over what we do not have yet: the cases of the new lines, and what was found.

    An order is new or it is not: one that we have is never changed, and what differs is named. Orders of which nothing
    is open are left where they are. Raises DomainError('entry_invalid'), ('bundle_without_end').
    """
    checking.check(command, today=work.today)
    found = Imported()
    by_key = told.by_order(command.lines)
    ground = catalogue.lay(work, command, found)
    known = told.known_orders(by_key)
    alone = not Order.objects.exists()
    expected = inbound.expect(work, command.lots, ground, found)
    told.compare(known, by_key, found)
    fresh = {key: lines for key, lines in by_key.items() if key not in known}
    ended = {key for key, lines in fresh.items() if not any(line.open_qty for line in lines)}
    found.orders_ended = len(ended)
    fresh = {key: lines for key, lines in fresh.items() if key not in ended}
    wanted = [line for lines in fresh.values() for line in lines]
    sharing = share(work, wanted, ground, expected=expected, alone=alone)
    cases = orders.take(work, fresh, sharing, ground, found)
    # What a plan keeps for a bundle that lacks another part serves the next in line here, as does stock that is new.
    waiting = {ground.items[case.fact.sku].pk for case in cases if case.line.backordered_qty}
    work.freed |= waiting | {ground.items[sku].pk for sku, _ in ground.fresh}
    work.moved |= waiting | {ground.items[lot.sku].pk for lot in expected}
    return cases, found
