"""A real browser at pages that are served from here, and what makes a page fit for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from scripts.browser import browser
from tests.serving import served

PHONE, SCREEN = (360, 740), (1280, 900)
SMALLEST_TARGET = 44
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


@contextmanager
def opened() -> Iterator[tuple[Browser, str]]:
    """A browser, and the address where the pages are served."""
    with served() as at, sync_playwright() as playwright:
        # A container's root has no sandbox to give.
        found = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        try:
            yield found, at
        finally:
            found.close()


@contextmanager
def page_of(found: Browser, size: tuple[int, int], **how: Any) -> Iterator[Page]:
    """A page that allows nothing strange: no dialog, no error, nothing from elsewhere."""
    context = found.new_context(viewport={"width": size[0], "height": size[1]}, **how)
    page = context.new_page()
    strange: list[str] = []
    page.on("dialog", lambda dialog: strange.append(dialog.message))
    page.on("console", lambda said: strange.append(said.text) if _is_wrong(said) else None)
    page.on("request", lambda asked: strange.append(asked.url) if "127.0.0.1" not in asked.url else None)
    yield page
    assert strange == []
    context.close()


def _is_wrong(said: ConsoleMessage) -> bool:
    # A link that opens nothing is answered with 404.
    return said.type == "error" and "404" not in said.text and "403" not in said.text


def faults(page: Page) -> list[str]:
    """What axe finds wrong, by the names of its rules."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [each["id"] for each in found["violations"]]


def too_small(page: Page) -> list[str]:
    """What is to be tapped and is smaller than a finger."""
    boxes = [
        (each.inner_text(), each.bounding_box()) for each in page.locator("a, button, input:visible").all()
    ]
    return [said for said, box in boxes if box and box["height"] < SMALLEST_TARGET]


def is_wider_than_its_window(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))
