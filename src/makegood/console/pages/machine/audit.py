"""The audit: every number proved, and everything that is not as it must be."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.clock import shop_today
from makegood.console.door import page
from makegood.console.tables import Column, Table
from makegood.queries.audit import CHECKS, Audit, Finding, run
from makegood.queries.measures.controls import last_proof

_SHOWN = 500

_TABLE: Table[Finding] = Table(
    name="audit",
    columns=(
        Column("code", "Check", lambda row: row.code, tone=lambda _: "bad"),
        Column("entity", "Of", lambda row: row.entity),
        Column("expected", "Expected", lambda row: row.expected),
        Column("found", "Found", lambda row: row.found),
    ),
)


class _Proved(NamedTuple):
    """A check, and how much it found; None = nobody has looked."""

    code: str
    says: str
    how: str
    found: int | None


@page("health/audit", verb="audit", name="audit")
def audit(request: HttpRequest) -> HttpResponseBase:
    """What the last one came to; all checks are run when that is asked for. It reads only, and changes nothing."""
    found: Audit | None = None
    if request.GET.get("run") or request.GET.get("as"):
        found = run(today=shop_today()[1])
        file = _TABLE.file(request, found.findings)
        if file is not None:
            return file
    told: dict[str, Any] = {
        "proof": last_proof(),
        "found": found,
        "checks": _checks(found),
        "sheet": _TABLE.page(found.findings[:_SHOWN]) if found else None,
        "more": len(found.findings) - _SHOWN if found else 0,
    }
    return render(request, "console/audit.html", told)


def _checks(found: Audit | None) -> list[_Proved]:
    """Checks of one code are told apart by what they say; what they found is known by their code."""
    by_code: dict[str, int] = {}
    for each in found.findings if found else ():
        by_code[each.code] = by_code.get(each.code, 0) + 1
    return [
        _Proved(each.code, each.says, each.how, by_code.get(each.code, 0) if found else None)
        for each in CHECKS
    ]
