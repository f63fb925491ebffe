"""What may be done with short orders."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from makegood.api.question import question, rows_of
from makegood.api.questions._asked import OnChannel, Orders, orders_asked, today_here
from makegood.queries import decisions


@question("ways", verb="decisions", answer=rows_of(decisions.Ways))
def ways(request: HttpRequest, order: Orders, channel: OnChannel = None) -> Any:
    """What may be done with short orders, what it costs, and what is recommended."""
    shop, today = today_here()
    wanted = orders_asked(order, channel)
    return {"rows": [decisions.ways(each) for each in decisions.decisions(wanted, today=today, shop=shop)]}
