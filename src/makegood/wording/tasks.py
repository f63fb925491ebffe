"""What somebody is asked to do, as one sentence: the kind of the task in words, and what it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from makegood.domain.decision.outcome import FinanceAction, Why
from makegood.domain.terms.quantity import to_major
from makegood.wording.codes import inside
from makegood.wording.sentences import joined, short_day, units_of
from makegood.wording.tables_events import TASKS, cause_said

_REFUND, _AGAIN = FinanceAction.REFUND.value, FinanceAction.CAPTURE_AGAIN.value
_UNSURE, _UNPRICED = Why.CAPTURED_UNKNOWN.value, Why.PRICE_UNKNOWN.value
_DEARER = "dearer_instead"


def task_kind(kind: str) -> str:
    """A kind of task in words; one without words is shown by its name, readable."""
    return TASKS.get(kind) or kind.replace("_", " ").capitalize()


def task_said(kind: str, data: Mapping[str, Any], *, today: date) -> str:
    """What is asked, with every figure that the task carries."""
    if kind in (_REFUND, _AGAIN) and not data.get("not_wanted"):
        amount, currency = data.get("amount"), data.get("currency") or ""
        if data.get("why") == _UNSURE:
            return _if_captured(amount, currency) if kind == _REFUND else _if_given_back(amount, currency)
        if data.get("why") == _UNPRICED:
            return "A price is not known: find what of the payment goes back, or is to be taken again"
        if data.get("why") == _DEARER:
            return f"Take what the customer pays more for what goes instead: {_amount(amount, currency)}"
    facts = "; ".join(_facts(data, today))
    return f"{task_kind(kind)}: {facts}" if facts else task_kind(kind)


def who_is(role: str) -> str:
    """A role as one speaks of it: the manager, but support."""
    return inside(role) if role in _A_TEAM else f"the {inside(role)}"


_A_TEAM = frozenset({"support", "purchasing", "finance"})


def deed_said(data: Mapping[str, Any]) -> str:
    """What is not for everybody to do, to be read after "to": of a decision the way, else as the table of roles
    `says` it, or its name, readable."""
    verb, choice = str(data["verb"]), str(data.get("choice", ""))
    if choice and verb in _CHOSEN:
        return _CHOSEN[verb].format(_WAYS[choice])
    says = str(data.get("says", ""))
    return says.replace("`", "").partition(";")[0] or cause_said(verb, known={})


_CHOSEN = {"Decide": "{0}", "Undecide": "take back the decision to {0}"}
_WAYS = {
    "hold": "hold the order until it is whole",
    "split": "send what is there first",
    "substitute": "send something else instead",
    "cancel": "cancel what is short",
}


def _facts(data: Mapping[str, Any], today: date) -> Iterator[str]:
    if "verb" in data:
        yield deed_said(data)
    if data.get("not_wanted"):
        yield f"{_amount(data['not_wanted'], data.get('currency') or '')} not wanted any more"
    elif "amount" in data:
        yield _amount(data["amount"], data.get("currency") or "")
    for name, say in _SAID.items():
        value = data.get(name)
        if value not in (None, "", [], {}):
            yield say(value, today)


def _amount(minor: int | None, currency: str) -> str:
    return "amount not known" if minor is None else f"{to_major(minor, currency):,} {currency}"


def _if_captured(minor: int | None, currency: str) -> str:
    """A refund of which nobody knows whether it is owed: the amount is the most it can be."""
    most = "what was paid for it" if minor is None else f"up to {_amount(minor, currency)}"
    return f"We do not know what was captured: check the payment, and refund {most} if it was"


def _if_given_back(minor: int | None, currency: str) -> str:
    """The same of what is wanted again after such a refund was asked for."""
    most = "what was given back" if minor is None else f"up to {_amount(minor, currency)}"
    return f"We do not know what was captured: look what was given back, and take {most} of it again"


def _units(value: int | Mapping[str, int], _: date) -> str:
    if isinstance(value, int):
        return units_of(value)
    return ", ".join(f"{units_of(qty)} of line {line}" for line, qty in value.items())


def _day(text: str, today: date) -> str:
    return short_day(date.fromisoformat(text), today)


_SAID: Mapping[str, Callable[[Any, date], str]] = {
    "po": lambda number, _: f"purchase order {number}",
    "line": lambda line, _: f"line {line}",
    "lines": lambda lines, _: f"{'line' if len(lines) == 1 else 'lines'} {', '.join(lines)}",
    "release": lambda number, _: f"release {number}",
    "units": _units,
    "open": lambda qty, _: f"{units_of(qty)} still to come",
    "eta": lambda eta, today: f"supplier ETA {_day(eta, today)}",
    "bucket": lambda bucket, _: f"{bucket} days late",
    "action": lambda action, _: inside(action),
    "due": lambda day, today: f"it was due on {_day(day, today)}",
    "published_to": lambda day, today: f"promised until {_day(day, today)}",
    "reasons": lambda codes, _: joined(codes),
    "why": lambda code, _: inside(code),
    "wish": lambda day, today: f"by {_day(day, today)}",
    "detail": lambda text, _: text,
    "said": lambda text, _: text,
    "choice": lambda choice, _: f"the answer begins with: {inside(choice)}",
    "asked_first": lambda role, _: f"asked first: {inside(role)}",
}
"""What a task may carry, in the order it is told. Its SKU is the item it is about, its backup is asked in its turn."""
