"""What may be done with short orders."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from makegood.api.question import question, rows_of
from makegood.api.questions._asked import Orders, today_here
from makegood.queries import decisions
from makegood.services._orders import OrderName, order_ids


@question("ways", verb="decisions", answer=rows_of(decisions.Ways))
def ways(
    request: HttpRequest,
    order: Orders,
    channel: Annotated[str | None, Query(description="Where two channels use a number: which.")] = None,
) -> Any:
    """What may be done with short orders, what it costs, and what is recommended."""
    shop, today = today_here()
    wanted = order_ids([OrderName(number, channel) for number in order])
    return {
        "rows": [
            decisions.ways(each) for each in decisions.decisions(wanted.values(), today=today, shop=shop)
        ]
    }
