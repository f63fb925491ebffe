"""One notice: what its customer read, or would read now, and what became of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from makegood.console.clock import shop_today
from makegood.console.door import caller, page
from makegood.console.pages.notice._sending import off
from makegood.console.pages.notice.notices import state_said, state_tone
from makegood.queries.actors import names_of
from makegood.queries.notices import AsSent, OneNotice, as_sent, draft_of, one_notice
from makegood.services.notice import drafted
from makegood.wording import inside, words
from makegood.wording.notice import NoticeWriter, RenderedNotice
from makegood.wording.several import written
from makegood.wording.tables_events import actor_said

_READS = "evidence"
"""Whoever may take an order's file may read what was written to its customer."""


@page("notices/<int:notice>", verb="notices", name="notice")
def notice(request: HttpRequest, notice: int) -> HttpResponseBase:
    """The message as it was read, or as it would be read if it went now."""
    found = one_notice(notice) if notice < 2**53 else None
    if found is None:
        raise Http404
    row = found.listed
    letter = as_sent(row.letter) if row.letter is not None else None
    reads = caller(request).may(_READS)
    draft, why_not = _draft(found) if row.state == "queued" else (None, "")
    told = {
        "row": row,
        "state": state_said(row),
        "tone": state_tone(row),
        "off": off(),
        "letter": letter if reads else None,
        "hidden": letter is not None and not reads,
        "said": _said(letter),
        "draft": draft,
        "why_not": words(why_not) if why_not else "",
        "settles": letter is not None and _is_open(letter),
        "silence": inside(row.silent_default) if row.silent_default else "",
    }
    return render(request, "console/notice.html", told)


def _draft(row: OneNotice) -> tuple[RenderedNotice | None, str]:
    """What it would say now, or why it would say nothing."""
    shop, day = shop_today()
    found = draft_of(shop, row, today=day)
    if found is None or found.notice is None:
        return None, found.why_not if found else ""
    writer = NoticeWriter(shop=shop.policy.shop, templates=shop.policy.templates)
    return written(writer, drafted([found.notice])), ""


def _is_open(letter: AsSent) -> bool:
    """Nobody knows what became of it, it was refused, or a person has to pass it on."""
    return letter.outcome in ("unclear", "refused") or (letter.way, letter.outcome) == ("person", "")


def _said(letter: AsSent | None) -> str:
    """What a server, or who of us, said of it."""
    if letter is None:
        return ""
    if letter.said.partition(":")[0] in ("person", "token") or letter.said == "cli":
        return f"says {actor_said(letter.said, names_of([letter.said]))}"
    return letter.said
