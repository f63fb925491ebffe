"""What others may write into names and texts, and what a page must never become by it."""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import product

_TAGS = """
<script>alert({n})</script>
<img src=x onerror=alert({n})>
<svg/onload=alert({n})>
<iframe src=//evil.example/{n}>
<a href=javascript:alert({n})>
<body onload=alert({n})>
<details open ontoggle=alert({n})>
<math><mi xlink:href=javascript:{n}>
<form action=//evil.example/{n}><button>
<base href=//evil.example/{n}>
<meta http-equiv=refresh content=0;//evil.example/{n}>
<link rel=stylesheet href=//evil.example/{n}>
<style>*{{color:red}}/*{n}*/
<object data=//evil.example/{n}>
<embed src=//evil.example/{n}>
<input autofocus onfocus=alert({n})>
<video><source onerror=alert({n})>
<x onclick=alert({n})>
{{{{ {n}|safe }}}}
{{% debug {n} %}}
""".split("\n")[1:-1]
_ROUND = (
    "{}",
    '">{}',
    "'>{}",
    "</title>{}",
    "</textarea>{}",
    "-->{}",
    "\u202e{}",
    "{}\u0000".replace("\u0000", "\u00a0"),
    "&lt;{}",
    "={}",
)

PAYLOADS = [shape.format(tag.format(n=number)) for number, (shape, tag) in enumerate(product(_ROUND, _TAGS))]
"""Two hundred, each another."""

_OURS = {"/static/django_htmx/htmx-2.min.js", "/static/console/app.js", "/static/console/theme.js"}
_NEVER = {"iframe", "object", "embed", "base", "math", "video", "style", "body onload", "x"}


class _Looks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing of theirs has become a part of the page."""
        told = dict(attrs)
        if tag in _NEVER or (tag == "script" and told.get("src") not in _OURS):
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            text = (value or "").strip().lower()
            if (
                (tag == "meta" and name == "http-equiv")
                or name.startswith("on")
                or name == "style"
                or text.startswith("javascript:")
            ):
                self.wrong.append(f"<{tag} {name}={value}>")
            if name in ("href", "src", "action", "hx-get", "formaction") and text.startswith(("//", "http")):
                self.wrong.append(f"<{tag} {name}={value}>")


def wrong_with(page: str) -> list[str]:
    """What in a page is not ours."""
    looks = _Looks()
    looks.feed(page)
    looks.close()
    return looks.wrong
