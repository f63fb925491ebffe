"""Every page of the console that a person can reach from Today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Page

KINDS = 90
"""So many addresses are looked at most: of pages that differ only in what they show, the first."""
_ELSEWHERE = ("/api/", "/o/", "/static/", "/metrics", "/healthz", "/readyz")


def kind(address: str) -> str:
    """What pages have in common that differ only in what they show."""
    return re.sub(r"\d+", "0", urlsplit(address).path)


def addresses(page: Page, at: str) -> Iterator[str]:
    """The pages, one of each kind and no files. Whoever reads on has opened the last one in `page`."""
    waiting, kinds = ["/"], {"/"}
    while waiting:
        yield waiting.pop(0)
        # All at once: a page may exchange a part of itself while it is read.
        for each in page.eval_on_selector_all("a[href]", "all => all.map(each => each.getAttribute('href'))"):
            href = str(each).partition("#")[0]
            parts = urlsplit(href)
            if not href or parts.scheme or parts.netloc or "as=" in href or parts.path.startswith(_ELSEWHERE):
                continue
            address = href if href.startswith("/") else urlsplit(page.url).path + href
            if kind(address) not in kinds and len(kinds) < KINDS:
                kinds.add(kind(address))
                waiting.append(address)
