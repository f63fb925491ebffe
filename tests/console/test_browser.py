"""The console in a real browser: every page that can be reached, on a phone and a screen, in both looks.

No page says anything to the browser's console (so nothing breaks the content policy), asks for anything from
elsewhere, is wider than its window, or has a fault that axe finds.
"""

from __future__ import annotations

import gzip
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from makegood.db.models import Backorder, Order, Task
from makegood.services.intake import NewCustomer
from makegood.services.policy import SetPolicy
from makegood.services.receipt.expect import ChangeEta, NewEta
from makegood.services.receipt.receive import Delivered, Receive
from makegood.services.review import Review
from scripts.browser import INSTALL, browser
from scripts.crawl import addresses
from tests.browsing import PHONE, SCREEN, faults, is_wider_than_its_window, opened, page_of
from tests.console.team import PASSWORD, person
from tests.services.shop import NOW, arrive, do, goods, let_go, lot, send, take

pytestmark = pytest.mark.skipif(browser() is None, reason=f"no Chromium. {INSTALL}")

LONG = "Dreifachverglasungsrahmenverlängerungsstück" * 2
MOST_BYTES = 400_000
ANN = NewCustomer(name="Ann Lee", email="ann@example.org", language="en", postcode="SW1A 1AA")


def a_shop() -> None:
    """Everything that pages show: what waits, what was promised, what left, what comes; a name that is too long."""
    do(SetPolicy(document="[promise]\npublish_within_days = 60\n"))
    for sku in ("KETTLE", "MUG", LONG):
        goods(sku)
    arrive("KETTLE", 5)
    arrive("MUG", 3)
    lot("KETTLE", 9, eta=date(2026, 12, 1))
    lot(LONG, 4, eta=date(2026, 11, 20), number="PO2", confirmed=False)
    take("1", ("KETTLE", 3), customer=ANN, country="GB")
    take("2", ("KETTLE", 4), ("MUG", 1), customer=ANN, country="GB", each={"unit_price": 2000})
    take("3", (LONG, 2), customer=ANN, country="US")
    take("4", ("KETTLE", 5), customer=ANN, country="DE")
    let_go("1")
    send("1")
    let_go("2")
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=date(2026, 12, 15)),)))


def come_in(page: Page, at: str, email: str = "olivia@example.org") -> None:
    """Sign in through the form."""
    page.goto(f"{at}/account/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{at}/")


LOOKS: tuple[tuple[tuple[int, int], Literal["dark", "light"]], ...] = ((PHONE, "dark"), (SCREEN, "light"))


@pytest.mark.long
def test_every_page_is_fit_for_everybody(fresh_database: str) -> None:
    a_shop()
    person(password=PASSWORD)
    wrong: dict[str, object] = {}
    seen = []
    with opened() as (found, at), page_of(found, SCREEN) as page:
        come_in(page, at)
        for address in addresses(page, at):
            answer = page.goto(at + address)
            assert answer is not None
            seen.append(address)
            found_wrong = [
                *([answer.status] if answer.status != 200 else []),
                *(["heavy"] if len(gzip.compress(answer.body())) > MOST_BYTES else []),
            ]
            for (width, height), look in LOOKS:
                page.set_viewport_size({"width": width, "height": height})
                page.emulate_media(color_scheme=look)
                found_wrong += [f"{look}: {each}" for each in faults(page)]
                found_wrong += [f"{look}: wide"] if is_wider_than_its_window(page) else []
            if found_wrong:
                wrong[address] = found_wrong
    assert wrong == {}
    assert {"/", "/tasks", "/backorders", "/orders", "/items", "/inbound", "/suppliers"} <= {
        urlsplit(each).path for each in seen
    }


BROKEN = """all => all.filter(each => {
  const end = document.createRange()
  end.selectNodeContents(each)
  const lines = new Set([...end.getClientRects()].map(box => Math.round(box.top)))
  return lines.size > each.textContent.split(/[- ]/).length
}).map(each => each.textContent)"""
"""Of the links those that are broken inside a word."""


PIECES = """text => [...text.childNodes].filter(each => each.nodeType === 3).map(each => {
  const whole = document.createRange()
  whole.selectNode(each)
  const lines = new Set([...whole.getClientRects()].map(box => Math.round(box.top)))
  return lines.size > 1 ? "broken" : each.textContent
})"""
"""The pieces of a text, each in one line."""


def test_a_phone_breaks_no_word_that_has_room(fresh_database: str) -> None:
    for number, sku in enumerate(("KETTLE-GREEN", "DRIPPER-SAND", "PRESS-1000")):
        goods(sku)
        lot(sku, 24, eta=date(2026, 11, 9), confirmed=False)
        last = number == 2
        do(Receive(deliveries=(Delivered(sku=sku, counted_qty=20, po="PO1", line=number + 1, last=last),)))
    take("W-2859", ("KETTLE-GREEN", 30))
    case = Backorder.objects.get().pk
    for days in (7, 14, 21):
        do(Review(), days=days)
    person(password=PASSWORD)
    with opened() as (found, at), page_of(found, PHONE) as page:
        come_in(page, at)
        for address in ("/inbound/one?po=PO1", "/suppliers/one?name=Acme", "/inbound", "/suppliers"):
            page.goto(at + address)
            assert page.eval_on_selector_all("td a", BROKEN) == [], address
            assert not page.evaluate(
                "[...document.querySelectorAll('.tabled')].some(each => each.scrollWidth > each.clientWidth)"
            ), address
        page.set_viewport_size({"width": 320, "height": 740})
        page.goto(f"{at}/backorders/{case}")
        assert page.get_by_role("link", name="with the daily looks").count() == 1
        assert not is_wider_than_its_window(page)


def test_a_phone_scrolls_no_table_sideways_for_one_long_word(fresh_database: str) -> None:
    long = "Dreifachverglasungsrahmenhalterung1700"
    goods(long)
    take("W-2859", (long, 30))
    arrive(long, 20)
    person(password=PASSWORD)
    with opened() as (found, at), page_of(found, PHONE) as page:
        come_in(page, at)
        page.set_viewport_size({"width": 360, "height": 740})
        for address in ("/design", "/backorders", f"/items/one?sku={long}&view=stock"):
            page.goto(at + address)
            assert page.locator(".tabled").count(), address
            assert not page.evaluate(
                "[...document.querySelectorAll('.tabled')].some(each => each.scrollWidth > each.clientWidth)"
            ), address
            assert not is_wider_than_its_window(page), address


SIDEWAYS = """all => all.filter(each => each.scrollWidth > each.clientWidth).map(each => each.id || each.className)"""
"""Of the lists those that are scrolled sideways."""


def test_a_phone_shows_long_names_and_folded_tables_in_its_width(fresh_database: str) -> None:
    a_shop()
    email = "annemarie.wunderlich.hohenstein@customers.of.hearthandtrail.example"
    number = "Bestellnummer" * 4
    ann = NewCustomer(name="Ann Lee", email=email, language="en", postcode="SW1A 1AA")
    take(number, ("KETTLE", 5), customer=ann, country="GB")
    case = Backorder.objects.get(order__number=number).pk
    Task.objects.create(
        kind="refund",
        role="finance",
        due_on=NOW.date(),
        opened_at=NOW,
        key="long",
        data={},
        order=Order.objects.get(number=number),
    )
    person(password=PASSWORD)
    with opened() as (found, at), page_of(found, PHONE) as page:
        come_in(page, at)
        for address, drawn in (
            ("/tasks", ""),
            (f"/backorders?sku={'X' * 200}", ""),
            ("/measures/waiting?count=1", "#drawn"),
            (f"/backorders/{case}", "#why"),
        ):
            page.goto(at + address)
            if drawn:
                page.wait_for_selector(f"{drawn} .chart svg")
                page.locator(f"{drawn} .chart summary").first.click()
            assert page.eval_on_selector_all(".tabled", SIDEWAYS) == [], address
            assert not is_wider_than_its_window(page), address
        assert page.get_by_text(email).evaluate(PIECES) == [
            *email.replace("@", " @").replace(".", " .").split()
        ]


def test_a_phone_says_who_may_where_the_table_of_roles_has_no_room(fresh_database: str) -> None:
    person(password=PASSWORD)
    with opened() as (found, at), page_of(found, PHONE) as page:
        come_in(page, at)
        page.goto(f"{at}/handoffs/roles?q=publish+proposed")
        table = page.locator(".permits .tabled")
        assert "Operations lead, Manager" in table.inner_text()
        assert table.evaluate("each => each.scrollWidth <= each.clientWidth")
        assert faults(page) == []
        page.set_viewport_size({"width": SCREEN[0], "height": SCREEN[1]})
        assert table.get_by_text("yes").count() == 2
        assert "Operations lead, Manager" not in table.inner_text()


def test_a_list_is_worked_through_with_keys(fresh_database: str) -> None:
    a_shop()
    person(password=PASSWORD)
    with opened() as (found, at), page_of(found, SCREEN) as page:
        come_in(page, at)
        page.goto(f"{at}/proposals")
        page.keyboard.press("j")
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 2
        page.keyboard.press("k")
        page.keyboard.press("x")
        bar = page.locator("[data-chosen-of=proposals]")
        assert bar.locator("[data-count]").inner_text() == "1 chosen"
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "find"
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        assert page.get_by_role("heading", name="Keys").is_visible()
        page.keyboard.press("Escape")
        bar.get_by_role("button", name="Publish").click()
        assert "1 window published." in page.locator("#messages").inner_text()


def test_what_was_tried_is_had_as_a_file_as_often_as_it_is_wanted(fresh_database: str) -> None:
    a_shop()
    person(password=PASSWORD)
    with opened() as (found, at), page_of(found, SCREEN) as page:
        come_in(page, at)
        page.goto(f"{at}/reallocate")
        page.get_by_role("button", name="Who would be served now").click()
        csv = page.get_by_role("button", name="CSV").last
        for _ in range(2):
            with page.expect_download() as file:
                csv.click()
            assert file.value.suggested_filename == "waits.csv"
        assert faults(page) == []


def test_a_slip_is_approved_without_javascript(fresh_database: str) -> None:
    a_shop()
    person(password=PASSWORD)
    with opened() as (found, at), page_of(found, PHONE, java_script_enabled=False) as page:
        come_in(page, at)
        page.goto(f"{at}/proposals")
        for head in ("To", "Moves"):
            box = page.get_by_role("columnheader", name=head, exact=True).bounding_box()
            assert box is not None and box["x"] + box["width"] <= PHONE[0], head
        page.locator("input[name=row]").first.check()
        page.get_by_role("button", name="See the messages").click()
        assert "What customers would read" in page.locator("h1").inner_text()
        page.get_by_role("button", name="Publish 1 window").click()
        assert "1 window published." in page.locator("#messages").inner_text()


def test_whoever_is_a_stranger_or_mistypes_stays_outside(fresh_database: str) -> None:
    person(password=PASSWORD)
    with opened() as (found, at), page_of(found, PHONE) as page:
        page.goto(f"{at}/backorders")
        assert page.url == f"{at}/account/sign-in?next=/backorders"
        page.get_by_label("E-mail address").fill("olivia@example.org")
        page.get_by_label("Password").fill("another one entirely")
        page.get_by_role("button", name="Sign in").click()
        assert "not correct" in page.get_by_role("alert").inner_text()
        assert faults(page) == []
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{at}/backorders")
        page.get_by_label("You: Olivia").click()
        page.get_by_role("button", name="Sign out").click()
        page.goto(f"{at}/backorders")
        assert "/account/sign-in" in page.url


def test_the_four_ways_and_why_it_waits_follow_by_themselves_and_an_effect_after_its_settings(
    fresh_database: str,
) -> None:
    a_shop()
    person(password=PASSWORD)
    case = Backorder.objects.filter(state="open").order_by("pk")[0].pk
    with opened() as (found, at), page_of(found, SCREEN) as page:
        come_in(page, at)
        page.goto(f"{at}/backorders/{case}")
        page.wait_for_selector("#decide article.way")
        page.wait_for_selector("#why svg")
        page.goto(f"{at}/policies/notice")
        page.locator('input[name="notice.brake"], input[name="brake"]').first.fill("7")
        page.locator(".savebar button").first.click()
        page.wait_for_selector('#effects button[value="save"]')
        page.goto(f"{at}/measures")
        page.wait_for_selector("#figures a.gauge")
        assert faults(page) == []


def test_what_is_not_for_ones_role_is_asked_for_and_done_by_who_may(fresh_database: str) -> None:
    a_shop()
    person("warehouse", name="Walt", password=PASSWORD)
    person("support", name="Sara", password=PASSWORD)
    with opened() as (found, at):
        with page_of(found, PHONE) as clerk:
            come_in(clerk, at, "walt@example.org")
            clerk.goto(f"{at}/orders/one?number=4&channel=store")
            way = clerk.get_by_role("article", name="Hold")
            way.get_by_text("Ask for it").click()
            way.get_by_label("Why").fill("the shelf is full")
            assert faults(clerk) == []
            way.get_by_role("button", name="Ask").click()
            assert "Asked: support has it" in clerk.locator("#messages").inner_text()
            clerk.goto(at)
            assert "What you asked for" in clerk.locator("main").inner_text()
            assert (faults(clerk), is_wider_than_its_window(clerk)) == ([], False)
        with page_of(found, SCREEN) as boss:
            come_in(boss, at, "sara@example.org")
            asked = boss.get_by_role("article", name="Walt asked")
            assert "“the shelf is full”" in asked.inner_text()
            assert (faults(boss), is_wider_than_its_window(boss)) == ([], False)
            asked.get_by_role("link", name="Go and do it").click()
            way = boss.get_by_role("article", name="Hold")
            way.get_by_text("Hold …").click()
            way.get_by_role("button", name="Hold", exact=True).click()
            assert "Decided: hold." in boss.locator("#messages").inner_text()
            boss.goto(at)
            assert "Walt asked" not in boss.locator("main").inner_text()
        with page_of(found, PHONE) as clerk:
            come_in(clerk, at, "walt@example.org")
            assert "done" in clerk.get_by_role("region", name="What you asked for").inner_text()
