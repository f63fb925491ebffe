"""Pictures of every screen of the demo shop, on a desktop and a phone, light and dark: `make screenshots`.

They go to build/screenshots; those that the guide shows (light, on a desktop) also to docs/guide/pictures.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import product
from pathlib import Path
from typing import Any

from makegood.demo import PASSWORD
from scripts import crawl
from scripts.browser import INSTALL, browser

ROOT = Path(__file__).resolve().parents[1]
SHOP = ROOT / "build" / "demo" / "shop.db"
TO, GUIDE = ROOT / "build" / "screenshots", ROOT / "docs" / "guide" / "pictures"
PEOPLE = ("olivia", "walt", "paul", "sara", "fay", "emil")
"""What the first of them may not open, one of the others may."""
SIZES = {"desktop": (1280, 860), "phone": (375, 780)}
SCHEMES = ("light", "dark")
PATIENCE_SECONDS = 60
SHOWN = {
    "today": "/",
    "backorders": "/backorders",
    "backorder": "/backorders/0",
    "order": "/orders/one",
    "item": "/items/one",
    "inbound": "/inbound",
    "suppliers": "/suppliers",
    "receive": "/receive",
    "reallocate": "/reallocate",
    "release": "/releases",
    "notices": "/notices",
    "measures": "/measures",
    "policies": "/policies",
    "people": "/people",
    "handoffs": "/handoffs",
    "import": "/import",
}
"""What the guide shows, by the kind of the page."""


def main() -> None:
    """Serves the demo shop, signs in, and takes every picture."""
    if browser() is None:
        sys.exit(f"no Chromium. {INSTALL}")
    if not SHOP.exists():
        sys.exit("There is no demo shop; make one first: make run, or makegood demo --out build/demo")
    for folder in (TO, GUIDE):
        folder.mkdir(parents=True, exist_ok=True)
    with _served() as at:
        _take(at)


def _take(at: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        pages = _reached(found, at)
        for (size, box), scheme in product(SIZES.items(), SCHEMES):
            for person, addresses in pages.items():
                with _as(found, at, person, box, scheme) as page:
                    for address in addresses:
                        page.goto(at + address)
                        _picture(page, address, size, scheme)
            print(f"{size}, {scheme}: done", flush=True)
        found.close()


def _reached(found: Any, at: str) -> dict[str, list[str]]:
    """By person the pages that are theirs to open, each kind once."""
    seen: set[str] = set()
    pages: dict[str, list[str]] = {}
    for person in PEOPLE:
        with _as(found, at, person, SIZES["desktop"], "light") as page:
            for address in crawl.addresses(page, at):
                answer = page.goto(at + address)
                if answer is not None and answer.status == 200 and crawl.kind(address) not in seen:
                    seen.add(crawl.kind(address))
                    pages.setdefault(person, []).append(address)
    return pages


def _picture(page: Any, address: str, size: str, scheme: str) -> None:
    page.wait_for_load_state("networkidle")  # parts that come by their own requests
    kind = crawl.kind(address)
    name = kind.strip("/").replace("/", "-") or "today"
    page.screenshot(path=TO / f"{name}-{size}-{scheme}.png", full_page=True)
    for shown, of in SHOWN.items():
        if of == kind and (size, scheme) == ("desktop", "light"):
            page.screenshot(path=GUIDE / f"{shown}.png")


@contextmanager
def _as(found: Any, at: str, person: str, box: tuple[int, int], scheme: str) -> Iterator[Any]:
    context = found.new_context(viewport={"width": box[0], "height": box[1]}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{at}/account/sign-in")
    page.get_by_label("E-mail address").fill(f"{person}@hearth-and-trail.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{at}/")
    yield page
    context.close()


@contextmanager
def _served() -> Iterator[str]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("makegood")), "serve", "--port", str(port), "--no-worker"]
    environment = {**os.environ, "MAKEGOOD_DATABASE": f"sqlite:///{SHOP}"}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    at = f"http://127.0.0.1:{port}"
    try:
        _until_ready(at)
        yield at
    finally:
        server.terminate()
        server.wait()


def _until_ready(at: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{at}/readyz", timeout=5):  # noqa: S310 - our own
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("the server did not begin to answer")


if __name__ == "__main__":
    main()
