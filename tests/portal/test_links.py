"""A link opens one order, to whoever has it, as long as it may; every other opens the same nothing (I22)."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from makegood.db.models import Link
from makegood.domain.closure.ending import Approval
from makegood.domain.terms.reason import Reason
from makegood.portal import clock
from makegood.services._orders import OrderName
from makegood.services.closure import Cancel, CancelLine, Reopen, ReopenLine
from makegood.services.notice import EndLinks, GiveLinks, LinksEnded
from tests.portal.orders import SECRET, a_late_order, all_rows, choose, link_to, moment, seen_at, shown, words
from tests.services.shop import do, goods, take

FORGED = 2_000
STATES: dict[str, Callable[[], str]] = {
    "unknown": lambda: "/o/zzzz",
    "expired": lambda: ended_long_ago(),
    "revoked": lambda: link_to("1", "revoked", revoked_at=moment()),
    "cut short": lambda: f"/o/{SECRET[:-1]}",
    "too long": lambda: f"/o/{SECRET}x",
    "its own hash": lambda: f"/o/{hashlib.sha256(SECRET.encode()).hexdigest()}",
    "odd characters": lambda: "/o/%00%ff%F0%9F%92%A9..%2e",
    "very long": lambda: "/o/" + "a" * 5000,
}
CHOICES = ("hold", "split", "substitute", "cancel")


def ended(number: str = "1", *, days: int = 0) -> None:
    """Nothing more of an order will be sent from that day on."""
    line = CancelLine(order=OrderName(number), line="1")
    do(Cancel(lines=(line,), reason=Reason.OTHER, approved_by=Approval.CUSTOMER, text="gone"), days=days)


def ended_long_ago() -> str:
    """A link to an order that ended before it expired."""
    goods("MUG")
    take("2", ("MUG", 1))
    link = link_to("2", "expired", days=0)
    ended("2", days=-31)
    return link


def asked(link: str) -> list[tuple[str, Any]]:
    """Everything that can be asked of a link."""
    client = Client()
    found = [(f"GET {link}", client.get(link)), (f"HEAD {link}", client.head(link))]
    for part in (*CHOICES, "write"):
        address = f"{link}/{part}"
        data = {"seen": "0" * 64, "proof": "ann@example.org", "text": "hello"}
        found += [
            (f"GET {address}", client.get(address)),
            (f"HEAD {address}", client.head(address)),
            (f"POST {address}", client.post(address, data)),
        ]
    return found


@pytest.mark.parametrize("state", STATES)
def test_a_link_that_opens_nothing_says_the_same_whatever_is_asked_and_changes_nothing(state: str) -> None:
    a_late_order()
    link = STATES[state]()
    known = Client().get("/o/some-other").content
    before = all_rows()
    answers = asked(link)
    assert {name: answer.status_code for name, answer in answers if answer.status_code != 404} == {}
    assert {answer.content for name, answer in answers if not name.startswith("HEAD")} == {known}
    assert all_rows() == before
    assert b"KETTLE" not in known


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused(method: str) -> None:
    link = a_late_order()
    before = all_rows()
    for address in (link, f"{link}/cancel", "/o/unknown"):
        assert getattr(Client(), method)(address).status_code == 405
    assert all_rows() == before


@pytest.mark.parametrize(
    "address", ["/o/", "/o/x/hold/more", "/o/x/", f"/o/{SECRET}/nothing", f"/o/{SECRET}/HOLD"]
)
def test_what_is_beside_a_link_opens_nothing(address: str) -> None:
    a_late_order()
    answer = Client().get(address)
    assert (answer.status_code, answer.content) == (404, Client().get("/o/unknown").content)


def status_on(link: str, days: float, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(clock, "now", lambda: moment(days))
    return Client().get(link).status_code


def test_a_link_opens_as_long_as_its_order_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    link = a_late_order()
    assert status_on(link, 300, monkeypatch) == 200
    assert choose(link, "hold").status_code == 303


def test_a_link_ends_to_the_second_a_time_after_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    link = a_late_order()
    ended(days=20)
    assert status_on(link, 49.9999, monkeypatch) == 200
    page = shown(link)
    assert "Closed Nothing more will be sent" in page
    assert "3 × KETTLE Cancelled" in page
    assert "Your choice" not in page
    assert status_on(link, 50, monkeypatch) == 404


def test_a_link_that_is_made_later_opens_how_it_ended_for_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    a_late_order()
    ended(days=1)
    (given,) = do(GiveLinks(orders=(OrderName("1"),)), days=200)
    link = given.address.removeprefix("http://127.0.0.1:8000")
    assert (status_on(link, 229.9999, monkeypatch), status_on(link, 230, monkeypatch)) == (200, 404)


def test_a_link_opens_again_when_its_order_does(monkeypatch: pytest.MonkeyPatch) -> None:
    link = a_late_order()
    ended(days=1)
    assert status_on(link, 100, monkeypatch) == 404
    line = ReopenLine(order=OrderName("1"), line="1", qty=1)
    do(Reopen(lines=(line,), our_error=True), days=100)
    assert status_on(link, 100, monkeypatch) == 200


def test_every_link_to_an_order_that_waits_can_be_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    link = a_late_order()
    assert do(EndLinks(orders=(OrderName("1"),)), days=100) == [LinksEnded("1", 1)]
    assert status_on(link, 100, monkeypatch) == 404


def test_a_link_that_is_revoked_while_its_page_is_open_does_nothing() -> None:
    link = a_late_order()
    seen = seen_at(f"{link}/hold")
    Link.objects.update(revoked_at=moment())
    before = all_rows()
    assert choose(link, "hold", seen=seen).status_code == 404
    assert all_rows() == before


def test_no_forged_link_opens_anything() -> None:
    a_late_order()
    client = Client()
    body = client.get("/o/unknown").content
    for number in range(FORGED):
        token = hashlib.sha256(str(number).encode()).hexdigest()[: 32 - number % 3]
        answer = client.get(f"/o/{token}")
        assert (answer.status_code, answer.content) == (404, body)


def test_every_answer_keeps_the_link_to_itself() -> None:
    link = a_late_order()
    for address in (link, f"{link}/cancel", f"{link}/write", "/o/unknown", "/o/a/b/c"):
        answer = Client().get(address)
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "same-origin"
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script" not in policy and "unsafe" not in policy


def test_nothing_on_a_page_is_from_elsewhere_or_inline() -> None:
    link = a_late_order(swap=1)
    for address in (link, f"{link}/cancel", f"{link}/substitute", "/o/unknown"):
        page = Client().get(address).content.decode()
        for banned in ("http:", "https:", "style=", "<style", "<script", "onclick", "javascript:"):
            assert banned not in page, (address, banned)


def test_a_form_from_elsewhere_does_nothing_and_says_so() -> None:
    link = a_late_order()
    seen = seen_at(f"{link}/hold")
    before = all_rows()
    answer = Client(enforce_csrf_checks=True).post(f"{link}/hold", {"seen": seen})
    assert answer.status_code == 403
    assert "Your browser did not show that it was you" in words(answer.content.decode())
    assert all_rows() == before


def test_no_secret_is_logged() -> None:
    from makegood.config.links import NoLinks

    record = logging.LogRecord("django.request", 30, "", 0, "%s: %s", ("Conflict", f"/o/{SECRET}/hold"), None)
    assert NoLinks().filter(record)
    assert record.getMessage() == "Conflict: /o/…/hold"


def test_two_orders_have_two_pages() -> None:
    link = a_late_order()
    goods("MUG")
    take("2", ("MUG", 1))
    other = link_to("2", "another")
    assert b"MUG" not in Client().get(link).content
    assert b"KETTLE" not in Client().get(other).content
