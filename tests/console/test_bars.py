"""Buttons and the Enter key in a real browser: what was ticked, tried out or meant is what it is done to."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from makegood.db.models import Allocation, Promise, Release, Shipment
from scripts.browser import INSTALL, browser
from tests.browsing import SCREEN, opened, page_of
from tests.console.team import PASSWORD, person
from tests.console.test_browser import come_in
from tests.console.test_proposals import three_windows
from tests.services.shop import arrive, goods, let_go, line, release_of, take

pytestmark = pytest.mark.skipif(browser() is None, reason=f"no Chromium. {INSTALL}")


def told_on(page: Page) -> str:
    return page.locator("#messages").inner_text()


def chosen(page: Page, at: str) -> None:
    """The page of what is held, its only row ticked."""
    page.goto(f"{at}/reallocate/held")
    page.locator("input[name=row]").check()


def test_chosen_orders_are_released(fresh_database: str) -> None:
    goods("MUG")
    arrive("MUG", 9)
    take("1", ("MUG", 3))
    take("2", ("MUG", 2))
    person("warehouse", name="Walt", password=PASSWORD)
    with opened() as (found, at), page_of(found, SCREEN) as page:
        come_in(page, at, "walt@example.org")
        page.goto(f"{at}/releases")
        page.locator("tr", has=page.get_by_role("link", name="1", exact=True)).get_by_role("checkbox").check()
        page.get_by_role("button", name="Release these orders").click()
        assert "3 units handed to the warehouse, in 1 release." in told_on(page)
    assert list(Release.objects.values_list("order__number", flat=True)) == ["1"]


def test_what_is_held_is_made_firm_loosened_and_taken(fresh_database: str) -> None:
    goods("MUG")
    take("1", ("MUG", 2))
    take("2", ("MUG", 2), channel="amazon")
    arrive("MUG", 2)
    person("operations_lead", name="Olivia", password=PASSWORD)
    with opened() as (found, at), page_of(found, SCREEN) as page:
        come_in(page, at, "olivia@example.org")
        chosen(page, at)
        page.get_by_label("Why").fill("promised")
        page.get_by_role("button", name="Make firm").click()
        assert "1 line firm" in told_on(page)
        assert "Firm" in page.locator("#held-rows").inner_text()
        chosen(page, at)
        page.get_by_label("Why").fill("no more")
        page.get_by_role("button", name="Loosen").click()
        assert "not firm any more" in told_on(page)
        chosen(page, at)
        page.get_by_label("Why").fill("a wedding")
        page.get_by_label("For which orders").fill("1")
        page.get_by_role("button", name="Take the units").click()
        assert "2 units taken" in told_on(page)
    assert (line("1"), line("2")) == ({"reserved": 2}, {"backordered": 2})


def test_enter_in_a_reason_takes_nothing_and_makes_nothing_firm(fresh_database: str) -> None:
    goods("MUG")
    take("1", ("MUG", 2))
    arrive("MUG", 2)
    person("operations_lead", name="Olivia", password=PASSWORD)
    with opened() as (found, at), page_of(found, SCREEN) as page:
        come_in(page, at, "olivia@example.org")
        chosen(page, at)
        page.get_by_label("Why").fill("a wedding")
        page.keyboard.press("Enter")
        page.wait_for_timeout(500)
        assert page.get_by_label("Why").input_value() == "a wedding"
    assert line("1") == {"reserved": 2}
    assert not Allocation.objects.get().firm


def test_enter_in_why_the_picker_was_stopped_ships_nothing(fresh_database: str) -> None:
    goods("MUG")
    arrive("MUG", 2)
    take("1", ("MUG", 2))
    let_go("1")
    pk = release_of("1").pk
    person("warehouse", name="Walt", password=PASSWORD)
    with opened() as (found, at), page_of(found, SCREEN) as page:
        come_in(page, at, "walt@example.org")
        page.goto(f"{at}/releases/{pk}")
        page.locator("summary", has_text="Take units back instead").click()
        page.get_by_label("Units of MUG that come back").fill("1")
        page.get_by_label("Why the picker was stopped").fill("the customer called")
        page.keyboard.press("Enter")
        page.locator("#messages", has_text="1 unit taken back").wait_for()
    assert line("1") == {"reserved": 2}
    assert not Shipment.objects.exists()


@pytest.mark.parametrize("where", ["/inbound/one?po=PO1", "/proposals"])
def test_enter_in_why_not_rejects_the_chosen_window_and_nothing_else(fresh_database: str, where: str) -> None:
    chosen_window, *others = three_windows()
    person("operations_lead", name="Olivia", password=PASSWORD)
    with opened() as (found, at), page_of(found, SCREEN) as page:
        come_in(page, at, "olivia@example.org")
        page.goto(f"{at}{where}")
        row = page.locator(f"input[name=row][value='{chosen_window}']")
        row.check()
        row.press("Enter")
        page.wait_for_timeout(300)
        assert row.is_checked(), "Enter on a row does nothing"
        page.get_by_label("Why rejected").fill("they are sure of the first day")
        page.keyboard.press("Enter")
        page.locator("#messages", has_text="1 window rejected").wait_for()
    assert Promise.objects.get(pk=chosen_window).state == "rejected"
    assert set(Promise.objects.filter(pk__in=others).values_list("state", flat=True)) == {"proposed"}


def test_enter_in_why_taken_back_takes_the_chosen_release_back(fresh_database: str) -> None:
    goods("MUG")
    arrive("MUG", 2)
    take("1", ("MUG", 2))
    let_go("1")
    person("warehouse", name="Walt", password=PASSWORD)
    with opened() as (found, at), page_of(found, SCREEN) as page:
        come_in(page, at, "walt@example.org")
        page.goto(f"{at}/releases/open")
        page.locator("input[name=row]").check()
        page.get_by_label("Why taken back").fill("the customer called")
        page.keyboard.press("Enter")
        page.locator("#messages", has_text="2 units taken back").wait_for()
    assert line("1") == {"reserved": 2}


def test_what_was_tried_is_done_whatever_the_form_says_by_then(fresh_database: str) -> None:
    goods("MUG")
    goods("CUP")
    for number, channel in (("1", "store"), ("2", "amazon")):
        take(number, ("MUG", 2), ("CUP", 2), channel=channel)
    arrive("MUG", 2)
    arrive("CUP", 2)
    person("operations_lead", name="Olivia", password=PASSWORD)
    with opened() as (found, at), page_of(found, SCREEN) as page:
        come_in(page, at, "olivia@example.org")
        page.goto(f"{at}/reallocate")
        page.get_by_label("Only these SKUs").fill("MUG")
        page.get_by_label("Then", exact=True).select_option("priority")
        page.get_by_label("After these", exact=True).select_option("")
        page.get_by_role("button", name="Try it out").click()
        page.get_by_label("Only these SKUs").fill("CUP")
        page.get_by_role("button", name="Do it for real").click()
        assert "1 line wins, 1 line loses" in told_on(page)
    assert (line("1", "1"), line("1", "2")) == ({"reserved": 2}, {"backordered": 2})
