"""Orders with a link, and a browser without eyes for it: what a customer does, and what comes back."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

from django.apps import apps
from django.db import connection
from django.test import Client

from makegood.db.models import Item, Link, Order, Substitute
from makegood.db.rows import new
from makegood.queries.portal import digest_of
from makegood.services.intake import NewCustomer
from tests.services.shop import NOW, arrive, goods, lot, take

ANN = NewCustomer(name="Ann Lee", email="ann@example.org", language="en", postcode="SW1A 1AA")
SECRET = "aaaabbbbccccddddeeeeffffgggghhhh"


def link_to(number: str, secret: str = SECRET, *, days: int = 30, **rest: Any) -> str:
    """A link to an order; where it leads."""
    order = Order.objects.get(number=number)
    row = new(
        Link,
        order_id=order.pk,
        digest=digest_of(secret),
        made_at=NOW - timedelta(days=1),
        expires_at=NOW + timedelta(days=days),
        **rest,
    )
    row.save(force_insert=True)
    return f"/o/{secret}"


def a_late_order(
    number: str = "1", *, customer: NewCustomer | None = ANN, country: str = "GB", swap: int = 0, **order: Any
) -> str:
    """Two of three kettles are there, the third comes on 1 December; `swap` = so many others could go instead. Where
    its link leads."""
    goods("KETTLE")
    arrive("KETTLE", 2)
    lot("KETTLE", 5, eta=date(2026, 12, 1))
    if swap:
        a_substitute("URN", swap)
    take(number, ("KETTLE", 3), customer=customer, country=country, each={"unit_price": 2000}, **order)
    return link_to(number)


def one_late_one_coming_in_time(number: str = "1", *, customer: NewCustomer = ANN) -> str:
    """Neither A nor B is there: A comes too late for what was promised, B in time. Where the order's link leads."""
    goods("A")
    goods("B")
    lot("A", 5, eta=date(2026, 12, 20))
    lot("B", 5, eta=date(2026, 11, 24))
    promised = {"promised_from": date(2026, 11, 26), "promised_to": date(2026, 12, 4), "unit_price": 5000}
    take(number, ("A", 1), ("B", 1), customer=customer, country="GB", each=promised, captured_amount=10000)
    return link_to(number)


def a_substitute(sku: str, qty: int) -> None:
    """Something that could go instead of a kettle."""
    other = goods(sku)
    arrive(sku, qty)
    Substitute.objects.create(item=Item.objects.get(sku="KETTLE"), substitute=other, place=1)


def shown(address: str, *, status: int = 200, client: Client | None = None) -> str:
    """The page at an address, as a person reads it."""
    answer = (client or Client()).get(address)
    assert answer.status_code == status
    return words(answer.content.decode())


def words(page: str) -> str:
    """What is read of a page: no markup, no more blanks than needed."""
    body = page.partition("<body>")[2] or page
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def seen_at(address: str) -> str:
    """The offer that a page of confirmation holds."""
    page = Client().get(address).content.decode()
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found, words(page)
    return found[1]


def choose(link: str, choice: str, *, seen: str | None = None, proof: str = "") -> Any:
    """Open a choice and press its button; the answer."""
    address = f"{link}/{choice}"
    return Client().post(address, {"seen": seen_at(address) if seen is None else seen, "proof": proof})


def all_rows() -> dict[str, list[tuple[Any, ...]]]:
    """The whole database."""
    names = set(connection.introspection.table_names())
    return {
        model._meta.db_table: sorted(model._base_manager.values_list(), key=repr)
        for model in apps.get_models()
        if model._meta.db_table in names
    }


def moment(days: float = 0) -> datetime:
    """So many days after the orders were taken."""
    return NOW + timedelta(days=days)
