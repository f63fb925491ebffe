"""Each role's day in a real browser: what a person comes for is found, done and seen, from one page to the next."""

from __future__ import annotations

from datetime import date

import pytest

from makegood.db.models import Contact
from makegood.services.policy import SetPolicy
from scripts.browser import INSTALL, browser
from tests.browsing import PHONE, SCREEN, opened, page_of
from tests.console.team import PASSWORD, person
from tests.console.test_browser import ANN, a_shop, come_in
from tests.services.shop import arrive, do, goods, line, lot, take

pytestmark = pytest.mark.skipif(browser() is None, reason=f"no Chromium. {INSTALL}")


def a_late_kettle() -> None:
    """Two orders wait for kettles that come on 1 December."""
    do(SetPolicy(document="[promise]\npublish_within_days = 60\n"))
    goods("KETTLE")
    arrive("KETTLE", 1)
    lot("KETTLE", 5, eta=date(2026, 12, 1))
    take("1", ("KETTLE", 3), customer=ANN, country="GB", each={"unit_price": 2000})
    take("2", ("KETTLE", 2), customer=ANN, country="GB", each={"unit_price": 2000})


def test_a_slip_arrives_and_is_approved(fresh_database: str) -> None:
    a_late_kettle()
    person("purchasing", name="Paul", password=PASSWORD)
    person("operations_lead", name="Olivia", password=PASSWORD)
    with opened() as (found, at):
        with page_of(found, SCREEN) as page:
            come_in(page, at, "paul@example.org")
            page.get_by_role("searchbox").fill("PO1")
            page.keyboard.press("Enter")
            page.get_by_label("Supplier ETA").fill("2026-12-22")
            page.get_by_role("button", name="See what it breaks").click()
            assert "Promises that break" in page.locator("main").inner_text()
            page.get_by_role("button", name="Note the new word").click()
            assert "22 Dec" in page.locator("main").inner_text()
            page.goto(f"{at}/proposals")
            page.locator("input[name=row]").first.check()
            assert not page.get_by_role("button", name="Publish").is_visible(), "dates are not Paul's"
        with page_of(found, SCREEN) as page:
            come_in(page, at, "olivia@example.org")
            page.get_by_role("link", name="Windows to approve").click()
            page.get_by_label("Choose all shown").check()
            page.get_by_role("button", name="See the messages").click()
            assert "What customers would read" in page.locator("h1").inner_text()
            page.get_by_role("button", name="Publish 2 windows").click()
            assert "2 windows published." in page.locator("#messages").inner_text()


def test_a_delivery_is_short_and_the_queue_is_served(fresh_database: str) -> None:
    a_late_kettle()
    person("warehouse", name="Walt", password=PASSWORD)
    with opened() as (found, at), page_of(found, PHONE) as page:
        come_in(page, at, "walt@example.org")
        page.goto(f"{at}/receive")
        page.locator("#scan").fill("PO1")
        page.keyboard.press("Enter")
        page.get_by_label("Counted").fill("3")
        page.get_by_role("button", name="See who gets it").click()
        said = page.locator("main").inner_text()
        assert ("Who gets units" in said, "Who still waits" in said) == (True, True)
        assert "Nothing is taken in yet." in said
        page.get_by_role("button", name="Take it in").click()
        page.wait_for_url("**/receive/done**")
    assert (line("1"), line("2")) == ({"reserved": 3}, {"reserved": 1, "backordered": 1})


def test_whoever_types_at_once_after_a_scan_is_not_pulled_back(fresh_database: str) -> None:
    a_late_kettle()
    person("warehouse", name="Walt", password=PASSWORD)
    with opened() as (found, at), page_of(found, PHONE) as page:
        come_in(page, at, "walt@example.org")
        page.goto(f"{at}/receive")
        page.evaluate(
            """() => new MutationObserver(() => document.getElementById("counted1")?.focus())
            .observe(document.body, {childList: true, subtree: true})"""
        )
        page.locator("#scan").fill("PO1")
        page.keyboard.press("Enter")
        page.get_by_label("Counted").wait_for()
        page.locator(".htmx-settling").wait_for(state="detached")
        assert page.evaluate("document.activeElement.id") == "counted1"


def test_support_answers_a_call_from_the_timeline(fresh_database: str) -> None:
    a_late_kettle()
    person("support", name="Sara", password=PASSWORD)
    with opened() as (found, at), page_of(found, SCREEN) as page:
        come_in(page, at, "sara@example.org")
        page.get_by_role("searchbox").fill("1")
        page.keyboard.press("Enter")
        page.wait_for_url("**/orders/one**")
        said = page.locator("main").inner_text()
        assert ("What happened" in said, "Ann Lee" in said) == (True, True)
        page.locator("summary", has_text="Note a call or a reply").click()
        page.get_by_label("What was said").fill("Asked when it comes; told 10 December.")
        page.get_by_role("button", name="Note it").click()
        assert "told 10 December" in page.locator("main").inner_text()
    assert Contact.objects.get().text == "Asked when it comes; told 10 December."


def test_the_owner_drills_from_a_figure_to_the_orders_behind_it(fresh_database: str) -> None:
    a_shop()
    person("manager", name="Olga", password=PASSWORD)
    with opened() as (found, at), page_of(found, SCREEN) as page:
        come_in(page, at, "olga@example.org")
        page.goto(f"{at}/measures?week=2026-11-23")
        page.locator("main a", has_text="Backorder rate").first.click()
        page.wait_for_url("**/measures/backorder_rate**")
        page.locator("main tbody a[href*='/orders/one']").first.click()
        assert "Order" in page.locator("h1").inner_text()


def test_a_clerk_without_authority_is_refused_politely(fresh_database: str) -> None:
    a_late_kettle()
    person("finance", name="Fay", password=PASSWORD)
    with opened() as (found, at), page_of(found, SCREEN) as page:
        come_in(page, at, "fay@example.org")
        page.goto(f"{at}/receive")
        said = page.locator("main").inner_text()
        assert ("Not for your role" in said, "Warehouse" in said, "Nothing has changed." in said) == (
            True,
            True,
            True,
        )
        assert page.locator(".side a", has_text="Receive").count() == 0
