"""One time the queue was served: who got what, and what its audit found (spec 7.5)."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.door import page
from makegood.console.pages.allocation._runs import told
from makegood.console.pages.receipt._shown import GAINS
from makegood.queries.allocations import gains, run_of
from makegood.wording import words

_FINDINGS, _LISTED = 200, 500


@page("reallocate/runs/<int:run>", verb="why_not", name="allocation_run")
def allocation_run(request: HttpRequest, run: int) -> HttpResponseBase:
    """Who got what in it, and who was passed over by which rule."""
    found = run_of(run) if run < 2**53 else None
    if found is None:
        raise Http404
    given = gains([run])
    file = GAINS.file(request, given)
    if file is not None:
        return file
    shown = {
        "run": told([found])[0],
        "other": found.other,
        "findings": [
            (each, words(str(each.get("rule") or each.get("code") or "")))
            for each in found.findings[:_FINDINGS]
        ],
        "more_findings": max(0, len(found.findings) - _FINDINGS),
        "sheet": GAINS.page(given[:_LISTED], exports=True, empty="It gave nothing to anybody."),
        "more": max(0, len(given) - _LISTED),
    }
    return render(request, "console/allocation_run.html", shown)
