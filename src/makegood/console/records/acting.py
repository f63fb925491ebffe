"""What can be done on the page of an order: each form is one command, built from what was typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase

from makegood.console import doing
from makegood.console.records import typed
from makegood.console.sure import Doubt, doubt
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.queries.raised import first_of
from makegood.queries.story import Story
from makegood.services._orders import OrderName
from makegood.services.closure import Cancel, CancelLine, ConfirmReason, Reopen, ReopenLine
from makegood.services.decision import Decide, Instead, OrderChoice
from makegood.services.intake import EditLine, EditOrder, EditOrders
from makegood.services.notice import ContactKind, EndLinks, GiveLinks, LogContacts, NewContact
from makegood.services.once import Replayed
from makegood.services.promise import AskForDates, DateWish
from makegood.services.review import AssignCases, CloseTasks
from makegood.spreadsheet.writing.phrases import counted
from makegood.wording import inside

LINK = "link"


class Acted(NamedTuple):
    """What came of a form: an `answer` to send, or the page again with a `refusal`, with a `doubt` to be settled first,
    or with a new `link`."""

    answer: HttpResponseBase | None = None
    refusal: DomainError | None = None
    doubt: Doubt | None = None
    link: Any = None


def act(request: HttpRequest, story: Story, *, to: str) -> Acted:
    """Do what the form asks for. What the roles of whoever asks may not do is raised."""
    wanted = request.POST.get("do", "")
    build = _BUILD.get(wanted)
    if build is None:
        return Acted(answer=doing.not_done(request, _unknown(wanted), to=to))
    try:
        command, said = build(OrderName(story.order.number, story.channel), request.POST)
        asked = _doubt(request, story, command)
        if asked is not None:
            return Acted(doubt=asked)
        outcome = doing.carry_out(request, command)
    except DomainError as refusal:
        if refusal.code == "not_allowed":
            raise
        return Acted(refusal=refusal)
    if isinstance(outcome, Replayed):
        messages.info(request, "That was done already; it was not done twice.")
    elif wanted == LINK:
        return Acted(link=outcome[0])
    else:
        messages.success(request, said(outcome))
    return Acted(answer=doing.went(to))


def _doubt(request: HttpRequest, story: Story, command: Any) -> Doubt | None:
    """Whether more is wanted of a line than anybody would mean."""
    if not isinstance(command, EditOrders):
        return None
    first, ordered = first_of(each.row for each in story.lines), Counter[int]()
    for each in story.lines:
        ordered[first[each.row.pk]] += each.row.ordered_qty
    had = {each.row.line_id: (each.sku, ordered[first[each.row.pk]]) for each in story.lines}
    wanted = [
        (*had[each.line], each.quantity)
        for edit in command.edits
        for each in edit.lines
        if each.line in had and each.quantity is not None
    ]
    return doubt(request, ((sku, qty, before) for sku, before, qty in wanted))


Built = tuple[Any, Callable[[Any], str]]


def _decide(name: OrderName, form: QueryDict) -> Built:
    choice = typed.code(form, "choice", Choice)
    if choice is None:
        raise DomainError("entry_invalid", {"at": "choice", "found": "", "expected": "one of the four ways"})
    lines = tuple(form.getlist("line"))
    if not lines:
        # For the command no line means all of them; who unticked each of them meant none.
        raise DomainError("entry_invalid", {"at": "line", "found": "", "expected": "at least one line"})
    instead = tuple(
        Instead(line, sku)
        for line in lines
        if (sku := form.get(f"instead:{line}", "").strip()) and choice is Choice.SUBSTITUTE
    )
    choose = OrderChoice(
        order=name,
        choice=choice,
        lines=lines,
        approved_by=typed.code(form, "approved_by", Approval),
        instead=instead,
        reason=typed.code(form, "reason", Reason),
        text=typed.text(form, "text"),
    )
    return Decide(choices=(choose,)), lambda found: _decided(found[0])


def _decided(found: Any) -> str:
    if found.known:
        return f"It was decided so before: {inside(found.choice)}."
    said = f"Decided: {inside(found.choice)}."
    if found.finance:
        said += f" Finance has {counted(len(found.finance), 'task')}."
    return said


def _contact(name: OrderName, form: QueryDict) -> Built:
    new = NewContact(
        order=name,
        kind=typed.code(form, "kind", ContactKind) or ContactKind.OTHER,
        text=typed.text(form, "text"),
        answer=bool(form.get("answer")),
    )
    return LogContacts(
        contacts=(new,)
    ), lambda found: f"Noted; this order has had {counted(found[0].contacts, 'contact')}."


def _link(name: OrderName, _: QueryDict) -> Built:
    return GiveLinks(orders=(name,)), str


def _end_links(name: OrderName, _: QueryDict) -> Built:
    return EndLinks(
        orders=(name,)
    ), lambda found: f"{counted(found[0].links, 'link')} ended." if found[0].links else "No link was open."


def _ask(name: OrderName, form: QueryDict) -> Built:
    wish = DateWish(
        order=name, line=form.get("line", ""), why=typed.text(form, "why"), wish=typed.day(form, "wish")
    )
    return (
        AskForDates(wishes=(wish,)),
        lambda found: (
            "It was asked for before; the owner of dates has it."
            if found[0].known
            else "Asked. The owner of dates has it."
        ),
    )


def _tasks(_: OrderName, form: QueryDict) -> Built:
    chosen = typed.numbers(form, "task")
    return CloseTasks(
        tasks=chosen, note=typed.text(form, "note")
    ), lambda found: f"{counted(len(found), 'task')} done."


def _assign(_: OrderName, form: QueryDict) -> Built:
    command = AssignCases(backorders=typed.numbers(form, "case"), person=typed.text(form, "person") or None)
    return (
        command,
        lambda found: (
            "It was so before; nothing changed."
            if all(each.known for each in found)
            else "Somebody else has it now."
        ),
    )


def _reason(_: OrderName, form: QueryDict) -> Built:
    cases = typed.numbers(form, "case")
    reason = typed.code(form, "reason", Reason) or Reason.UNKNOWN
    command = ConfirmReason(backorders=cases, reason=reason, text=typed.text(form, "text"))
    return command, lambda _: f"The reason is confirmed: {inside(reason)}."


def _edit(name: OrderName, form: QueryDict) -> Built:
    lines = tuple(
        EditLine(line=line, quantity=quantity)
        for place, line in _numbered(form)
        if (quantity := typed.whole(form, f"qty:{place}")) is not None
    )
    asked = EditOrder(order=name, lines=lines, text=typed.text(form, "text"))
    return EditOrders(edits=(asked,)), lambda found: _edited(found[0])


def _numbered(form: QueryDict) -> list[tuple[str, str]]:
    """Lines by the number of their field: ids may hold anything."""
    found = (each.partition(":") for each in form.getlist("line"))
    return [(place, line) for place, _, line in found]


def _switch(name: OrderName, form: QueryDict) -> Built:
    what, on = form.get("what", ""), form.get("on") == "1"
    if what not in _SWITCHED:
        raise DomainError(
            "entry_invalid", {"at": "what", "found": what[:80], "expected": "a switch of the order"}
        )
    asked = EditOrder(order=name, text=typed.text(form, "text"))
    switched = replace(asked, on_hold=on) if what == "on_hold" else replace(asked, ship_complete=on)
    return EditOrders(edits=(switched,)), lambda _: _SWITCHED[what][not on]


_SWITCHED: Mapping[str, tuple[str, str]] = {
    "on_hold": ("The order is on hold.", "The order is no longer on hold."),
    "ship_complete": ("It goes in one parcel.", "It may go in several parcels."),
}


def _edited(found: Any) -> str:
    if found.known:
        return "It was so before; nothing changed."
    less, more = (
        sum(found.cancelled.values()),
        sum(each.reserved_qty + each.backordered_qty for each in found.added),
    )
    said = [f"{counted(less, 'unit')} fewer" if less else "", f"{counted(more, 'unit')} more" if more else ""]
    return f"The order was changed: {', '.join(filter(None, said)) or 'done'}."


def _cancel(name: OrderName, form: QueryDict) -> Built:
    approved = typed.code(form, "approved_by", Approval)
    if approved is None:
        raise DomainError("approval_required", {"end": "cancelled", "accepted": sorted(Approval)})
    line = CancelLine(order=name, line=form.get("line") or None, qty=typed.whole(form, "qty"))
    command = Cancel(
        lines=(line,),
        reason=typed.code(form, "reason", Reason),
        approved_by=approved,
        text=typed.text(form, "text"),
    )
    return command, _cancelled


def _cancelled(found: Any) -> str:
    units = sum(each.qty for each in found)
    kept = sum(each.released_qty for each in found)
    said = f"{counted(units, 'unit')} cancelled." if units else "Nothing was left to cancel."
    return said + (
        f" {counted(kept, 'unit')} stay: the warehouse has them; recall them first." if kept else ""
    )


def _reopen(name: OrderName, form: QueryDict) -> Built:
    line = ReopenLine(order=name, line=form.get("line", ""), qty=typed.whole(form, "qty"))
    command = Reopen(lines=(line,), our_error=bool(form.get("our_error")), text=typed.text(form, "text"))
    return command, lambda found: f"{counted(sum(each.qty for each in found), 'unit')} wanted again."


_BUILD: Mapping[str, Callable[[OrderName, QueryDict], Built]] = {
    "decide": _decide,
    "contact": _contact,
    LINK: _link,
    "end_links": _end_links,
    "ask": _ask,
    "tasks": _tasks,
    "assign": _assign,
    "reason": _reason,
    "edit": _edit,
    "switch": _switch,
    "cancel": _cancel,
    "reopen": _reopen,
}


def _unknown(wanted: str) -> DomainError:
    return DomainError("entry_invalid", {"at": "do", "found": wanted[:80], "expected": "a form of this page"})
