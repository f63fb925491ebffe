"""Two hundred payloads in every field that comes from outside: no page and no file becomes anything by them."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from urllib.parse import urlsplit

from django.test import Client

import makegood.console.pages  # noqa: F401 - pages put themselves down
from makegood.console.door import ADDRESSES
from makegood.services.catalogue import AddPlaces
from makegood.services.intake import NewCustomer, NewLine, NewOrder, TakeOrders
from makegood.services.receipt.expect import Expect, ExpectedLot, ExpectedOrder
from tests.console.hostile import PAYLOADS, wrong_with
from tests.console.team import signed_in
from tests.services.shop import NOW, do, goods

DETAILS = 12
"""So many of those pages that show one thing are looked at, of each kind."""


def a_hostile_shop() -> None:
    """Numbers, names, titles and suppliers are payloads, each another."""
    skus = [f"{number}{payload}"[:64] for number, payload in enumerate(PAYLOADS)]
    for sku, payload in zip(skus, reversed(PAYLOADS), strict=True):
        item = goods(sku)
        item.title = payload
        item.save(update_fields=["title"])
    orders = tuple(
        NewOrder(
            number=payload[:60] + str(number),
            placed_at=NOW,
            external=True,
            channel="store",
            country="DE",
            lines=(NewLine(sku=sku, quantity=1, unit_price=100),),
            customer=NewCustomer(name=payload, email=f"{number}@example.org"),
        )
        for number, (sku, payload) in enumerate(zip(skus, PAYLOADS, strict=True))
    )
    assert [draft.refusal for draft in do(TakeOrders(orders=orders)) if draft.refusal] == []
    do(AddPlaces(names=("main",)))
    expected = tuple(
        ExpectedOrder(
            number=f"{number}{payload}"[:60],
            supplier=payload[:100],
            ordered_on=date(2026, 11, 2),
            lots=(ExpectedLot(sku=sku, quantity=1, eta=date(2026, 12, 1), confirmed=True),),
        )
        for number, (sku, payload) in enumerate(zip(skus, PAYLOADS, strict=True))
    )
    do(Expect(orders=expected))


def pages(client: Client) -> dict[str, str]:
    """Every page that can be reached from those without a number, lists to their ends; of single things some."""
    waiting = [f"/{each.route}" for each in ADDRESSES if "GET" in each.methods and "<" not in each.route]
    found: dict[str, str] = {}
    singles: dict[str, int] = {}
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        answer = client.get(address)
        if not answer["Content-Type"].startswith("text/html") or answer.status_code in (301, 302):
            continue
        assert answer.status_code == 200, address
        page = found[address] = answer.content.decode()
        for href in re.findall(r'href="([^"]+)"', page):
            link = href.replace("&amp;", "&").partition("#")[0]
            link = urlsplit(address).path + link if link.startswith("?") else link
            path = re.sub(r"\d+", "0", urlsplit(link).path)
            if (
                not link.startswith("/")
                or "as=" in link
                or link.startswith(("/static/", "/api/", "/account/", "/o/"))
            ):
                continue
            if "cursor=" not in link:
                singles[path] = singles.get(path, 0) + 1
            if singles.get(path, 0) <= DETAILS and link not in found:
                waiting.append(link)
    return found


def test_no_page_becomes_anything_by_what_others_wrote() -> None:
    a_hostile_shop()
    found = pages(signed_in())
    assert {address: wrong for address, page in found.items() if (wrong := wrong_with(page))} == {}
    assert len(found) > 20


def test_the_check_sees_what_it_looks_for() -> None:
    assert all(wrong_with(payload) for payload in PAYLOADS if payload.startswith("<") and "{" not in payload)


def test_no_file_is_run_by_a_spreadsheet() -> None:
    a_hostile_shop()
    client = signed_in()
    looked = 0
    for each in ADDRESSES:
        if "GET" not in each.methods or "<" in each.route:
            continue
        answer = client.get(f"/{each.route}?as=csv")
        if not answer["Content-Type"].startswith("text/csv"):
            continue
        text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert [cell for cell in cells if cell[:1] in "=+@\t\r" and cell] == [], each.name
        looked += 1
    assert looked >= 2
