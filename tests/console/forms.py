"""Forms of the policy as a browser sends them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from django.test import Client


def fields(page: Any) -> list[tuple[str, str]]:
    """What a browser would send of the form of an area."""
    html = page.content.decode()
    form = html[html.index('id="policy"') :]
    form = form[: form.index("</form>")]
    sent: list[tuple[str, str]] = []
    pattern = r"<input ([^>]*)>|<select ([^>]*)>(.*?)</select>|<textarea ([^>]*)>(.*?)</textarea>"
    for own, select, options, text, inside in re.findall(pattern, form, re.DOTALL):
        told_of = dict(re.findall(r'(\w+)="([^"]*)"', own or select or text))
        name = told_of.get("name", "")
        if not name or (told_of.get("type") == "checkbox" and " checked" not in own):
            continue
        value = told_of.get("value", "")
        if select:
            chosen = re.search(r'<option value="([^"]*)" selected', options)
            value = chosen[1] if chosen else re.findall(r'<option value="([^"]*)"', options)[0]
        sent.append((name, unescape(inside.removeprefix("\n") if text else value)))
    return sent


def changed(page: Any, **other: str | list[str]) -> dict[str, list[str]]:
    """The form as it stands, some fields with other values; names have `__` for dots."""
    sent: dict[str, list[str]] = {}
    for name, value in fields(page):
        sent.setdefault(name, []).append(value)
    for name, each in other.items():
        sent[name.replace("__", ".")] = each if isinstance(each, list) else [each]
    return sent


def hidden(page: Any, name: str) -> str:
    """What the page of a preview will send when it is saved."""
    html = page.content.decode()
    pattern = (
        rf'<textarea name="{name}" hidden>(.*?)</textarea>|<input type="hidden" name="{name}" value="([^"]*)"'
    )
    found = re.search(pattern, html, re.DOTALL)
    assert found is not None
    return unescape(found[1] or found[2] or "")


def save(client: Client, preview: Any, **more: str) -> Any:
    """Press save on the preview."""
    sent = {name: hidden(preview, name) for name in ("document", "area", "since", "once")}
    return client.post("/policies/change", {**sent, "do": "save", **more})


def looked(client: Client, address: str, form: Mapping[str, Any], *, do: str) -> dict[str, Any]:
    """What is sent after a look at what would come of `form`: what the page showed goes with it."""
    page = client.post(address, {**form, "do": "preview"})
    return {**form, "do": do, "shown": hidden(page, "shown")}
