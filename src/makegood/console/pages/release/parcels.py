"""Parcels that left, from a warehouse's file: all of them are told, or none, and what is wrong is said by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.clock import shop_today
from makegood.console.door import page
from makegood.console.pages.release.warehouse import shipped
from makegood.domain.terms.errors import DomainError
from makegood.services._orders import OrderName
from makegood.services.release import Parcel, ParcelLine, Ship
from makegood.spreadsheet.parcels import PARCELS, ParcelRow, read_parcels
from makegood.wording.failures import sentences

_WRONG = 422
_MOST_BYTES = 5 * 1024**2
_MOST_ROWS = 20_000
_SHOWN = 200
_SAMPLE = "order,line,qty,parcel,shipped_on,carrier,tracking\r\n1042,1,2,P-1,,DHL,00340434161094042557\r\n"


class Fault(NamedTuple):
    """Something wrong with a row; None = with the file."""

    row: int | None
    said: str


@page("releases/parcels", verb="Ship", name="parcels", methods=("GET", "HEAD", "POST"))
def parcels(request: HttpRequest) -> HttpResponseBase:
    """A file of parcels; with `as=csv` an example of one."""
    if request.method != "POST":
        if request.GET.get("as") == "csv":
            answer = HttpResponse(_SAMPLE, content_type="text/csv; charset=utf-8")
            answer["Content-Disposition"] = 'attachment; filename="parcels.csv"'
            return answer
        return _form(request, ())
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return _form(request, [Fault(None, "No file was chosen.")])
    if (file.size or 0) > _MOST_BYTES:
        return _form(request, [Fault(None, "The file is larger than 5 MB; send it in parts.")])
    try:
        rows, faults = _read(file)
    except DomainError as refusal:
        return _form(request, [Fault(None, each) for each in doing.why(refusal)])
    if faults or not rows:
        return _form(request, faults or [Fault(None, "The file has no rows.")])
    return _tell(request, rows)


def _read(file: UploadedFile[Any]) -> tuple[list[ParcelRow], list[Fault]]:
    shop, _ = shop_today()
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(file.name or "file").name[:100] or "file")
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        rows, problems = read_parcels(path, zone=ZoneInfo(shop.policy.shop.zone))
    if len(rows) > _MOST_ROWS:
        return [], [Fault(None, f"The file has {len(rows):,} rows; expected at most {_MOST_ROWS:,}.")]
    found = [
        Fault(each.row, f"{each.column or 'Row'}: found {each.value or 'nothing'}; expected {each.expected}.")
        for each in problems
        if each.severity == "error"
    ]
    return rows, found


def _tell(request: HttpRequest, rows: Sequence[ParcelRow]) -> HttpResponseBase:
    """Tell all of them, or say by row what is wrong."""
    packed = _packed(rows)
    command = Ship(parcels=tuple(_parcel(own) for own in packed.values()))
    try:
        outcome = doing.carry_out(request, command)
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return _form(request, _faults(refusal, list(packed.values()), rows))
    doing.tell(request, outcome, shipped)
    return doing.went(reverse("shipments"))


def _packed(rows: Iterable[ParcelRow]) -> dict[tuple[Any, ...], list[ParcelRow]]:
    """The rows of each parcel: those of one number, or else those that are told alike."""
    found: dict[tuple[Any, ...], list[ParcelRow]] = {}
    for each in rows:
        told = (
            (each.parcel,)
            if each.parcel
            else ("", each.tracking, each.carrier, each.shipped_on, each.location)
        )
        found.setdefault((each.channel, each.order, *told), []).append(each)
    return found


def _parcel(rows: Sequence[ParcelRow]) -> Parcel:
    first = rows[0]
    return Parcel(
        order=OrderName(first.order, first.channel),
        number=first.parcel or "",
        lines=tuple(ParcelLine(line=each.line, qty=each.qty) for each in rows if each.line and each.qty),
        location=first.location,
        carrier=first.carrier,
        tracking=first.tracking,
        shipped_on=first.shipped_on,
    )


def _faults(
    refusal: DomainError, packed: Sequence[Sequence[ParcelRow]], rows: Sequence[ParcelRow]
) -> list[Fault]:
    listed = refusal.data.get("problems")
    if isinstance(listed, list):
        return [_of_parcel(each, packed) for each in listed]
    of_order = [each.row for each in rows if each.order == refusal.data.get("order")]
    return [Fault(of_order[0] if of_order else None, " ".join(doing.why(refusal)))]


def _of_parcel(problem: Mapping[str, Any], packed: Sequence[Sequence[ParcelRow]]) -> Fault:
    about = {name: value for name, value in problem.items() if name not in ("parcel", "problem")}
    own = packed[int(problem["parcel"]) - 1]
    row = next((each.row for each in own if each.line == problem.get("line")), own[0].row)
    return Fault(row, " ".join(sentences(doing.placed(DomainError(str(problem["problem"]), about)))))


def _form(request: HttpRequest, faults: Sequence[Fault]) -> HttpResponseBase:
    told = {
        "faults": sorted(faults, key=lambda each: each.row or 0)[:_SHOWN],
        "number": len(faults),
        "columns": PARCELS.columns,
    }
    return render(request, "console/parcels.html", told, status=_WRONG if faults else 200)
