"""The queue, run again: under another order of tiers as a simulation, or for real; and served as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.charts import Bar, bars
from makegood.console.clock import shop_today
from makegood.console.columns import sku_column
from makegood.console.door import page
from makegood.console.pages.allocation._runs import RUNS, told_runs
from makegood.console.pages.receipt._shown import GAINS, WAITS
from makegood.console.pages.receipt._typed import whole
from makegood.console.shown import Otherwise, mark, units
from makegood.console.tables import Column, Table
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Policy, area_to_toml
from makegood.domain.terms.policy.schema import settings_of
from makegood.domain.terms.policy.supply import TIERS, AllocationPolicy
from makegood.flow import Effect
from makegood.queries.allocations import MOST_REASONED
from makegood.services.allocation import Allocate, LineChange, Reallocate, Reallocated
from makegood.services.once import Replayed
from makegood.spreadsheet.writing.phrases import counted
from makegood.wording import words

_WRONG, _CONFLICT = 422, 409
_DRAWN = 12
_RUNS = 10
_LISTED = 500
_METHODS = settings_of(AllocationPolicy)["method"].one_of
Found = Reallocated | Sequence[int]
"""What came of it: winners and losers, or the runs that served the queue."""
_CHANGES: Table[LineChange] = Table(
    name="changes",
    columns=(
        Column(
            "order",
            "Order",
            lambda row: row.order,
            link=lambda row: f"{reverse('find')}?{urlencode({'q': row.order})}",
            note=lambda row: f"line {row.line}",
        ),
        Column("line", "Line", lambda row: row.line, filed=True),
        sku_column(),
        Column("before", "Has", lambda row: row.before_qty),
        Column("after", "Would have", lambda row: row.after_qty),
        Column("tier", "Tier", lambda row: row.tier, filed=True),
        Column("why", "Because", lambda row: words(row.why), note=lambda row: f"Tier {row.tier}", wide=True),
    ),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form asks: SKUs (none = all that somebody waits for), an order of tiers, and how units are shared."""

    skus: tuple[str, ...] = ()
    tiers: tuple[str, ...] = TIERS
    method: str = "rank"
    minimum_fill: str = "1"
    note: str = ""

    @property
    def places(self) -> list[tuple[int, str]]:
        """The place of each tier, empty ones included: what the form's fields hold."""
        return list(enumerate((*self.tiers, *[""] * (len(TIERS) - len(self.tiers))), 1))


@page("reallocate", verb="Allocate", name="reallocate", methods=("GET", "HEAD", "POST"))
def reallocate(request: HttpRequest) -> HttpResponseBase:
    """The present order of tiers to be changed; who would win and lose; then for real."""
    shop, _ = shop_today()
    own = shop.policy.allocation
    now = Asked(tiers=own.tiers, method=own.method, minimum_fill=str(own.minimum_fill))
    if request.method != "POST":
        file = RUNS.file(request, told_runs())
        if file is not None:
            return file
        sku = request.GET.get("sku", "").strip()[:200]
        return _form(request, replace(now, skus=(sku,) if sku else ()))
    asked = _asked(request.POST)
    try:
        return _meant(request, asked, shop.policy)
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return _form(request, asked, {"wrong": doing.why(refusal)}, status=_WRONG)


def _meant(request: HttpRequest, asked: Asked, policy: Policy) -> HttpResponseBase:
    wanted = request.POST.get("do", "")
    serves = wanted in ("serve", "serve_preview")
    command = (
        Allocate(skus=asked.skus or None)
        if serves
        else Reallocate(skus=asked.skus or None, policy=_document(asked, policy), note=asked.note)
    )
    shows = _served if serves else _shown
    if wanted not in ("serve", "run"):
        effect = doing.previewed(request, command)
        return _file(request, effect) or _form(request, asked, shows(effect))
    try:
        outcome = doing.carry_out_as_shown(request, command, units, kept=_run)
    except Otherwise as otherwise:
        told = {**shows(doing.previewed(request, command)), "otherwise": otherwise.said}
        return _form(request, asked, told, status=_CONFLICT)
    doing.tell(request, outcome, _said)
    run = outcome.answer if isinstance(outcome, Replayed) else _run(outcome)
    return doing.went(reverse("allocation_run", args=[run]) if run else reverse("reallocate"))


def _file(request: HttpRequest, effect: Effect) -> HttpResponseBase | None:
    """What was tried as the file that is asked for; None when none is."""
    found = effect.outcome
    if isinstance(found, Reallocated):
        return _CHANGES.file(request, (*found.winners, *found.losers))
    if request.GET.get("list") == "waits":
        return WAITS.file(request, effect.waits)
    return GAINS.file(request, effect.gains)


def _run(found: Found) -> str:
    """The page that tells what came of it is this run's; empty = there is none, or there are several."""
    runs = [found.run] if isinstance(found, Reallocated) else found
    return str(runs[0] or "") if len(runs) == 1 else ""


def _asked(form: QueryDict) -> Asked:
    tiers = dict.fromkeys(form.get(f"tier{place}", "") for place in range(1, len(TIERS) + 1))
    skus = form.get("skus", "").replace(",", " ").split()
    return Asked(
        skus=tuple(dict.fromkeys(skus)),
        tiers=tuple(tier for tier in tiers if tier in TIERS),
        method=form.get("method", "rank"),
        minimum_fill=form.get("minimum_fill", "1").strip(),
        note=form.get("note", "").strip(),
    )


def _document(asked: Asked, policy: Policy) -> str | None:
    """The area as the form has it; None where that is the shop's own. Raises DomainError('policy_invalid') later, for
    what no policy may hold."""
    least = whole(asked.minimum_fill)
    meant = replace(
        policy.allocation,
        tiers=asked.tiers,
        method=asked.method,
        minimum_fill=0 if least is None else least,
    )
    return (
        None if meant == policy.allocation else area_to_toml(replace(policy, allocation=meant), "allocation")
    )


def _said(found: Found) -> str:
    if not isinstance(found, Reallocated):
        return f"The queue was served: {counted(len(found), 'run')}."
    if found.run is None:
        return "Nobody wins and nobody loses: everything stays where it is."
    lost = f"{counted(len(found.losers), 'line')} {'loses' if len(found.losers) == 1 else 'lose'}"
    won = f"{counted(len(found.winners), 'line')} {'wins' if len(found.winners) == 1 else 'win'}"
    return f"{won}, {lost}; {counted(found.kept, 'line')} {'keeps' if found.kept == 1 else 'keep'} what they have."


def _shown(effect: Effect) -> Mapping[str, Any]:
    found = effect.outcome
    return {
        "effect": effect,
        "shown": mark(units(effect)),
        "said": _said(found),
        "changed": found.run is not None,
        "winners": _CHANGES.page(found.winners[:_LISTED], empty="Nobody wins units."),
        "losers": _CHANGES.page(found.losers[:_LISTED], empty="Nobody loses units."),
        "more_win": max(0, len(found.winners) - _LISTED),
        "more_lose": max(0, len(found.losers) - _LISTED),
        "drawn": _drawn(found),
    }


def _drawn(found: Reallocated) -> list[Bar]:
    """The largest changes, winners first."""
    by_gain = sorted((*found.winners, *found.losers), key=lambda each: each.before_qty - each.after_qty)
    if len(by_gain) > _DRAWN:
        by_gain = [*by_gain[: _DRAWN // 2], *by_gain[-_DRAWN // 2 :]]
    rows = []
    for each in by_gain:
        gain = each.after_qty - each.before_qty
        said = f"{gain:+,} {each.sku}"
        rows.append((each.order, float(abs(gain)), said, "good" if gain > 0 else "bad", ""))
    return bars(rows)


def _served(effect: Effect) -> Mapping[str, Any]:
    return {
        "serves": True,
        "effect": effect,
        "shown": mark(units(effect)),
        "gains": GAINS.page(
            effect.gains, empty="Nobody would get anything: nothing lies free that somebody may have."
        ),
        "waits": WAITS.page(effect.waits[:MOST_REASONED], empty="Nobody would still wait."),
        "more_wait": max(0, len(effect.waits) - MOST_REASONED),
    }


def _form(
    request: HttpRequest, asked: Asked, more: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponseBase:
    told = {
        "asked": asked,
        "tiers": [(tier, words(tier)) for tier in TIERS],
        "methods": [(method, words(method)) for method in _METHODS],
        "runs": RUNS.listed(request, told_runs(), rows=_RUNS),
        **(more or {}),
    }
    return render(request, "console/reallocate.html", told, status=status)
