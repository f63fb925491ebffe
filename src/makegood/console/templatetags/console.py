"""How values are written on a page, and the small shapes that every page uses. Load with `{% load console %}`."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from makegood.console import clock, links
from makegood.console.icons import ICONS
from makegood.console.kept import Typed, kept
from makegood.console.tables import Cell, Money
from makegood.domain.terms.dates import Window
from makegood.flow import Effect
from makegood.spreadsheet.writing.phrases import counted as _counted
from makegood.spreadsheet.writing.phrases import money as _money
from makegood.wording import inside as _inside
from makegood.wording import words as _words
from makegood.wording.policy_labels import label_of, value_said
from makegood.wording.sentences import between, short_day
from makegood.wording.sentences import short_window as _short_window
from makegood.wording.tasks import task_kind as _task_kind
from makegood.wording.told import who_is_told as _who_is_told

register = template.Library()

NOTHING = "–"
_PIECE = re.compile(r"[@.]?[^@.]+|[@.]")


@register.filter
def day(value: date | None) -> str:
    """3 Dec; with the year where it is far."""
    return NOTHING if value is None else short_day(value, _today())


@register.filter
def moment(value: datetime | None) -> str:
    """3 Dec 14:05, in the shop's zone; today only the time."""
    if value is None:
        return NOTHING
    there = timezone.localtime(value)
    return (
        f"{there:%H:%M}" if there.date() == _today() else f"{short_day(there.date(), _today())} {there:%H:%M}"
    )


@register.filter
def window(value: Window | None) -> str:
    """3–9 December; nothing = no date."""
    return "no date" if value is None else between(value, _today())


@register.filter
def short_window(value: Window | None) -> str:
    """29–31 Dec; nothing = no date."""
    return "no date" if value is None else _short_window(value, _today())


@register.filter
def money(value: int | None, currency: str) -> str:
    """Minor units as people write them."""
    return NOTHING if value is None else _money(value, currency)


@register.filter
def mailed_to(value: str) -> SafeString:
    """An e-mail address that is too long for its line goes on before an @ or a dot."""
    return format_html_join(mark_safe("<wbr>"), "{}", ((piece,) for piece in _PIECE.findall(value)))


@register.filter
def counted(number: int, thing: str) -> str:
    """1 line, 2,000 lines."""
    return _counted(number, thing)


@register.filter
def number(value: float | None) -> str:
    """2,000."""
    return NOTHING if value is None else f"{value:,}"


@register.filter
def words(code: str) -> str:
    """A stable code in plain English, as a sentence begins."""
    return _words(code)


@register.filter
def inside(code: str) -> str:
    """A stable code in plain English, within a sentence."""
    return _inside(code)


@register.filter
def setting(where: str) -> str:
    """Of a place in the policy what its setting is called beside its field."""
    return label_of(_name(where))


@register.filter
def set_to(written: str, where: str) -> str:
    """What a document sets this place in the policy to, as its field shows it."""
    return value_said(_name(where), written)


def _name(where: str) -> str:
    return where.rpartition(".")[2].partition("[")[0]


@register.filter
def written(cell: Cell) -> str:
    """What stands in a table's cell."""
    value = cell.value
    if value is None or value == "":
        return NOTHING if cell.kind != "text" or not cell.note else ""
    if isinstance(value, Money):
        return money(value.minor, value.currency)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return number(value) if isinstance(value, int | float) else str(value)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small picture beside words; it says nothing that they do not."""
    return mark_safe(  # noqa: S308 - shapes of our own
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">' + ICONS[name] + "</svg>"
    )


@register.simple_tag
def once() -> SafeString:
    """What makes a double click harmless: every form that changes something has one."""
    return format_html('<input type="hidden" name="once" value="{}">', secrets.token_hex(16))


@register.simple_tag
def seen(stream: str, pk: int, count: int) -> SafeString:
    """What was looked at: a form that overwrites has one for each record (console.doing)."""
    return format_html('<input type="hidden" name="seen" value="{}:{}:{}">', stream, pk, count)


@register.simple_tag(takes_context=True)
def may(context: Mapping[str, Any], verb: str) -> bool:
    """Whether whoever looks may do this: what they may not do is not offered."""
    return bool(context["caller"].may(verb))


def _today() -> date:
    return timezone.localdate(clock.now())


@register.filter
def days_from_today(value: date | None) -> str:
    """today, tomorrow, in 3 days, 2 days ago."""
    if value is None:
        return NOTHING
    away = (value - _today()) // timedelta(days=1)
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(away)
    if near:
        return near
    return f"in {away} days" if away > 0 else f"{-away} days ago"


@register.filter
def percent(value: float | None) -> str:
    """0.923 as 92 %."""
    return NOTHING if value is None else f"{100 * value:.0f} %"


@register.simple_tag(takes_context=True)
def typed_before(context: Mapping[str, Any]) -> list[Typed]:
    """What whoever looks typed before they had to sign in again; once."""
    request = context.get("request")
    return [] if request is None else kept(request)


@register.filter
def who_is_told(effect: Effect) -> str:
    """How many customers it would tell, and how many messages the brake would hold."""
    return _who_is_told(effect.messages, effect.held, would=True)


@register.filter
def browser(agent: str) -> str:
    """Which browser on what, of what a browser says of itself."""
    names = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
    systems = {
        "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "Mac",
        "Linux": "Linux",
    }  # fmt: skip
    name = next((said for sign, said in names.items() if sign in agent), "")
    system = next((said for sign, said in systems.items() if sign in agent), "")
    return " on ".join(filter(None, (name, system))) or "A browser that does not say which"


@register.filter
def task_kind(kind: str) -> str:
    """A kind of task in words."""
    return _task_kind(kind)


@register.filter
def item_at(sku: str) -> str:
    """An item's page."""
    return links.item_at(sku)


@register.filter
def order_at(number: str, channel: str) -> str:
    """An order's page."""
    return links.order_at(number, channel)


@register.filter
def pairs(mapping: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What a mapping holds, key by key. `.items` would be the one that is called so where keys are other people's."""
    return list(mapping.items())
