"""Bringing one's data in a real browser: on a phone without scripts, and on a screen with them."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page

from makegood.db.models import Order
from scripts.browser import INSTALL, browser
from tests.browsing import PHONE, SCREEN, faults, is_wider_than_its_window, opened, page_of
from tests.console.team import PASSWORD, person
from tests.console.test_browser import come_in
from tests.console.test_import import STOCK, THEIRS

pytestmark = pytest.mark.skipif(browser() is None, reason=f"no Chromium. {INSTALL}")


def is_fit(page: Page, scripts: bool) -> bool:
    """Nothing wider than the window, and nothing that axe finds, which is itself a script."""
    return not is_wider_than_its_window(page) and not (scripts and faults(page))


def bring(page: Page, at: str, *, scripts: bool) -> None:
    """From the empty shop to the dry run, by what the pages offer."""
    assert page.locator("h1").inner_text() == "Your shop is empty. Two spreadsheets fill it."
    assert is_fit(page, scripts)
    page.get_by_role("link", name="Choose the files").click()
    for label, name, text in (("Open orders", "orders.csv", THEIRS), ("Stock", "stock.csv", STOCK)):
        file = FilePayload(name=name, mimeType="text/csv", buffer=text.encode())
        page.get_by_label(label, exact=True).set_input_files(file)
    assert is_fit(page, scripts)
    page.get_by_role("button", name="Look at the columns").click()
    page.get_by_label("quantity", exact=True).select_option("Pieces wanted")
    assert is_fit(page, scripts)
    page.get_by_role("button", name="Read every row").click()
    assert page.url == f"{at}/import/check"


def test_without_scripts_on_a_phone(fresh_database: str) -> None:
    person(password=PASSWORD)
    with opened() as (found, at), page_of(found, PHONE, java_script_enabled=False) as page:
        come_in(page, at)
        bring(page, at, scripts=False)
        page.get_by_role("link", name="Read them now").click()
        assert is_wider_than_its_window(page) is False
        page.get_by_role("button", name="Import 1 order").click()
        assert "Nobody was told anything." in page.locator("#messages").inner_text()
    assert Order.objects.get().muted


def test_with_scripts_the_dry_run_comes_by_itself(fresh_database: str) -> None:
    person(password=PASSWORD)
    with opened() as (found, at), page_of(found, SCREEN) as page:
        come_in(page, at)
        bring(page, at, scripts=True)
        page.get_by_role("button", name="Import 1 order").wait_for()
        assert is_fit(page, True)
        page.get_by_role("button", name="Import 1 order").click()
        page.get_by_role("button", name="They know already").click()
        assert "1 order settled; nobody is written to." in page.locator("#messages").inner_text()
    assert not Order.objects.get().muted
