"""One item: how it stands and goes on; who waits for it, whether it may wait, where it lies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console.charts import over_days
from makegood.console.clock import shop_today
from makegood.console.door import page
from makegood.console.links import item_at
from makegood.console.pages.intake import _item_queue, _item_rules, _item_stock
from makegood.console.pages.intake.items import SELL_TONES
from makegood.console.pages.promise.inbound import lots_table
from makegood.domain.terms.dates import Window
from makegood.queries.arrivals import next_arrivals
from makegood.queries.item import OneItem, one_item
from makegood.wording import words
from makegood.wording.selling import sell_message
from makegood.wording.sentences import short_window

VIEWS: Mapping[str, str] = {
    "": "How it stands",
    "queue": "Who waits",
    "rules": "May it wait?",
    "stock": "Stock and substitutes",
}
_LOTS = 6
View = Callable[[HttpRequest, str, Mapping[str, Any]], HttpResponseBase]


@page("items/one", verb="catalogue", name="item", methods=("GET", "HEAD", "POST"))
def item(request: HttpRequest) -> HttpResponseBase:
    """One item, one view of it at a time."""
    sku = request.GET.get("sku", "")
    if request.method == "POST":
        return _item_stock.change(request, request.POST.get("sku", ""), _around)
    if not sku:
        return HttpResponseRedirect(reverse("items"))
    view = request.GET.get("view", "")
    show = _SHOWN.get(view, _overview)
    return show(request, sku, _around(sku, view if view in _SHOWN else ""))


def _around(sku: str, view: str) -> dict[str, Any]:
    """What stands above every view."""
    at = item_at(sku)
    tabs = [(f"{at}&view={code}" if code else at, name, code == view) for code, name in VIEWS.items()]
    return {"sku": sku, "tabs": tabs, "here": tabs[list(VIEWS).index(view)][0]}


def _overview(request: HttpRequest, sku: str, around: Mapping[str, Any]) -> HttpResponseBase:
    shop, today = shop_today()
    found = one_item(sku, shop, today=today)
    now = found.now
    next_unit = Window(now.next_from, now.next_to) if now.next_from and now.next_to else None
    lots = next_arrivals(sku=sku).first(_LOTS + 1)
    told = {
        **around,
        "found": found,
        "now": now,
        "next_unit": next_unit,
        "next_said": short_window(next_unit, today) if next_unit else "no date",
        "state": found.channels[0].sale.sell_state,
        "state_tone": SELL_TONES[found.channels[0].sale.sell_state],
        "preorder": found.available_on is not None and found.available_on > today,
        "chart": over_days(
            "The next 60 days",
            [each.on for each in found.days],
            [
                ("there by then", "good", [each.there for each in found.days]),
                ("owed by then", "late", [each.owed for each in found.days]),
                ("ATP", "", [each.atp for each in found.days]),
            ],
            today=today,
        ),
        "turns": [each for at, each in enumerate(found.days) if at == 0 or each.comes],
        "channels": _channels(found, next_unit, today),
        "common": _common(found),
        "sheet": lots_table(today, of_sku=True).page(lots[:_LOTS], empty="Nothing of it is on order."),
        "more_lots": len(lots) > _LOTS,
    }
    return render(request, "console/item_overview.html", told)


def _common(found: OneItem) -> list[str]:
    """What keeps it from being listed ahead of its stock on every channel alike."""
    every = [set(each.ready.reasons) for each in found.channels]
    return [code for code in found.channels[0].ready.reasons if all(code in each for each in every)]


def _channels(found: OneItem, next_unit: Window | None, today: date) -> list[dict[str, Any]]:
    common = _common(found)
    return [
        {
            "channel": each.sale.channel,
            "state": words(each.sale.sell_state),
            "tone": SELL_TONES[each.sale.sell_state],
            "qty": each.sale.listable_qty,
            "message": sell_message(each.sale.sell_state, next_unit, today=today),
            "ready": each.ready,
            "reasons": [code for code in each.ready.reasons if code not in common],
        }
        for each in found.channels
    ]


_SHOWN: Mapping[str, View] = {
    "": _overview,
    "queue": _item_queue.show,
    "rules": _item_rules.show,
    "stock": _item_stock.show,
}
