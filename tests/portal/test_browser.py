"""The customer's page in a real browser: on a phone and a screen, in three languages, with and without JavaScript."""

from __future__ import annotations

import pytest

from makegood.db.models import Item
from makegood.services.intake import NewCustomer
from makegood.wording.portal import tongues
from scripts.browser import INSTALL, browser
from tests.browsing import PHONE, SCREEN, faults, is_wider_than_its_window, opened, page_of, too_small
from tests.portal.orders import a_late_order
from tests.portal.rtl import MIRRORED
from tests.services.shop import line

pytestmark = pytest.mark.skipif(browser() is None, reason=f"no Chromium. {INSTALL}")

LONG = "Dreifachverglasungsrahmenverlängerungsstück" * 3


@pytest.mark.parametrize("language", ["en", "de", "he"])
def test_pages_are_fit_for_everybody(
    fresh_database: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tongues.TONGUES, "he", MIRRORED)
    link = a_late_order(customer=NewCustomer(email="a@example.org", language=language), swap=1)
    Item.objects.filter(sku="KETTLE").update(title=LONG)
    looks = [(size, scheme) for size in (PHONE, SCREEN) for scheme in ("light", "dark")]
    with opened() as (found, at):
        for size, scheme in looks:
            with page_of(found, size, color_scheme=scheme) as page:
                for address in (link, f"{link}/cancel"):
                    page.goto(at + address)
                    where = (size, scheme, address)
                    assert (faults(page), too_small(page), is_wider_than_its_window(page)) == (
                        [],
                        [],
                        False,
                    ), where


@pytest.mark.parametrize("script", [True, False])
def test_a_choice_and_a_cancellation_on_a_phone(fresh_database: str, script: bool) -> None:
    link = a_late_order()
    with opened() as (found, at), page_of(found, PHONE, java_script_enabled=script) as page:
        page.goto(at + link)
        page.get_by_role("link", name="Send in two parcels").click()
        page.get_by_role("button", name="Yes, send two parcels").click()
        assert page.url == at + link
        assert "You chose two parcels." in page.locator("main").inner_text()
        page.get_by_role("link", name="Cancel what is late").click()
        page.get_by_label("E-mail address or postcode").fill("ann@example.org")
        page.get_by_role("button", name="Yes, cancel").click()
        assert "You chose to cancel what was late." in page.locator("main").inner_text()
        page.get_by_label("Your message about this order").fill("Thanks")
        page.get_by_role("button", name="Send the message").click()
        assert "We have your message" in page.get_by_role("status").inner_text()
    assert line("1") == {"reserved": 2, "cancelled": 1}


def test_a_page_is_used_with_the_keyboard_alone(fresh_database: str) -> None:
    link = a_late_order()
    with opened() as (found, at), page_of(found, SCREEN) as page:
        page.goto(at + link)
        page.keyboard.press("Tab")
        assert page.locator(":focus").get_attribute("href") == "#choice"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.locator(":focus").get_attribute("href") == f"{link}/hold"
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Yes, I wait").press("Enter")
        assert "You chose to wait." in page.locator("main").inner_text()


def test_a_link_that_opens_nothing_is_fit_for_everybody_too(fresh_database: str) -> None:
    with opened() as (found, at), page_of(found, PHONE) as page:
        page.goto(f"{at}/o/unknown")
        assert "This link opens nothing" in page.locator("h1").inner_text()
        assert faults(page) == []


def test_what_others_wrote_runs_nowhere(fresh_database: str) -> None:
    link = a_late_order(swap=1)
    Item.objects.update(title='"><script>alert(1)</script><img src=x onerror=alert(2)>')
    with opened() as (found, at), page_of(found, PHONE) as page:
        for address in (link, f"{link}/substitute"):
            page.goto(at + address)
            assert "<script>alert(1)</script>" in page.locator("main").inner_text()
