"""Every supplier, how each keeps its word, and whom to call first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.charts import Bar, bars
from makegood.console.clock import shop_today
from makegood.console.columns import sku_column
from makegood.console.door import page
from makegood.console.links import po_at, supplier_at
from makegood.console.tables import Column, Money, Table
from makegood.domain.receipt.chase import Chase
from makegood.queries.chase import chase_list
from makegood.queries.suppliers import SupplierNow, suppliers_now
from makegood.spreadsheet.writing.phrases import money
from makegood.wording import words
from makegood.wording.sentences import days_of, short_day

_FIRST = 12
_BARS = 10


@page("suppliers", verb="suppliers", name="suppliers")
def suppliers(request: HttpRequest) -> HttpResponseBase:
    """Suppliers by how often they are late, and the questions to all of them, most waiting money first."""
    shop, today = shop_today()
    currency = shop.policy.shop.currency
    asks = chase_list(shop, today=today)
    chasing = chase_table(currency, today)
    if request.GET.get("list") == "chase":
        file = chasing.file(request, asks)
        if file is not None:
            return file
    found = suppliers_now(shop, today=today)
    listing = _table(asks, currency)
    file = listing.file(request, found)
    if file is not None:
        return file
    told = {
        "sheet": listing.page(found, exports=True),
        "chasing": chasing.page(asks[:_FIRST], asked="list=chase"),
        "more": max(0, len(asks) - _FIRST),
        "calls": _calls(asks, currency),
        "punctual": _punctual(found),
        "currency": currency,
    }
    return render(request, "console/suppliers.html", told)


def chase_table(currency: str, today: date, *, of_one: bool = False) -> Table[Chase]:
    """The questions to suppliers, or to one of them."""
    due: Column[Chase] = Column(
        "eta",
        "Supplier ETA",
        lambda row: row.eta,
        tone=lambda row: "bad" if row.eta and row.eta < today else "",
        wide=True,
    )
    late: Column[Chase] = Column("oldest_days", "Oldest order", _late, tone=_tone, wide=True)
    supplier: Column[Chase] = Column(
        "supplier",
        "Supplier",
        lambda row: row.supplier,
        link=lambda row: supplier_at(row.supplier),
        wide=True,
    )
    return Table(
        name="chase",
        columns=(
            Column(
                "po",
                "PO",
                lambda row: row.po or "none yet",
                link=lambda row: po_at(row.po) if row.po else "",
                note=lambda row: f"due {short_day(row.eta, today)}" if of_one and row.eta else "",
            ),
            sku_column(),
            *(() if of_one else (supplier,)),
            Column("ask", "Ask", lambda row: words(row.ask), wide=not of_one),
            Column("units_waiting", "Waiting", lambda row: row.units_waiting, wide=not of_one),
            Column("value_waiting", "Worth", lambda row: Money(row.value_waiting, currency), wide=of_one),
            *(() if of_one else (late, due)),
        ),
    )


def _late(row: Chase) -> str | None:
    return f"{days_of(row.oldest_days)} late" if row.oldest_days else None


def _tone(row: Chase) -> str:
    return "late" if row.oldest_days else ""


def _waiting(asks: Sequence[Chase]) -> tuple[Counter[str], Counter[str]]:
    """Units and money that wait, by supplier."""
    units, worth = Counter[str](), Counter[str]()
    for each in asks:
        units[each.supplier] += each.units_waiting
        worth[each.supplier] += each.value_waiting or 0
    return units, worth


def _table(asks: Sequence[Chase], currency: str) -> Table[SupplierNow]:
    units, worth = _waiting(asks)
    return Table(
        name="suppliers",
        columns=(
            Column(
                "supplier",
                "Supplier",
                lambda row: row.supplier,
                link=lambda row: supplier_at(row.supplier),
                note=_lots,
            ),
            Column("on_time", "On time", lambda row: _share(row), note=_of, tone=_tone_of),
            Column(
                "median_days",
                "Usual days late",
                lambda row: _usual(row),
                wide=True,
            ),
            Column("adds", "Adds to its ETA", lambda row: adds_said(row), wide=True),
            Column(
                "overdue",
                "Overdue",
                lambda row: row.owed.overdue or None,
                tone=lambda row: "bad" if row.owed.overdue else "",
            ),
            Column("unconfirmed", "Not confirmed", lambda row: row.owed.unconfirmed or None, wide=True),
            Column("next_eta", "Next ETA", lambda row: row.owed.next_eta, wide=True),
            Column("units_waiting", "Waiting", lambda row: units[row.supplier] or None, wide=True),
            Column(
                "value_waiting", "Worth", lambda row: Money(worth[row.supplier] or None, currency), wide=True
            ),
        ),
    )


def adds_said(row: SupplierNow) -> str | None:
    """The working days that its record adds."""
    if row.record is None:
        return None
    low, high = row.record.adds_from, row.record.adds_to
    return f"{days_of(high)}" if low == high else f"{low}–{days_of(high)}"


def _usual(row: SupplierNow) -> float | None:
    """Half of its lots came no later than so many working days after their first ETA."""
    days = row.record.median_days if row.record else None
    return int(days) if days is not None and days == int(days) else days


def _lots(row: SupplierNow) -> str:
    lots = row.owed.lots
    return f"{lots:,} open {'lot' if lots == 1 else 'lots'}" if lots else "nothing open"


def _share(row: SupplierNow) -> str | None:
    record = row.record
    return f"{100 * record.on_time / record.receipts:.0f} %" if record and record.receipts else None


def _of(row: SupplierNow) -> str:
    record = row.record
    return f"{record.on_time:,} of {record.receipts:,}" if record and record.receipts else "no record yet"


def _tone_of(row: SupplierNow) -> str:
    record = row.record
    if record is None or not record.receipts:
        return "quiet"
    share = record.on_time / record.receipts
    return "good" if share >= 0.9 else "late" if share >= 0.6 else "bad"


def _calls(asks: Sequence[Chase], currency: str) -> list[Bar]:
    """Suppliers by what waits for them."""
    units, worth = _waiting(asks)
    first = sorted(units, key=lambda name: (-worth[name], -units[name], name))[:_BARS]
    return bars(
        [
            (
                name,
                float(worth[name]),
                money(worth[name], currency),
                "info",
                supplier_at(name),
            )
            for name in first
        ]
    )


def _punctual(found: Sequence[SupplierNow]) -> list[Bar]:
    """Suppliers by how many of their lots came by their first ETA, the worst first."""
    known = [each for each in found if each.record and each.record.receipts]
    return bars(
        [
            (
                each.supplier,
                each.record.on_time / each.record.receipts if each.record else 0.0,
                f"{_share(each)} of {each.record.receipts if each.record else 0:,}",
                _tone_of(each),
                supplier_at(each.supplier),
            )
            for each in known[:_BARS]
        ]
    )
