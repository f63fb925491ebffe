"""May an item wait: the rule in force and who made it so, beside what the record recommends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.clock import shop_today
from makegood.console.door import caller
from makegood.console.links import page_at
from makegood.domain.eligibility.outcome import Criterion, Evidence
from makegood.domain.terms.policy.supply import EvidencePolicy
from makegood.queries.actors import names_of
from makegood.queries.may_wait import may_wait
from makegood.spreadsheet.writing.phrases import money
from makegood.wording import words
from makegood.wording.tables_events import actor_said

_ADVICE = {
    True: ("good", "Let it wait", "More speaks for it than against it."),
    False: ("bad", "Better not", "More speaks against it than for it."),
    None: ("quiet", "Open", "The record does not decide: a person must."),
}


def show(request: HttpRequest, sku: str, around: Mapping[str, Any]) -> HttpResponseBase:
    """What holds, since when and by whom; and each criterion with its figure."""
    (shop, today), who = shop_today(), caller(request)
    found = may_wait(sku, shop, today=today)
    tone, head, why = _ADVICE[found.advice.may_wait]
    currency, bounds = shop.policy.shop.currency, shop.policy.eligibility.evidence
    told = {
        **around,
        "found": found,
        "terms": found.ruling.terms,
        "rule": _rule(found.answer.rule),
        "reasons": [words(code) for code in found.answer.reasons],
        "cap_left": None if found.answer.cap is None else max(0, found.answer.cap - found.waiting),
        "set_by": _set_by(found.set_by),
        "review_due": found.ruling.terms.review_on is not None and found.ruling.terms.review_on < today,
        "advice": {"tone": tone, "head": head, "why": why},
        "against_advice": found.advice.may_wait is not None and found.advice.may_wait != found.answer.allowed,
        "evidence": [_criterion(each, currency, bounds) for each in found.evidence],
        "policies": page_at("policies", who) if who.may("SetPolicy") else "",
    }
    return render(request, "console/item_rules.html", told)


def _rule(name: str) -> str:
    """`sku:A channel:amazon` as people say it."""
    if name == "default":
        return "the rule for everything else"
    parts = [each.partition(":") for each in name.split(" channel:")]
    kinds = {"sku": "its own rule", "family": "the rule of its family", "channel": "the rule of the channel"}
    kind, _, rest = parts[0]
    said = kinds.get(kind, kind)
    return f"{said} {rest}" if kind in ("family", "channel") else said


def _set_by(revision: Any) -> dict[str, Any] | None:
    if revision is None:
        return None
    names = names_of([revision.author])
    return {
        "who": actor_said(revision.author, names),
        "at": revision.at,
        "note": revision.note,
        "revision": revision.revision,
    }


def _criterion(each: Evidence, currency: str, bounds: EvidencePolicy) -> dict[str, str]:
    spoken = {True: ("good", "for"), False: ("bad", "against"), None: ("quiet", "neither")}
    tone, side = spoken[each.supports]
    if each.value is None:
        tone, side = "quiet", "not known"
    return {
        "name": words(each.criterion),
        "figure": _figure(each, currency),
        "bound": _bound(each.criterion, currency, bounds),
        "tone": tone,
        "side": side,
    }


def _figure(each: Evidence, currency: str) -> str:
    if each.value is None:
        return "–"
    if each.criterion.is_money and isinstance(each.value, int):
        return money(each.value, currency)
    if each.criterion is Criterion.BOUGHT_TOGETHER and isinstance(each.value, float):
        return f"{100 * each.value:.0f} %"
    return f"{each.value:,.10g}" if isinstance(each.value, int | float) else each.value


def _bound(criterion: Criterion, currency: str, bounds: EvidencePolicy) -> str:
    """Where it tips, as the policy has it."""
    return {
        Criterion.REPLENISHMENT_FREQUENT: f"for from {bounds.frequent_receipts_per_year:g}",
        Criterion.LEAD_TIME_STABLE: f"for up to {bounds.stable_lateness_days}",
        Criterion.MARGIN_ABSORBS: f"for from {money(bounds.enough_margin, currency)}",
        Criterion.SUBSTITUTION_RISK: "for at 0, where substitutes are named",
        Criterion.LOW_PRICE: f"against below {money(bounds.low_price, currency)}",
        Criterion.BOUGHT_TOGETHER: f"against from {100 * bounds.bought_together_share:.0f} %",
        Criterion.SEASONAL: f"against below {bounds.seasonal_margin_days}; decides alone",
        Criterion.DAMAGE_RISK: "against when yes",
        Criterion.UNIQUE_OR_CUSTOM: "for when yes",
        Criterion.DISCONTINUED: "against when yes; decides alone",
    }[criterion]
