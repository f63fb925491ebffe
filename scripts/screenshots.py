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
from pathlib import Path
from typing import Any

from makegood.demo import PASSWORD
from scripts.browser import INSTALL, browser

ROOT = Path(__file__).resolve().parents[1]
SHOP = ROOT / "build" / "demo" / "shop.db"
TO, GUIDE = ROOT / "build" / "screenshots", ROOT / "docs" / "guide" / "pictures"
LEAD = "olivia@hearth-and-trail.example"
SIZES = {"desktop": (1280, 860), "phone": (375, 780)}
PATIENCE_SECONDS = 60
PAGES = {
    "today": "/",
    "tasks": "/tasks",
    "windows": "/proposals",
    "backorders": "/backorders",
    "orders": "/orders",
    "items": "/items",
    "inbound": "/inbound",
    "suppliers": "/suppliers",
    "receive": "/receive",
    "reallocate": "/reallocate",
    "release": "/releases",
    "notices": "/notices",
    "templates": "/templates",
    "measures": "/measures",
    "policies": "/policies",
    "handoffs": "/handoffs",
    "people": "/people",
    "import": "/import",
    "health": "/health",
    "design": "/design",
}
FIRST_OF = {
    "backorder": "backorders",
    "order": "orders",
    "item": "items",
    "supplier": "suppliers",
    "purchase-order": "inbound",
}
"""Of these the first one that its list shows."""
SHOWN = (
    "today",
    "backorders",
    "backorder",
    "receive",
    "windows",
    "release",
    "measures",
    "notices",
    "item",
    "policies",
)


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
        for size, (width, height) in SIZES.items():
            for scheme in ("light", "dark"):
                context: Any = found.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                page = context.new_page()
                _come_in(page, at)
                for name, address in _addresses(page, at):
                    page.goto(at + address)
                    page.screenshot(path=TO / f"{name}-{size}-{scheme}.png", full_page=True)
                    if (size, scheme) == ("desktop", "light") and name in SHOWN:
                        page.screenshot(path=GUIDE / f"{name}.png")
                context.close()
                print(f"{size}, {scheme}: done", flush=True)
        found.close()


def _come_in(page: Any, at: str) -> None:
    page.goto(f"{at}/account/sign-in")
    page.get_by_label("E-mail address").fill(LEAD)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{at}/")


def _addresses(page: Any, at: str) -> Iterator[tuple[str, str]]:
    yield from PAGES.items()
    for name, of in FIRST_OF.items():
        page.goto(at + PAGES[of])
        link = page.locator("main tbody a[href]").first
        yield name, str(link.get_attribute("href"))


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
