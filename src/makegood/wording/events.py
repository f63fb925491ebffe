"""What an event of an order tells beside its kind, as a few words a person reads: figures, days, reasons, texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from makegood.domain.terms.dates import Window
from makegood.wording.codes import inside, words
from makegood.wording.sentences import between, short_day, units_of
from makegood.wording.tables_events import cause_said
from makegood.wording.tasks import deed_said, task_kind

Data = Mapping[str, Any]
_COUNTERS = ("ordered", "reserved", "backordered", "shipped", "cancelled", "substituted", "returned")


def event_said(kind: str, data: Data, *, today: date) -> str:
    """What happened in detail; "" = its kind says it all."""
    say = _SAID.get(kind, _lines_and_why)
    return "; ".join(each for each in say(data, today) if each)


def lines_of(data: Data) -> set[str]:
    """The line ids an event names; none = it is about the order as a whole."""
    found = {*data.get("lines", ()), *data.get("units", ()), *data.get("about", ())}
    if "releases" in data:
        # Units of lines, or of lines by release.
        found = {*data.get("lines", ()), *_flat(data.get("units", {}))}
    found |= {data["line"]} if isinstance(data.get("line"), str) else set()
    for name in ("cases", "backorders"):
        found |= {
            str(each["line"]) for each in data.get(name, ()) if isinstance(each, Mapping) and "line" in each
        }
    return {str(each) for each in found}


def _flat(units: Mapping[str, Any]) -> Iterator[str]:
    for line, qty in units.items():
        if isinstance(qty, Mapping):
            yield from qty
        else:
            yield line


def _lines_and_why(data: Data, today: date) -> Iterator[str]:
    del today
    yield from _lines(data)
    yield from _told(data)


def _lines(data: Data) -> Iterator[str]:
    lines = data.get("lines")
    if not isinstance(lines, Mapping):
        return
    for line, counts in lines.items():
        if isinstance(counts, Mapping):
            said = [f"{counts[name]:,} {name}" for name in _COUNTERS if counts.get(name, 0) > 0]
            if said:
                yield f"line {line}: {', '.join(said)}"


def _told(data: Data) -> Iterator[str]:
    """Whose word it was, the reason and the text, where there are any."""
    if data.get("approved_by"):
        yield f"by the word of: {inside(data['approved_by'])}"
    if data.get("reason"):
        yield f"reason: {inside(data['reason'])}"
    for name in ("why", "stopped", "text", "note"):
        if data.get(name):
            yield f"“{data[name]}”"


def _published(data: Data, today: date) -> Iterator[str]:
    days = data.get("ship")
    known = days and all(days)
    yield (
        f"line {data['line']} ships {_window(days, today)}"
        if known
        else f"line {data['line']}: no date any more"
    )
    if data.get("version"):
        yield f"window {data['version']}"
    if data.get("why"):
        yield f"because of: {cause_said(data['why'])}"


def _rejected(data: Data, today: date) -> Iterator[str]:
    del today
    yield f"line {data['line']}"
    if data.get("why"):
        yield f"“{data['why']}”"


def _asked(data: Data, today: date) -> Iterator[str]:
    yield f"line {data['line']}"
    if data.get("wish"):
        yield f"by {_day(data['wish'], today)}"
    if data.get("why"):
        yield f"“{data['why']}”"


def _decided(data: Data, today: date) -> Iterator[str]:
    del today
    yield f"{words(data['choice'])}, {_named(data.get('about', ()))}"
    if data.get("recommended") != data["choice"]:
        yield f"recommended was: {inside(data['recommended'])}"
    whose = data.get("approved_by") or (data.get("by") if data.get("by") != "person" else "")
    if whose:
        yield f"by the word of: {inside(whose)}"
    if data.get("text"):
        yield f"“{data['text']}”"


def _mailed(data: Data, today: date) -> Iterator[str]:
    if data.get("kind"):
        yield words(data["kind"]) + (", passed on by a person" if data.get("way") == "person" else "")
    if data.get("about"):
        yield _named(data["about"])
    if data.get("next_update_on"):
        yield f"next update by {_day(data['next_update_on'], today)}"


def _contacted(data: Data, today: date) -> Iterator[str]:
    del today
    yield words(data["kind"])


def _link(data: Data, today: date) -> Iterator[str]:
    if data.get("expires_at"):
        yield f"open until {_day(data['expires_at'][:10], today)}"


def _reviewed(data: Data, today: date) -> Iterator[str]:
    for case in data.get("cases", ()):
        if not isinstance(case, Mapping):
            continue
        said = []
        if case.get("bucket"):
            said.append(f"now {case['bucket']} days late")
        if case.get("owner"):
            said.append(f"owned by {inside(case['owner'])}")
        if case.get("escalated_on"):
            said.append("escalated")
        if case.get("next_review_on"):
            said.append(f"next look on {_day(case['next_review_on'], today)}")
        yield f"line {case.get('line', '')}: {', '.join(said)}" if said else ""


def _taken_back(data: Data, today: date) -> Iterator[str]:
    del today
    yield f"{inside(str(data['choice']))}, {_named(data['about'])}"
    if data.get("text"):
        yield f"“{data['text']}”"


def _assigned(data: Data, today: date) -> Iterator[str]:
    owner = str(data.get("owner", ""))
    # Who it is stands beside the line that waits: history holds no names.
    yield "one person" if owner.startswith("person:") else inside(owner)
    yield from _done(data, today)


def _answered(data: Data, today: date) -> Iterator[str]:
    del today
    yes = data.get("answer") == "yes"
    for kind in dict.fromkeys(each["kind"] for each in data.get("tasks", ())):
        done, not_done = _ANSWERS.get(kind, ("yes", "no"))
        yield done if yes else not_done
    if data.get("note"):
        yield f"“{data['note']}”"


_ANSWERS = {
    "goodwill": ("the credit is granted", "the credit is refused"),
    "deed_asked": ("what a colleague asked for is done", "what a colleague asked for is declined"),
}


def _deed_asked(data: Data, today: date) -> Iterator[str]:
    del today
    yield f"{inside(data['role'])}: {deed_said(data)}"
    if data.get("line"):
        yield f"line {data['line']}"
    if data.get("why"):
        yield f"“{data['why']}”"


def _done(data: Data, today: date) -> Iterator[str]:
    del today
    yield from dict.fromkeys(task_kind(each["kind"]) for each in data.get("tasks", ()))
    note = data.get("note")
    if note and note != "done":
        yield f"“{note}”"


def _units(data: Data, today: date) -> Iterator[str]:
    del today
    found: dict[str, int] = {}
    for line, qty in data.get("units", {}).items():
        for name, number in qty.items() if isinstance(qty, Mapping) else ((line, qty),):
            found[name] = found.get(name, 0) + number
    yield from (f"{units_of(qty)} of line {line}" for line, qty in found.items())
    yield from _told(data)


def _shipped(data: Data, today: date) -> Iterator[str]:
    del today
    if data.get("number"):
        yield f"parcel {data['number']}"
    yield from _lines(data)
    if data.get("location"):
        yield f"from {data['location']}"


def _edited(data: Data, today: date) -> Iterator[str]:
    changed = data.get("changed", {})
    for name, (before, after) in changed.get("order", {}).items():
        yield _change(name, before, after, today)
    for line, dates in changed.get("dates", {}).items():
        for name, (before, after) in dates.items():
            yield f"line {line}, {_change(name, before, after, today)}"
    if data.get("text"):
        yield f"“{data['text']}”"


def _change(name: str, before: object, after: object, today: date) -> str:
    if isinstance(after, bool):
        on, off = _SWITCHES.get(name, (name.replace("_", " "), f"not {name.replace('_', ' ')}"))
        return on if after else off
    return f"{name.replace('_', ' ')}: {_value(before, today)} is now {_value(after, today)}"


def _value(value: object, today: date) -> str:
    if value in (None, ""):
        return "nothing"
    text = str(value)
    try:
        return _day(text, today)
    except ValueError:
        return text


def _named(lines: Any) -> str:
    found = list(lines)
    return f"{'line' if len(found) == 1 else 'lines'} {', '.join(found)}" if found else "all lines"


def _window(days: Any, today: date) -> str:
    return between(Window(*(date.fromisoformat(each) for each in days)), today)


def _day(text: str, today: date) -> str:
    return short_day(date.fromisoformat(text), today)


_SWITCHES = {
    "on_hold": ("put on hold", "no longer on hold"),
    "ship_complete": ("one parcel only from now on", "may go in several parcels"),
}
_SAID: Mapping[str, Callable[[Data, date], Iterator[str]]] = {
    "decision.decided": _decided,
    "decision.taken_back": _taken_back,
    "intake.edited": _edited,
    "notice.contacted": _contacted,
    "notice.link_given": _link,
    "notice.refused": _mailed,
    "notice.sent": _mailed,
    "notice.unclear": _mailed,
    "promise.asked": _asked,
    "promise.published": _published,
    "promise.rejected": _rejected,
    "release.recalled": _units,
    "release.released": _units,
    "release.shipped": _shipped,
    "review.answered": _answered,
    "review.assigned": _assigned,
    "review.deed_asked": _deed_asked,
    "review.done": _done,
    "review.reviewed": _reviewed,
}
