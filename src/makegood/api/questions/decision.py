"""What may be done with short orders."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from makegood.api.question import question, rows_of
from makegood.api.questions._asked import OnChannel, Orders, orders_asked, today_here
from makegood.domain.decision.leaving import Band
from makegood.queries import decisions
from makegood.queries.shop import leaving as learned


@question("leaving", verb="decisions", answer=rows_of(Band))
def leaving(request: HttpRequest) -> Any:
    """How likely a waiting customer is to cancel on any one late day, by how late it is: learned from this shop."""
    shop, today = today_here()
    return {"rows": learned(shop, today=today).bands}


@question("ways", verb="decisions", answer=rows_of(decisions.Ways))
def ways(request: HttpRequest, order: Orders, channel: OnChannel = None) -> Any:
    """What may be done with short orders, what it costs, and what is recommended."""
    shop, today = today_here()
    wanted = orders_asked(order, channel)
    return {"rows": [decisions.ways(each) for each in decisions.decisions(wanted, today=today, shop=shop)]}
