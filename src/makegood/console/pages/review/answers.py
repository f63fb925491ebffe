"""A yes or a no to what one is asked, and the question to others where something is not for oneself to do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from makegood.console import doing
from makegood.console.clock import shop_today
from makegood.console.door import page
from makegood.console.records import typed
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.services._orders import OrderName
from makegood.services.review import AnswerTasks, AskForDeeds, DeedWish, TaskAnswer
from makegood.wording.sentences import short_day
from makegood.wording.tasks import who_is

_YES, _NO = "yes", "no"


@page("tasks/answer", verb="AnswerTasks", name="answer", methods=("POST",))
def answer(request: HttpRequest) -> HttpResponseBase:
    """Grant or refuse, done or declined."""
    to = doing.back_to(request, "/")
    tasks, said = typed.numbers(request.POST, "task"), request.POST.get("answer", "")
    if not tasks:
        return doing.nothing_chosen(request, to=to)
    if said not in (_YES, _NO):
        wrong = {"at": "answer", "found": said[:80], "expected": f"{_YES} or {_NO}"}
        return doing.not_done(request, DomainError("entry_invalid", wrong), to=to)
    reason = typed.text(request.POST, "reason")
    given = TaskAnswer(task=tasks[0], yes=said == _YES, reason=reason)
    return doing.done(request, AnswerTasks(answers=(given,)), said=lambda found: _answered(found[0]), to=to)


def _answered(found: Any) -> str:
    if found.known:
        return "It was answered before; that stays."
    if found.kind == "goodwill":
        return "The credit is granted." if found.yes else "The credit is refused."
    return "Done; whoever asked sees it." if found.yes else "Declined; whoever asked sees why."


@page("wishes", verb="AskForDeeds", name="wish", methods=("POST",))
def wish(request: HttpRequest) -> HttpResponseBase:
    """Ask those who may."""
    form = request.POST
    to = doing.back_to(request, "/")
    number, channel = typed.text(form, "order"), typed.text(form, "channel")
    wanted = DeedWish(
        verb=typed.text(form, "verb"),
        choice=typed.code(form, "choice", Choice),
        order=OrderName(number, channel or None) if number else None,
        line=typed.text(form, "line"),
        sku=typed.text(form, "sku") or None,
        detail=typed.text(form, "detail"),
        place=typed.text(form, "place"),
        why=typed.text(form, "why"),
    )
    return doing.done(request, AskForDeeds(wishes=(wanted,)), said=lambda found: _asked(found[0]), to=to)


def _asked(found: Any) -> str:
    if found.declined:
        return f"It was asked for before and declined: “{found.reason}”. With another reason it can be asked anew."
    whom = who_is(found.role)
    if found.known:
        return f"It was asked for before; {whom} has it."
    return (
        f"Asked: {whom} has it, to answer by {short_day(found.due_on, shop_today()[1])}. You see it on Today."
    )
