"""Every open task: what people are asked to do."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from makegood.console import doing
from makegood.console.clock import shop_today
from makegood.console.door import caller, page
from makegood.console.links import item_at, order_at, po_at
from makegood.console.records.chosen import key_of, looked_at
from makegood.console.tables import Column, Table
from makegood.console.wishes import Asks, asks_of, here, place_of
from makegood.queries.access import with_its_words
from makegood.queries.affairs import tasks_by_kind
from makegood.queries.finding import histories_of_tasks
from makegood.queries.tasks import OF_AN_ANSWER, ROLES, OpenTask, open_tasks
from makegood.queries.wishes import questions_among
from makegood.services.review import AssignTasks, CloseTasks
from makegood.spreadsheet.writing.phrases import counted
from makegood.wording import inside, words
from makegood.wording.tasks import task_kind, task_said

_ASKS = 20


@page("tasks", verb="tasks", name="tasks", methods=("GET", "HEAD", "POST"))
def tasks(request: HttpRequest) -> HttpResponseBase:
    """Every open task; those that are chosen are said to be done, or handed over."""
    if request.method == "POST":
        return _done(request)
    who, (_, day) = caller(request), shop_today()
    role = request.GET.get("role", "")
    kind = request.GET.get("kind", "")
    roles = {"": None, "mine": who.roles}.get(role, {role})
    found = open_tasks(today=day, roles=roles, kind=kind or None)
    listing = table(day)
    file = listing.file(request, found)
    if file is not None:
        return file
    counts = tasks_by_kind(today=day)
    listed = [each for each in counts if kind in ("", each.kind) and (roles is None or each.role in roles)]
    told = {
        "sheet": listing.listed(request, found),
        "number": sum(each.number for each in listed),
        "asks": _questions(request, role, kind),
        "back": here(request),
        "role": role,
        "kind": kind,
        "kinds": sorted({each.kind for each in counts}, key=task_kind),
        "roles": ROLES,
    }
    return render(request, "console/tasks.html", told)


def _questions(request: HttpRequest, role: str, kind: str) -> Asks | None:
    """Those that whoever looks may answer, of the kind that the list is of."""
    if role not in ("", "mine", *caller(request).roles) or (kind and kind not in OF_AN_ANSWER):
        return None
    return asks_of(request, kind=kind or None, most=_ASKS)


def _done(request: HttpRequest) -> HttpResponseBase:
    looked = looked_at(request.POST.getlist("row"))
    chosen = tuple(looked)
    to = doing.back_to(request, reverse("tasks"))
    if not chosen:
        return doing.nothing_chosen(request, to=to)
    note = request.POST.get("note", "").strip()
    if request.POST.get("do") == "assign":
        role = request.POST.get("to", "")
        handed = AssignTasks(tasks=chosen, role=role, note=note)
        said = f"{counted(len(chosen), 'task')} for {inside(role)} now."
        meanwhile = doing.Looked(histories_of_tasks(looked), ("review.assigned",))
        return doing.done(request, handed, said=said, to=to, looked=meanwhile)
    asking = questions_among(chosen)
    if asking:
        number = len(asking)
        said = f"{counted(number, 'task')} {'asks' if number == 1 else 'ask'} for a yes or a no and stayed"
        messages.warning(request, f"{said}: answer under “Yes or no?”, or on the page of the order.")
    rest = tuple(each for each in chosen if each not in asking)
    if not rest:
        return doing.went(to)
    command = CloseTasks(tasks=rest, note=note)
    return doing.done(request, command, said=f"{counted(len(rest), 'task')} done.", to=to)


def table(day: date) -> Table[OpenTask]:
    """The list's columns, on a day."""
    return Table(
        name="tasks",
        key=lambda row: key_of(row.task, row.events),
        columns=(
            Column(
                "what",
                "What",
                lambda row: task_kind(row.kind),
                link=_leads,
                note=lambda row: _about(row, day),
            ),
            Column("order", "Order", lambda row: row.order, filed=True),
            Column("channel", "Channel", lambda row: row.channel, filed=True),
            Column("sku", "SKU", lambda row: row.sku, filed=True),
            Column("about", "About", lambda row: _more(row, day), filed=True),
            Column(
                "due_on", "Due", lambda row: row.due_on, tone=lambda row: "bad" if row.days_late else "quiet"
            ),
            Column("role", "For", lambda row: words(row.role), wide=True),
        ),
    )


def _about(row: OpenTask, day: date) -> str:
    """Which order or SKU, and what its kind does not say."""
    order = f"order {row.order}, {row.channel}" if row.order else ""
    return " · ".join(filter(None, (order, row.sku or "", _more(row, day))))


def _more(row: OpenTask, day: date) -> str:
    """What the task's kind does not say."""
    said = task_said(row.kind, with_its_words(row.data), today=day)
    return said.partition(": ")[2]


def _leads(row: OpenTask) -> str:
    """Where it is done: at its order, its purchase order or its item."""
    if place := place_of(row.data):
        return place
    if row.order and row.channel:
        return order_at(row.order, row.channel)
    if po := row.data.get("po"):
        return po_at(str(po))
    if row.kind == "windows_waiting" and row.sku:
        return f"{reverse('proposals')}?sku={row.sku}"
    return item_at(row.sku) if row.sku else reverse("tasks")
