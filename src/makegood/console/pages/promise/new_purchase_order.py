"""A purchase order that was placed, written down by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console import doing
from makegood.console.clock import shop_today
from makegood.console.door import page
from makegood.console.links import po_at
from makegood.console.records.typed import day_of
from makegood.console.sure import Doubt, doubt
from makegood.domain.terms.errors import DomainError
from makegood.queries.stock import USUAL_PLACE, places
from makegood.queries.suppliers import supplier_names
from makegood.queries.usual import usual_units
from makegood.services.receipt.expect import Expect, ExpectedLot, ExpectedOrder
from makegood.spreadsheet.writing.phrases import counted

_ROWS = 3
_MOST_ROWS = 60
_MOST_DIGITS = 9
_CONFIRMED = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it was typed; `wrong` = what is wrong with it."""

    sku: str = ""
    quantity: str = ""
    eta: str = ""
    confirmed: str = ""
    location: str = ""
    wrong: str = ""

    @property
    def empty(self) -> bool:
        """Nothing was typed that counts."""
        return not (self.sku or self.quantity or self.eta)


@page("inbound/new", verb="Expect", name="new_purchase_order", methods=("GET", "HEAD", "POST"))
def new(request: HttpRequest) -> HttpResponseBase:
    """Its number, its supplier, and what is expected when."""
    _, today = shop_today()
    if request.method != "POST":
        first = Row(sku=request.GET.get("sku", "")[:100])
        head = {
            "number": "",
            "supplier": request.GET.get("supplier", "")[:100],
            "ordered_on": today.isoformat(),
        }
        return _form(request, head, [first, *[Row()] * (_ROWS - 1)], {})
    head = {name: request.POST.get(name, "").strip() for name in ("number", "supplier", "ordered_on")}
    rows = [_checked(row) for row in _typed(request)]
    if request.POST.get("do") == "more":
        return _form(request, head, [*rows, *[Row()] * _ROWS][:_MOST_ROWS], {})
    wrong = _wrong(head, rows)
    if wrong or any(each.wrong for each in rows):
        return _form(request, head, rows, wrong, status=422)
    meant = [(each.sku, int(each.quantity)) for each in rows if not each.empty]
    usual = usual_units({sku for sku, _ in meant})
    asked = doubt(request, ((sku, qty, usual.get(sku)) for sku, qty in meant))
    if asked is not None:
        return _form(request, head, rows, {}, status=422, asked=asked)
    return _write_down(request, head, rows, today)


def _write_down(request: HttpRequest, head: dict[str, str], rows: list[Row], today: date) -> HttpResponseBase:
    order = ExpectedOrder(
        number=head["number"],
        supplier=head["supplier"],
        ordered_on=day_of(head["ordered_on"]),
        lots=tuple(_lot(each) for each in rows if not each.empty),
    )
    try:
        doing.carry_out(request, Expect(orders=(order,)))
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return _form(request, head, rows, {"": " ".join(doing.why(refusal))}, status=422)
    messages.success(request, f"{order.number} is written down. Windows that rest on it are worked out anew.")
    gone = sum(each.eta is not None and each.eta < today for each in order.lots)
    if gone:
        # It may be true: goods that are overdue are written down late.
        messages.warning(
            request, f"{counted(gone, 'line')} with a supplier ETA that is past: is the day right?"
        )
    return doing.went(po_at(order.number))


def _form(
    request: HttpRequest,
    head: dict[str, str],
    rows: list[Row],
    wrong: dict[str, str],
    *,
    status: int = 200,
    asked: Doubt | None = None,
) -> HttpResponseBase:
    told = {
        "doubt": asked,
        "typed": head,
        "rows": rows,
        "wrong": wrong,
        "refused": wrong.get("", ""),
        "suppliers": supplier_names(),
        "places": places() or [USUAL_PLACE],
    }
    return render(request, "console/new_purchase_order.html", told, status=status)


def _typed(request: HttpRequest) -> list[Row]:
    names = ("sku", "quantity", "eta", "confirmed", "location")
    columns = [request.POST.getlist(name) for name in names]
    rows = max((len(each) for each in columns), default=0)
    filled = [[*each, *[""] * (rows - len(each))] for each in columns]
    return [Row(*(cell.strip() for cell in row)) for row in zip(*filled, strict=True)][:_MOST_ROWS] or [Row()]


def _checked(row: Row) -> Row:
    """A row with what is wrong in it; an empty one is left out later."""
    wrong = ""
    if row.empty:
        pass
    elif not row.sku:
        wrong = "The SKU is missing."
    elif not (row.quantity.isdecimal() and 0 < len(row.quantity) <= _MOST_DIGITS and int(row.quantity)):
        wrong = f"Units: found {row.quantity[:40] or 'nothing'}; expected a whole number from 1."
    elif row.eta and day_of(row.eta) is None:
        wrong = f"Supplier ETA: found {row.eta[:40]}; expected a day such as 2026-12-31, or nothing."
    return Row(row.sku, row.quantity, row.eta, row.confirmed, row.location, wrong)


def _wrong(head: dict[str, str], rows: list[Row]) -> dict[str, str]:
    wrong = {}
    if not head["number"]:
        wrong["number"] = "Expected the number that your supplier knows it by."
    if not head["supplier"]:
        wrong["supplier"] = "Expected the supplier's name."
    if head["ordered_on"] and day_of(head["ordered_on"]) is None:
        wrong["ordered_on"] = "Expected a day such as 2026-12-31, or nothing."
    if all(each.empty for each in rows):
        wrong["rows"] = "Expected at least one SKU with its units."
    return wrong


def _lot(row: Row) -> ExpectedLot:
    return ExpectedLot(
        sku=row.sku,
        quantity=int(row.quantity),
        location=row.location or USUAL_PLACE,
        eta=day_of(row.eta),
        confirmed=_CONFIRMED.get(row.confirmed),
    )
