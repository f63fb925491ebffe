"""What the processes of the race tests do to one shop."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import connections

from makegood import flow
from makegood.db import sql
from makegood.domain.terms.errors import DomainError
from makegood.services.intake import NewLine, NewOrder, TakeOrders
from tests.process import checkpoint

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def order_for_ever(number: int, *, orders: int, protected: bool = True) -> dict[str, int]:
    """So many orders of one SKU, one after the other: units taken, units refused, and orders lost to a lock."""
    if not protected:
        unlock()
    counted = {"taken": 0, "refused": 0, "lost": 0}
    for place in range(orders):
        qty = place % 3 + 1
        new = NewOrder(number=f"{number}-{place}", placed_at=NOW, lines=(NewLine(sku="A", quantity=qty),))
        try:
            (draft,) = flow.run(TakeOrders(orders=(new,)), actor="test", now=NOW, guarded=protected)
        except DomainError as refused:
            if refused.code != "busy":
                raise
            counted["lost"] += 1
        else:
            counted["refused" if draft.refusal else "taken"] += qty
    return counted


def take_at_the_check(number: int) -> bool:
    """One order, which stops between the look at what may wait and the write."""
    from makegood.services import eligibility

    judged = eligibility.judge

    def judge(*args: Any, **named: Any) -> DomainError | None:
        found = judged(*args, **named)
        checkpoint("judged")
        return found

    eligibility.judge = judge
    return order_for_ever(number, orders=1) == {"taken": 1, "refused": 0, "lost": 0}


def unlock() -> None:
    """Take the protection away: rows are read as anybody may read them, and SQLite's writer waits with its lock."""
    module: Any = sql
    ask = module.ask

    def unlocked(statement: str, *values: object) -> Any:
        return [] if "advisory" in statement else ask(statement.removesuffix(sql.FOR_US), *values)

    module.ask = unlocked
    wrapper: Any = connections["default"]
    if wrapper.vendor == "sqlite":
        wrapper.transaction_mode = "DEFERRED"
