"""Where things are shown: one address for each kind. What people named stands behind the `?`: it may hold anything."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from makegood.console.door import ADDRESSES, Caller


def _at(page: str, /, **named: str) -> str:
    return f"{reverse(page)}?{urlencode(named)}"


def order_at(number: str, channel: str) -> str:
    """An order's page."""
    return _at("order", channel=channel, number=number)


def ways_at(number: str, channel: str, backorder: int | None) -> str:
    """What may be done with a short order; `backorder` = the one from whose page it is asked."""
    own = {} if backorder is None else {"backorder": str(backorder)}
    return _at("ways", channel=channel, number=number, **own)


def item_at(sku: str) -> str:
    """An item's page."""
    return _at("item", sku=sku)


def case_at(backorder: int) -> str:
    """A backorder's page."""
    return reverse("backorder", args=[backorder])


def po_at(po: str) -> str:
    """A purchase order's page: what rests on it."""
    return _at("purchase_order", po=po)


def page_at(name: str, who: Caller) -> str:
    """A page that needs nothing more; empty where there is none or they may not open it."""
    there = next((each for each in ADDRESSES if each.name == name), None)
    return reverse(name) if there is not None and there.opens_for(who) else ""


def supplier_at(name: str) -> str:
    """A supplier's page."""
    return _at("supplier", name=name)
