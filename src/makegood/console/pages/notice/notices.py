"""What customers are owed and told: what waits for somebody, what goes by itself, and whether anything is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.charts import Bar, bars
from makegood.console.clock import shop_today
from makegood.console.columns import order_column
from makegood.console.door import page
from makegood.console.pages.notice import _held
from makegood.console.pages.notice._sending import off
from makegood.console.tables import Column, Table
from makegood.domain.notice.outcome import Kind, Settled
from makegood.queries.muted import held_notices, muted_number
from makegood.queries.notices import ListedNotice, ToHear, notices, to_hear, undone
from makegood.services.cutover import Approve
from makegood.services.notice import BRAKED, OweUpdates, SettleLetters
from makegood.spreadsheet.writing.phrases import counted
from makegood.wording import words
from makegood.wording.sentences import short_day

_BETWEEN = ":"
_AHEAD = timedelta(days=6)
STATES = {
    "queued": ("Queued", "quiet"),
    "claimed": ("On its way", "info"),
    "sent": ("Sent", "good"),
    "failed": ("Refused", "bad"),
    "uncertain": ("Unclear", "bad"),
    "withheld": ("Not sent", "quiet"),
}
_HELD = {
    BRAKED: "Waits for the brake",
    "notice_failed": "Could not be written",
    "notice_incomplete": "Lacks something",
}
_TABLE: Table[ListedNotice] = Table(
    name="notices",
    key=lambda row: f"{row.notice}{_BETWEEN}{row.letter or ''}",
    columns=(
        Column(
            "kind",
            "Message",
            lambda row: words(row.kind),
            link=lambda row: reverse("notice", args=[row.notice]),
        ),
        order_column(),
        Column("due_at", "Due", lambda row: row.due_at, wide=True),
        Column("sent_at", "Sent", lambda row: row.sent_at, wide=True),
        Column("next_update_on", "Next update", lambda row: row.next_update_on, wide=True),
        Column(
            "state",
            "State",
            lambda row: state_said(row),
            tone=lambda row: state_tone(row),
            note=lambda row: words(row.why_not) if row.why_not else "",
        ),
    ),
)


def state_said(row: ListedNotice) -> str:
    """How it stands with a notice."""
    if row.state == "queued" and row.held_for:
        return _HELD.get(row.held_for, words(row.held_for))
    return STATES[row.state][0]


def state_tone(row: ListedNotice) -> str:
    """The colour of that."""
    return "late" if row.state == "queued" and row.held_for else STATES[row.state][1]


@page("notices", verb="notices", name="notices", methods=("GET", "HEAD", "POST"))
def owed(request: HttpRequest) -> HttpResponseBase:
    """All notices, or those in a state; chosen ones are let go or settled."""
    if request.method == "POST":
        return _act(request)
    _, day = shop_today()
    asked = {name: request.GET.get(name, "").strip()[:200] for name in ("state", "kind", "order")}
    held = asked["state"] == "held"
    state = "queued" if held else asked["state"] or None
    found = notices(state=state, kind=asked["kind"] or None, order=asked["order"] or None, held=held or None)
    file = _TABLE.file(request, found)
    if file is not None:
        return file
    open_now = undone()
    told = {
        **asked,
        "sheet": _TABLE.listed(request, found),
        "off": off(),
        "found": open_now,
        "shown": _held.shown(held_notices()) if open_now.braked else "",
        "muted": muted_number(),
        "kinds": [(each.value, words(each)) for each in Kind],
        "states": [("held", "Held back"), *((code, name) for code, (name, _) in STATES.items())],
        **_promised(to_hear(until=day + _AHEAD), day),
    }
    return render(request, "console/notices.html", told)


def _promised(days: Sequence[ToHear], today: date) -> Mapping[str, Any]:
    return {
        "due": _due(days, today),
        "late": sum(each.orders for each in days if each.day < today),
        "today": sum(each.orders for each in days if each.day == today),
        "ahead": sum(each.orders for each in days if each.day > today),
    }


def _due(days: Sequence[ToHear], today: date) -> list[Bar]:
    """How many customers hear from us by when, because we said so."""
    late = sum(each.orders for each in days if each.day < today)
    rows = [("Overdue", float(late), f"{late:,}", "bad", "")] if late else []
    rows += [
        (
            "Today" if each.day == today else short_day(each.day, today),
            float(each.orders),
            f"{each.orders:,}",
            "late" if each.day == today else "info",
            "",
        )
        for each in days
        if each.day >= today
    ]
    return bars(rows)


def _act(request: HttpRequest) -> HttpResponseBase:
    to = doing.back_to(request, reverse("notices"))
    wanted = request.POST.get("do", "")
    if wanted == "all":
        return _held.let_go(request, said=_let_go, to=to)
    if wanted == "updates":
        return doing.done(request, OweUpdates(), said=_queued, to=to)
    pairs = [each.partition(_BETWEEN) for each in request.POST.getlist("row")]
    if wanted == "go":
        numbers = _numbers(notice for notice, _, _ in pairs)
        command: Any = Approve(notices=numbers)
        said: Any = _let_go
    else:
        numbers = _numbers(letter for _, _, letter in pairs)
        how = Settled(wanted) if wanted in set(Settled) else Settled.NOT_SENT
        command = SettleLetters(letters=numbers, how=how)
        said = lambda found: f"{counted(len(found), 'message')} settled: {_SETTLED[how]}."  # noqa: E731
    if not numbers or (wanted not in set(Settled) and wanted != "go"):
        return doing.nothing_chosen(request, to=to)
    return doing.done(request, command, said=said, to=to)


_SETTLED = {
    Settled.SENT: "it arrived",
    Settled.AGAIN: "it is written anew and sent",
    Settled.NOT_SENT: "it is left unsent",
}


def _numbers(texts: Any) -> tuple[int, ...]:
    found = dict.fromkeys(int(each) for each in texts if each.isdecimal() and len(each) < 16)
    return tuple(found)


def _let_go(found: Sequence[int]) -> str:
    return f"{counted(len(found), 'message')} let go." if found else "Nothing was held."


def _queued(found: Any) -> str:
    warned = f" A person is warned of {found.warned:,}." if found.warned else ""
    return f"{counted(found.queued, 'update')} queued.{warned}"
