"""The live shop as its bench uses it: commands and questions as a face would give them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from scripts.limit_sql import Order

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BY = date(2026, 12, 21)


class Ours:
    """The same questions as `limit_sql.Limit`, answered by the use-cases. Django must be set up."""

    def __init__(self) -> None:
        from makegood.services.catalogue import AddPlaces

        self._run(AddPlaces(names=("main",)))

    def items(self, skus: Sequence[str], *, on_hand: int) -> None:
        """SKUs with so much on hand and a lot to come."""
        from makegood.domain.terms.demand import Item
        from makegood.services.catalogue import SetItems
        from makegood.services.receipt.expect import Expect, ExpectedLot, ExpectedOrder

        self._run(SetItems(items=tuple(Item(sku=sku, unit_price=1000) for sku in skus)))
        lots = tuple(
            ExpectedLot(sku=sku, quantity=10**6, eta=date(2026, 12, 10), confirmed=True) for sku in skus
        )
        order = ExpectedOrder(
            number=f"PO-{skus[0]}", supplier="Acme", lots=lots, ordered_on=date(2026, 11, 2)
        )
        self._run(Expect(orders=(order,)))
        if on_hand:
            self.receive(skus, on_hand)

    def command(self, orders: Sequence[Order]) -> Any:
        """The orders as `take` wants them: each of a customer of its own, one unit a line."""
        from makegood.services.intake import NewCustomer, NewLine, NewOrder, TakeOrders

        return TakeOrders(
            orders=tuple(
                NewOrder(
                    number=number,
                    placed_at=NOW,
                    lines=tuple(NewLine(sku=sku, quantity=1, unit_price=1000) for sku in skus),
                    country="DE",
                    customer=NewCustomer(email=f"{number}@example.org", name="Kim"),
                )
                for number, skus in orders
            )
        )

    def take(self, command: Any) -> None:
        """Take orders in one transaction."""
        if any(draft.refusal for draft in self._run(command)):
            raise SystemExit("an order was refused")

    def receive(self, skus: Sequence[str], qty: int) -> None:
        """So many units of each SKU come in, in one transaction."""
        from makegood.services.receipt.receive import Delivered, Receive

        self._run(Receive(deliveries=tuple(Delivered(sku=sku, counted_qty=qty) for sku in skus)))

    def available(self, skus: Sequence[str]) -> int:
        """How many SKUs it could answer for: what may be promised by a day, the cap, and when the next unit ships."""
        from makegood.queries.availability import availability

        return len(availability(skus, today=NOW.date(), on=BY))

    def allocated(self) -> int:
        """Units given to those who waited, so far."""
        from django.db.models import Sum

        from makegood.db.models import Allocation

        found = Allocation.objects.filter(backorder__isnull=False).aggregate(units=Sum("qty"))["units"]
        return int(found or 0)

    def _run(self, command: Any) -> Any:
        from makegood import flow

        return flow.run(command, actor="bench", now=NOW)
