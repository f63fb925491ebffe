"""The story of an order of a live shop in plain sentences (spec 3.5, 7.5, 9.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from makegood.domain.terms.pegging import Source
from makegood.queries.access import with_its_words
from makegood.queries.story import CaseStory, LineStory, Story
from makegood.queries.why_date import Inbound, Version
from makegood.wording.codes import inside, words
from makegood.wording.sentences import (
    age,
    basis_said,
    between,
    component_said,
    day_of,
    days_of,
    joined,
    queue_answer,
    safe,
    units_of,
)
from makegood.wording.tables_events import actor_said, cause_said
from makegood.wording.tasks import task_said

_KEPT = {"held": "kept for it", "released": "with the warehouse", "shipped": "shipped"}
_WHY_KEPT = {"was_there": "there when the order came"}
_MOOT = "moot"
_ENDED = frozenset({"shipped", "cancelled", "substituted"})


def tell_story(story: Story, *, today: date, zone: ZoneInfo) -> list[str]:
    """One order's story, a sentence or two per line; an empty line between parts, points indented. Moments are told in
    `zone`."""
    order = story.order
    where = f", to {order.country}" if order.country else ""
    placed = day_of(order.placed_on, today)
    now = day_of(today, date.min)
    told = [f"Order {order.number}, placed on {placed} on {story.channel}{where}. Today is {now}."]
    if order.muted:
        told.append("It came from another tool: its customer is told nothing until somebody chooses.")
    if order.on_hold:
        told.append("It is on hold.")
    if order.ship_complete:
        told.append("It goes in one parcel, when all of it is there.")
    for line in story.lines:
        told += ["", *_line(line, story.names, today)]
    told += _part("What the customer is told", _notices(story, today, zone))
    told += _part("What was decided", _decisions(story, today, zone))
    told += _part("What somebody must do", _tasks(story, today))
    told += _part("Parcels", _parcels(story, today))
    told += _part("What happened", _history(story, zone))
    return [safe(each) for each in told]


def _part(title: str, sentences: Iterator[str]) -> list[str]:
    found = [f"  {each}" for each in sentences]
    return ["", title, *found] if found else []


def _line(line: LineStory, names: Mapping[str, str], today: date) -> Iterator[str]:
    row = line.row
    title = f" ({line.title})" if line.title else ""
    counts = (
        (row.shipped_qty, "shipped"),
        (row.reserved_qty, "reserved"),
        (row.backordered_qty, "backordered"),
        (row.cancelled_qty, "cancelled"),
        (row.substituted_qty, "substituted"),
        (row.returned_qty, "returned"),
    )
    said = "".join(f", {qty:,} {name}" for qty, name in counts if qty)
    yield f"Line {row.line_id}, {line.sku}{title}: {row.ordered_qty:,} ordered{said}."
    if row.reserved_qty or row.backordered_qty:
        waiting = next((case.row for case in line.cases if case.row.state == "open"), None)
        yield f"  {age(row.baseline, bucket=waiting.bucket if waiting else '', today=today)}"
    if row.oversell:
        yield "  It is an oversell: it was taken although this SKU may not wait or its cap was full."
    for one in line.kept:
        firm = ", firm" if one.firm and one.state == "held" else ""
        why = f": {_WHY_KEPT.get(one.why) or inside(one.why)}" if one.state == "held" else ""
        yield f"  {units_of(one.qty)} of {one.sku} at {one.location} {_KEPT[one.state]}{firm}{why}."
    for case in line.cases:
        yield from _case(case, line, today)
    yield from _windows(line, names, today)


def _case(case: CaseStory, line: LineStory, today: date) -> Iterator[str]:
    row = case.row
    sure = "" if row.reason_confirmed else ", not confirmed"
    text = f", “{case.text}”" if case.text else ""
    yield (
        f"  Case {row.pk}, {units_of(row.qty)}: {words(case.label)}. Found on {day_of(row.detected_on, today)}, "
        f"cause: {inside(row.reason)}{text}{sure}."
    )
    if row.state in _ENDED:
        if row.approved_by:
            yield f"    Approved by: {inside(row.approved_by)}."
        return
    if row.state == "open" and row.next_review_on is not None:
        yield f"    Next look on {day_of(row.next_review_on, today)}, by {inside(row.owner)}."
    for answer in case.why_not:
        yield from (f"  {each}" for each in queue_answer(answer, reserved_qty=line.row.reserved_qty))


def _windows(line: LineStory, names: Mapping[str, str], today: date) -> Iterator[str]:
    published = [each for each in line.windows if each.version is not None]
    proposed = [each for each in line.windows if each.state == "proposed"]
    if not published and not proposed:
        if line.row.backordered_qty:
            yield "  No date: not every missing unit has a supply that is certain enough to promise."
        return
    for each in published[:-1]:
        said = f"ships {between(each.ship, today)}" if each.ship else "no date"
        yield f"  Window {each.version}, since replaced: {said}."
    if published:
        told = f"Window {published[-1].version}, what the customer was told"
        yield from _window(told, published[-1], names, today)
    for each in proposed:
        yield from _window("Proposed, nobody was told", each, names, today)


def _window(name: str, window: Version, names: Mapping[str, str], today: date) -> Iterator[str]:
    by = f", approved by {actor_said(window.approved_by, names)}" if window.approved_by else ""
    yield f"  {name}: {_days(window, today)} ({cause_said(window.why)}{by})."
    for basis in window.basis:
        parts = {each.sku: each for each in window.inbound if each.po == basis.ref}
        of = next(iter(parts), "") if basis.source is not Source.STOCK and len(parts) == 1 else ""
        yield f"    {basis_said(basis, component=of, today=today)}"
    yield from (f"    {each}" for each in lots_said(window.inbound, today))
    for step in window.components:
        yield f"    {component_said(step)}"


def _days(window: Version, today: date) -> str:
    if window.ship is None or window.deliver is None:
        return "no date any more, for nothing credible is left"
    return f"its last unit ships {between(window.ship, today)} and arrives {between(window.deliver, today)}"


def lots_said(lots: Sequence[Inbound], today: date) -> Iterator[str]:
    """What suppliers say now of the lots that a window rests on; of several SKUs, as those of a set, each is named."""
    several = len({each.sku for each in lots}) > 1
    yield from (_lot_said(each, today, named=several) for each in lots)


def _lot_said(lot: Inbound, today: date, *, named: bool) -> str:
    of = f"{lot.sku}, {lot.po}" if named else lot.po
    sure = "confirmed" if lot.confirmed else "not confirmed"
    eta = f"ETA {day_of(lot.eta, today)}, {sure}" if lot.eta else "no ETA"
    moved = ""
    if lot.first_eta and lot.eta and lot.first_eta != lot.eta:
        late = (lot.eta - lot.first_eta).days
        moved = f", {days_of(abs(late))} {'later' if late > 0 else 'earlier'} than first said"
    return f"Now: {lot.supplier} says of {of}: {eta}{moved}; {units_of(lot.open_qty)} open."


def _notices(story: Story, today: date, zone: ZoneInfo) -> Iterator[str]:
    for row in story.notices:
        on = day_of(row.queued_at.astimezone(zone).date(), today)
        why = f", because: {inside(row.why_not)}" if row.why_not else ""
        asks = ""
        # What is not told asks nobody.
        if row.answer_by is not None and row.silent_default and row.state != "withheld":
            asks = f" No answer by {day_of(row.answer_by, today)} means: {inside(row.silent_default)}."
        about = f" for line {', '.join(row.lines)}" if row.lines else ""
        yield f"{words(row.kind)}{about}: {inside(row.state)} on {on}{why}.{asks}"


def _decisions(story: Story, today: date, zone: ZoneInfo) -> Iterator[str]:
    for row in story.decisions:
        on = day_of(row.at.astimezone(zone).date(), today)
        why = f" “{row.why}”" if row.why else ""
        replaced = " Replaced since." if row.replaced_at else ""
        by = (
            inside(row.approved_by)
            if row.approved_by
            else actor_said(row.actor if row.by == "person" else row.by, story.names)
        )
        yield f"{words(row.choice)} on {on}, by {by}; recommended: {inside(row.recommended)}.{why}{replaced}"


def _tasks(story: Story, today: date) -> Iterator[str]:
    for row in story.tasks:
        done = ""
        if row.done_by == _MOOT:
            done = "; closed by itself: no longer needed"
        elif row.done_at:
            done = f"; done by {actor_said(row.done_by, story.names)}"
        asked = task_said(row.kind, with_its_words(row.data), today=today)
        yield f"Task {row.pk}, {inside(row.role)}, due on {day_of(row.due_on, today)}: {asked}{done}."


def _parcels(story: Story, today: date) -> Iterator[str]:
    for row in story.shipments:
        name = f"Parcel {row.number}" if row.number else "A parcel"
        units = joined([f"{qty:,} of line {line}" for line, qty in row.units.items()])
        tracking = f", {row.carrier} {row.tracking}".rstrip() if row.carrier or row.tracking else ""
        cancelled = " It was cancelled." if row.cancelled_at else ""
        yield f"{name} on {day_of(row.shipped_on, today)}: {units}{tracking}.{cancelled}"


def _history(story: Story, zone: ZoneInfo) -> Iterator[str]:
    for each in story.history:
        who = actor_said(each.actor, story.names)
        yield f"{each.at.astimezone(zone):%Y-%m-%d %H:%M %Z}  {words(each.kind)} (by {who})"
