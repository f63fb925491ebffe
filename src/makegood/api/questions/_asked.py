"""What several questions take, and the day they are asked on."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Query
from pydantic import Field

from makegood.api.keys import moment
from makegood.domain.terms.limits import LARGEST_WHOLE
from makegood.queries.shop import Shop, shop_now
from makegood.services._orders import OrderName, order_ids

Skus = Annotated[list[str], Query(max_length=1000, description="SKUs; none = all.")]
Day = Annotated[date | None, Query(description="By this day; none = today.")]
Number = Annotated[int, Field(ge=1, le=LARGEST_WHOLE)]
Orders = Annotated[list[str], Query(min_length=1, max_length=100, description="Numbers of orders.")]
OnChannel = Annotated[str | None, Query(description="Where two channels use a number: which.")]


def today_here() -> tuple[Shop, date]:
    """The shop, and the day it is there."""
    now = moment()
    shop = shop_now(year=now.year)
    return shop, shop.day(now)


def orders_asked(numbers: list[str], channel: str | None) -> list[int]:
    """Primary keys of the orders with these numbers, in the order asked, each once.

    Raises DomainError('order_unknown') or ('order_ambiguous', with the channels to choose).
    """
    return list(dict.fromkeys(order_ids([OrderName(number, channel) for number in numbers]).values()))
