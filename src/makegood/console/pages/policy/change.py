"""What a change of the policy would do, before it is saved; and saving it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import clock, doing
from makegood.console.clock import shop_today
from makegood.console.door import page
from makegood.console.links import order_at
from makegood.console.pages.policy.settings import form, since_of, toml_form
from makegood.console.policy_document import document_of, twice_named
from makegood.console.policy_state import of_post
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Policy, area_to_toml, differences, from_toml
from makegood.queries.actors import names_of
from makegood.queries.policy import current, history, policy_of
from makegood.queries.policy_change import Shift, changed_by, waiting_lines
from makegood.queries.shop import document_with, shop_under
from makegood.services.policy import PolicySet, RestorePolicy, SetPolicy, moves_units
from makegood.wording.policy_areas import AREAS, area_said
from makegood.wording.policy_change import TITLES, answer_said, move_said, shift_said
from makegood.wording.tables_events import actor_said

_UNPROCESSABLE, _CONFLICT = 422, 409
_LARGEST = 2_000_000
_LETTERS = 3
_MOST_LINES = 5_000
"""With more waiting lines than these the change is not tried out as a whole: others would have to wait meanwhile."""


@page("policies/change", verb="SetPolicy", name="policy_change", methods=("POST",))
def change(request: HttpRequest) -> HttpResponseBase:
    """Looked at (`do` = preview, with all that comes of it = effects) or saved: the fields of an area, a document, a
    file, or a version to be made again."""
    revision, policy = current()
    since = since_of(request, revision)
    if request.POST.get("do") == "rebase":
        since = revision
    area = request.POST.get("area", "")
    if "revision" in request.POST:
        return _restored(request, area, since)
    document, problems = _document(request, area)
    if problems:
        return _wrong(request, area, document, policy, since, problems)
    command = SetPolicy(document=document, note=request.POST.get("note", "").strip(), since=since)
    if request.POST.get("do") == "save":
        return _saved(request, command, area)
    try:
        after = from_toml(document_with(document))
        return _preview(request, command, after, {"document": document, "area": area, "since": since})
    except DomainError as refusal:
        if refusal.code == "policy_invalid":
            found = cast("Sequence[Mapping[str, str]]", refusal.data["problems"])
            return _wrong(request, area, document, policy, since, found)
        raise


def _document(request: HttpRequest, area: str) -> tuple[str, list[dict[str, str]]]:
    """What the form stands for, and what no document can hold of it."""
    sent = request.FILES.get("file")
    if sent is not None:
        if (sent.size or 0) > _LARGEST:
            return "", [{"where": "file", "code": "too_large", "value": "", "expected": "at most 2 MB"}]
        return sent.read().decode("utf-8", "replace"), []
    if "document" in request.POST:
        return request.POST["document"].replace("\r\n", "\n"), []
    if area not in AREAS:
        raise DomainError("area_unknown", {"area": area, "expected": ", ".join(AREAS)})
    state = of_post(request.POST, area)
    return document_of(state, area), twice_named(state, area)


def _wrong(
    request: HttpRequest,
    area: str,
    document: str,
    policy: Policy,
    since: int,
    problems: Sequence[Mapping[str, str]],
) -> HttpResponseBase:
    """The form again, with what was typed, and each mistake at its place."""
    if area in AREAS and "document" not in request.POST and not request.FILES:
        state = of_post(request.POST, area)
        return form(request, area, state, policy, since=since, problems=problems, status=_UNPROCESSABLE)
    return toml_form(request, area, document, since=since, problems=problems, status=_UNPROCESSABLE)


def _restored(request: HttpRequest, area: str, since: int) -> HttpResponseBase:
    text = request.POST["revision"]
    revision = int(text) if text.isdecimal() and len(text) < 10 else -1
    then = policy_of(revision)
    if area not in AREAS:
        raise DomainError("area_unknown", {"area": area, "expected": ", ".join(AREAS)})
    note = request.POST.get("note", "").strip()
    command = RestorePolicy(area=area, revision=revision, note=note, since=since)
    if request.POST.get("do") == "save":
        return _saved(request, command, area)
    after = from_toml(document_with(area_to_toml(then, area)))
    return _preview(request, command, after, {"revision": revision, "area": area, "since": since})


def _saved(request: HttpRequest, command: Any, area: str) -> HttpResponseBase:
    to = reverse("policy", args=[area]) if area in AREAS and area != "templates" else reverse("policies")
    try:
        outcome = doing.carry_out(request, command)
    except DomainError as refusal:
        if refusal.code == "policy_changed":
            return _overtaken(request, command, area)
        if refusal.code == "not_allowed":
            raise
        return doing.not_done(request, refusal, to=to)
    return doing.told(request, outcome, said=_said, to=to)


def _said(outcome: PolicySet) -> str:
    if not outcome.areas:
        return "Nothing was different: the policy stays as it is."
    return f"Saved as version {outcome.revision}: {', '.join(map(area_said, outcome.areas))}."


def _overtaken(request: HttpRequest, command: SetPolicy | RestorePolicy, area: str) -> HttpResponseBase:
    """Somebody else saved first: what they changed, and how one's own comes on top of it."""
    newest, _ = current()
    others = [each for each in history().first(20) if each.revision > (command.since or 0)]
    names = names_of(each.author for each in others)
    told = {
        "others": [(each, actor_said(each.author, names), [*map(area_said, each.areas)]) for each in others],
        "document": command.document if isinstance(command, SetPolicy) else None,
        "revision": command.revision if isinstance(command, RestorePolicy) else None,
        "note": command.note,
        "area": area,
        "newest": newest,
    }
    return render(request, "console/policy/overtaken.html", told, status=_CONFLICT)


def _preview(request: HttpRequest, command: Any, after: Policy, sent: Mapping[str, Any]) -> HttpResponseBase:
    shop, today = shop_today()
    changed = differences(after, since=shop.policy)
    areas = {each.where.partition(".")[0].partition("[")[0] for each in changed}
    effect, shifts, overtaken, lines = None, [], sent["since"] != shop.revision, 0
    # What becomes of all that waits takes its time: it follows when the settings are there to be read already.
    worked = request.POST.get("do") in ("effects", "rebase")
    if changed and worked:
        lines = waiting_lines() if moves_units(areas) else 0
        if lines <= _MOST_LINES and not overtaken:
            effect = doing.previewed(request, command)
        other = shop_under(after, revision=shop.revision, year=clock.now().year)
        shifts = changed_by(shop, other, areas=areas, today=today)
    told = {
        "sent": sent,
        "note": request.POST.get("note", ""),
        "changed": changed,
        "areas": [area_said(each) for each in AREAS if each in areas],
        "title": area_said(str(sent["area"])) if sent["area"] else "the policy",
        "worked": worked,
        "effect": effect,
        "letters": effect.letters[:_LETTERS] if effect else (),
        "units": sum(each.qty for each in effect.gains) if effect else 0,
        "shifts": [_shown(each, today) for each in shifts],
        "overtaken": overtaken,
        "lines": lines,
    }
    return render(request, "console/policy/change.html", told)


def _shown(shift: Shift, today: Any) -> dict[str, Any]:
    most = max((each.number for each in shift.moves), default=0)
    return {
        "about": shift.about,
        "title": TITLES[shift.about],
        "said": shift_said(shift.about, looked_at=shift.looked_at, changed=shift.changed, of=shift.of),
        "changed": shift.changed,
        "bars": [
            {
                "name": move_said(shift.about, each.before, each.after),
                "said": f"{each.number:,}",
                "share": 100 * each.number / most,
                "tone": "info",
            }
            for each in shift.moves[:12]
        ],
        "examples": [
            (
                order_at(each.order, each.channel),
                each,
                answer_said(shift.about, each.before, today=today),
                answer_said(shift.about, each.after, today=today),
            )
            for each in shift.examples
        ],
    }
