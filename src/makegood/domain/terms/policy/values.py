"""One value of a policy file, in and out. Money is decimal in the file and minor units inside."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from math import inf
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from makegood.domain.terms.dates import DayRange
from makegood.domain.terms.policy.names import COUNTRIES, CURRENCIES
from makegood.domain.terms.policy.schema import MOST, Kind, Setting, quoted, quoted_lines
from makegood.domain.terms.quantity import minor_digits, to_major


class RefusedError(Exception):
    """A value the setting cannot have: a code, and what was expected instead."""

    def __init__(self, code: str, expected: str) -> None:
        self.code = code
        self.expected = expected
        super().__init__(code)


def read_value(setting: Setting, kind: Kind, raw: object, *, currency: str) -> Any:
    """A setting's value, or one entry of its list, from what TOML holds. Raises RefusedError."""
    value = _READ[kind.name](raw, currency)
    if isinstance(value, DayRange):
        _bound(setting, value.from_days, value.to_days)
    elif type(value) in (int, float):
        _bound(setting, value, value)
    elif setting.one_of and value not in setting.one_of:
        _refuse("not_allowed", ", ".join(setting.one_of))
    elif value == "" and (setting.filled or kind.optional or setting.kind is not kind):
        _refuse("empty", "text")
    return kind.type(value) if kind.choices and kind.type else value


def write_value(kind: Kind, value: Any, *, currency: str) -> str:
    """A value as TOML; None is `false`, which takes a setting away."""
    if value is None:
        return "false"
    if kind.name == "list":
        assert kind.of is not None
        return "[" + ", ".join(write_value(kind.of, entry, currency=currency) for entry in value) + "]"
    if kind.name == "money":
        return format(to_major(value, currency), "f")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, DayRange):
        return f"[{value.from_days}, {value.to_days}]"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, str):
        return quoted_lines(value) if "\n" in value else quoted(value)
    return repr(value)


def range_text(setting: Setting) -> str:
    """The bounds of a number: `at least 0`, `0 to 1`."""
    return f"{setting.least} to {setting.most}" if setting.most < MOST else f"at least {setting.least}"


def _bound(setting: Setting, low: float, high: float) -> None:
    # Not "outside": what is not a number is not inside either.
    if not setting.least <= low <= high <= setting.most:
        is_too_large = setting.most == MOST and setting.least <= low
        _refuse("out_of_range", f"at most {MOST}" if is_too_large else range_text(setting))


def _refuse(code: str, expected: str) -> NoReturn:
    raise RefusedError(code, expected)


def _typed(kind: type, expected: str) -> Callable[[Any, str], Any]:
    def read(raw: Any, _currency: str) -> Any:
        # A TOML moment is a date too, and true a whole number: only the very type will do.
        return raw if type(raw) is kind else _refuse("wrong_type", expected)

    return read


def _listed(names: frozenset[str], expected: str) -> Callable[[Any, str], str]:
    def read(raw: Any, _currency: str) -> str:
        return raw if isinstance(raw, str) and raw in names else _refuse("unknown_name", expected)

    return read


def _number(raw: Any, _currency: str) -> float:
    if type(raw) not in (int, Decimal):
        _refuse("wrong_type", "number")
    return float(raw) if _is_sane(raw) else inf


def _money(raw: Any, currency: str) -> int:
    if type(raw) not in (int, Decimal):
        _refuse("wrong_type", "amount of money")
    digits = minor_digits(currency)
    minor = Decimal(raw).scaleb(digits) if _is_sane(raw) else _refuse("out_of_range", f"at most {MOST}")
    if minor != int(minor):
        _refuse("out_of_range", f"at most {digits} decimals in {currency}")
    return int(minor)


def _is_sane(raw: int | Decimal) -> bool:
    return Decimal(raw).is_finite() and abs(Decimal(raw)) <= MOST


def _days(raw: Any, _currency: str) -> DayRange:
    if not isinstance(raw, list) or [type(part) for part in raw] != [int, int]:
        _refuse("wrong_type", "two whole numbers of days, as in [1, 2]")
    if raw[0] < 0:
        _refuse("out_of_range", "at least 0")
    return DayRange(*raw) if raw[0] <= raw[1] else _refuse("reversed", "the smaller number first")


def _zone(raw: Any, _currency: str) -> str:
    try:
        return ZoneInfo(raw).key
    except (AttributeError, TypeError, ValueError, OSError, LookupError):
        # LookupError: no such zone. OSError: the name of a folder of zones. ValueError: a path that leads elsewhere.
        _refuse("unknown_name", "time zone as in Europe/Berlin")


def _colour(raw: Any, _currency: str) -> str:
    if not isinstance(raw, str) or not re.fullmatch(r"#[0-9a-f]{6}", raw.lower()):
        _refuse("wrong_type", "colour as in #1f5f8b")
    return raw.lower()


def _picture(raw: Any, _currency: str) -> str:
    if not isinstance(raw, str) or not re.fullmatch(r"[0-9a-f]{64}", raw):
        _refuse("wrong_type", "SHA-256 of a picture, 64 hexadecimal digits")
    return raw


_READ: dict[str, Callable[[Any, str], Any]] = {
    "true or false": _typed(bool, "true or false"),
    "whole number": _typed(int, "whole number"),
    "number": _number,
    "text": _typed(str, "text"),
    "date": _typed(date, "date as in 2026-12-31"),
    "time of day": _typed(time, "time of day as in 14:00:00"),
    "days": _days,
    "money": _money,
    "currency": _listed(CURRENCIES, "ISO 4217 currency as in USD"),
    "country": _listed(COUNTRIES, "ISO 3166 country of two letters as in GB"),
    "zone": _zone,
    "colour": _colour,
    "picture": _picture,
}
