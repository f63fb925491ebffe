"""What nobody can mean is refused by its place: numbers, days and texts beyond what any shop says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import pytest

from makegood.domain.terms import limits
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.limits import EARLIEST_ON, LARGEST_WHOLE, LATEST_ON, LONGEST_ID


class Name(NamedTuple):
    """A name of two parts."""

    number: str
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of what is told."""

    qty: int = 1
    unit_price: int | None = None
    eta: date | datetime | None = None
    country: str | None = None
    note: str = ""
    order: Name | None = None
    more: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """A command without anything to say."""


def test_a_command_that_says_nothing_says_nothing_wrong() -> None:
    assert limits.fault_of(Nothing()) is None


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"qty": LARGEST_WHOLE},
        {"qty": -LARGEST_WHOLE},
        {"unit_price": 0},
        {"unit_price": 10**15},
        {"eta": EARLIEST_ON},
        {"eta": LATEST_ON},
        {"eta": datetime(2026, 11, 23, 9, tzinfo=UTC)},
        {"country": "DE"},
        {"note": "two\nlines\tand a tab"},
        {"order": Name("x" * LONGEST_ID)},
        {"order": Name("Nº 7 – 注文")},
    ],
)
def test_what_shops_say_is_within_the_bounds(line: dict[str, Any]) -> None:
    assert limits.fault_of(Told((Line(**line),))) is None


@pytest.mark.parametrize(
    "line, at, expected",
    [
        ({"qty": LARGEST_WHOLE + 1}, "qty", "at most 2,147,483,647"),
        ({"qty": -LARGEST_WHOLE - 1}, "qty", "at most 2,147,483,647"),
        ({"unit_price": -1}, "unit_price", "minor units between 0 and 1,000,000,000,000,000"),
        ({"unit_price": 10**15 + 1}, "unit_price", "minor units between 0 and 1,000,000,000,000,000"),
        ({"eta": date(1969, 12, 31)}, "eta", "a day between 1970-01-01 and 2199-12-31"),
        ({"eta": date(2200, 1, 1)}, "eta", "a day between 1970-01-01 and 2199-12-31"),
        ({"eta": datetime(9999, 12, 31, tzinfo=UTC)}, "eta", "a day between 1970-01-01 and 2199-12-31"),
        ({"country": "Germany"}, "country", "at most 2 characters"),
        ({"note": "a\x00b"}, "note", "text without control characters"),
        ({"note": "\x07"}, "note", "text without control characters"),
        ({"note": "half a letter \ud800"}, "note", "text without control characters"),
        ({"note": "x" * 2001}, "note", "at most 2,000 characters"),
        ({"order": Name("x" * (LONGEST_ID + 1))}, "order.number", "at most 255 characters"),
        ({"more": {"a": LARGEST_WHOLE + 1}}, "more[a]", "at most 2,147,483,647"),
    ],
)
def test_what_nobody_means_is_refused_by_its_place(line: dict[str, Any], at: str, expected: str) -> None:
    found = limits.fault_of(Told((Line(), Line(**line))))
    assert found is not None
    assert (found.at, found.expected) == (f"lines[2].{at}", expected)
    with pytest.raises(DomainError) as refused:
        limits.check(Told((Line(), Line(**line))))
    assert (refused.value.code, refused.value.data["at"]) == ("entry_invalid", f"lines[2].{at}")
    assert len(str(refused.value.data["found"])) <= 80
