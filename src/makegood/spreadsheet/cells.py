"""From the text of a cell to a value. Converters see stripped, non-empty text; an empty cell never reaches them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_HALF_EVEN, Decimal
from sys import intern

from makegood.domain.terms.limits import (
    EARLIEST_ON,
    LARGEST_AMOUNT,
    LARGEST_WHOLE,
    LATEST_ON,
    LONGEST_ID,
    LONGEST_TEXT,
)
from makegood.domain.terms.policy.names import CURRENCIES
from makegood.domain.terms.quantity import minor_digits
from makegood.spreadsheet.columns import Column, Kind

# What a formula leaves where it fails, in English, German, French and Spanish workbooks saved as CSV.
FORMULA_ERRORS = frozenset(
    """#N/A #VALUE! #REF! #DIV/0! #NUM! #NAME? #NULL! #SPILL! #CALC! #GETTING_DATA #FIELD! #BLOCKED! #CONNECT!
    #NV #WERT! #BEZUG! #ZAHL! #VALEUR! #NOM? #NOMBRE! #NUL! #N/D #¡VALOR! #¡REF! #¡DIV/0! #¡NUM! #¿NOMBRE?""".split()
)
_FAILED = "a value; the formula in this cell fails"
# Details without which a line still counts.
_DETAILS = frozenset({Kind.ID, Kind.NAME, Kind.CHANNEL, Kind.LANGUAGE, Kind.EMAIL, Kind.COUNTRY})
# A bound on memory where a column has as many values as rows.
MOST_REMEMBERED = 50_000

Converter = Callable[[str], object]


class BadCellError(Exception):
    """The cell cannot be used, so its row is left out."""

    def __init__(self, expected: str) -> None:
        self.expected = expected
        super().__init__(expected)


class DoubtfulCellError(BadCellError):
    """The cell is taken as `value`, with a warning."""

    def __init__(self, expected: str, value: object) -> None:
        self.value = value
        super().__init__(expected)


class Cells(dict[str, object]):
    """The values of one column by their text: each text is converted once.

    Looking up an unknown text converts it; raises BadCellError, or DoubtfulCellError until the caller keeps a value.
    """

    def __init__(self, convert: Converter, column: Column) -> None:
        super().__init__()
        self._convert = convert
        self._column = column

    def __missing__(self, text: str) -> object:
        stripped = text.strip()
        if stripped in FORMULA_ERRORS:
            value = self._failed()
        elif stripped:
            value = self._convert(stripped)
        elif self._column.required:
            raise BadCellError("a value; this column must not be empty")
        else:
            value = self._column.default
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self[text] = value
        return value

    def _failed(self) -> object:
        if self._column.required or self._column.kind not in _DETAILS:
            raise BadCellError(_FAILED)
        raise DoubtfulCellError(f"{_FAILED}; taken as empty", self._column.default)


class Minor(dict[str, int]):
    """Amounts of one currency in minor units, by their text. Raises DoubtfulCellError once where it rounded."""

    def __init__(self, currency: str) -> None:
        super().__init__()
        self._currency = currency

    def __missing__(self, text: str) -> int:
        digits = minor_digits(self._currency)
        exact = Decimal(text).scaleb(digits)
        amount = int(exact.to_integral_value(rounding=ROUND_HALF_EVEN))
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        # Stored first: the caller warns once and then goes on with the rounded amount.
        self[text] = amount
        if amount != exact:
            raise DoubtfulCellError(
                f"at most {digits} decimals in {self._currency}; rounded half to even", amount
            )
        return amount


_WHOLE = re.compile(r"-?\d{1,15}(\.0*)?", re.ASCII)
_DECIMAL = re.compile(r"\d{1,15}(\.\d{0,12})?|\.\d{1,12}", re.ASCII)
_SHORTENED = re.compile(r"\d(\.\d+)?E\+\d\d+", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_YES_NO = {
    "yes": True,
    "y": True,
    "true": True,
    "1": True,
    "no": False,
    "n": False,
    "false": False,
    "0": False,
}
_CUSTOMER_TYPE = {"consumer": False, "business": True}
_STATUS = {"open": False, "closed": True, "cancelled": True, "canceled": True}
# Codes in everyday use that ISO 3166 spells differently.
_COUNTRY_ALIASES = {"UK": "GB", "EL": "GR"}


def _name(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise BadCellError(f"at most {LONGEST_TEXT} characters")
    return text


def _id(text: str) -> str:
    if len(text) > LONGEST_ID:
        raise BadCellError(f"at most {LONGEST_ID} characters")
    if not text.isprintable() and any(ord(sign) < 32 or ord(sign) == 127 for sign in text):
        raise BadCellError("one line of text; perhaps a quotation mark is not closed")
    if "E+" in text and _SHORTENED.fullmatch(text):
        raise DoubtfulCellError(
            "the full number: a spreadsheet has shortened it (format the column as text)", text
        )
    # One object per SKU, whatever table it stands in: look-ups then find it without comparing letters.
    return intern(text)


def _whole(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    if not _WHOLE.fullmatch(text):
        raise BadCellError("a whole number in digits, such as 1000 (not 1,000)")
    number = int(text.partition(".")[0])
    if number < 0:
        raise BadCellError("a whole number, 0 or more")
    if number > LARGEST_WHOLE:
        raise BadCellError(f"a whole number, at most {LARGEST_WHOLE}")
    return number


def _count(text: str) -> int:
    try:
        number = _whole(text)
    except BadCellError as error:
        if error.expected == "a whole number, 0 or more":
            raise BadCellError("a whole number above 0") from None
        raise
    if number == 0:
        raise BadCellError("a whole number above 0")
    return number


def _money(text: str) -> str:
    if not _DECIMAL.fullmatch(text):
        raise BadCellError(
            "a decimal, 0 or more, such as 1234.50 (no sign, no currency, no thousands separator)"
        )
    amount = Decimal(text)
    if amount > LARGEST_AMOUNT:
        raise BadCellError(f"an amount of at most {LARGEST_AMOUNT}")
    # One spelling per amount: rows that say 5 and 5.00 say the same.
    return f"{amount.normalize():f}"


def _email(text: str) -> str:
    if len(text) > LONGEST_ID or not _EMAIL.fullmatch(text):
        raise DoubtfulCellError("an e-mail address, name@shop.example; taken as unknown", None)
    return text


def _country(text: str) -> str:
    code = text.upper()
    if len(code) != 2 or not (code.isascii() and code.isalpha()):
        raise DoubtfulCellError("a country of two letters, such as US (ISO 3166); taken as unknown", None)
    return _COUNTRY_ALIASES.get(code, code)


def _currency(text: str) -> str:
    if len(text) != 3 or not (text.isascii() and text.isalpha()):
        raise BadCellError("a currency of three letters, such as USD (ISO 4217)")
    code = text.upper()
    if code not in CURRENCIES:
        raise DoubtfulCellError(
            "a currency of ISO 4217, such as USD; this one is not known, kept as it is", code
        )
    return code


def _language(text: str) -> str:
    code = text.lower().replace("_", "-").partition("-")[0]
    if not (2 <= len(code) <= 3 and code.isascii() and code.isalpha()):
        raise DoubtfulCellError("a language code, such as en; taken as unknown", None)
    return code


def _word(words: Mapping[str, bool], expected: str) -> Converter:
    def convert(text: str) -> bool:
        try:
            return words[text.lower()]
        except KeyError:
            raise BadCellError(expected) from None

    return convert


def _substitutes(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_id(part) for part in map(str.strip, text.split(";")) if part))


def _bundle(text: str) -> tuple[tuple[str, int], ...]:
    components: dict[str, int] = {}
    for part in filter(None, map(str.strip, text.split(";"))):
        sku, colon, qty = part.rpartition(":")
        if not (colon and sku.strip()):
            raise BadCellError("components with their units: SKU:2;SKU:1")
        sku = _id(sku.strip())
        components[sku] = components.get(sku, 0) + _count(qty.strip())
        if components[sku] > LARGEST_WHOLE:
            raise BadCellError(f"at most {LARGEST_WHOLE} units of a component")
    return tuple(components.items())


def _in_range(day: date) -> date:
    if not EARLIEST_ON <= day <= LATEST_ON:
        raise BadCellError(f"a day between {EARLIEST_ON} and {LATEST_ON}")
    return day


def _moment(text: str, zone: tzinfo, expected: str) -> tuple[datetime, date]:
    """The moment in UTC and its day in the shop's zone."""
    if not text[:4].isdigit() or text[4:5] != "-" or text[7:8] != "-":
        raise BadCellError(expected)
    try:
        # Exports write "09:50 +0200"; ISO 8601 has no space there.
        parsed = datetime.fromisoformat(text.replace(" +", "+").replace(" -", "-"))
    except ValueError:
        raise BadCellError(expected) from None
    _in_range(parsed.date())
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=zone)
    return parsed.astimezone(UTC), parsed.astimezone(zone).date()


def _dates(zone: tzinfo) -> tuple[Converter, Converter]:
    def moment(text: str) -> tuple[datetime, date]:
        return _moment(text, zone, "a moment, YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS, with or without a zone")

    def day(text: str) -> date:
        if len(text) == 10 and text[4] == text[7] == "-":
            try:
                return _in_range(date.fromisoformat(text))
            except ValueError:
                raise BadCellError("a date, YYYY-MM-DD") from None
        return _moment(text, zone, "a date, YYYY-MM-DD")[1]

    return moment, day


def known(names: Collection[str], expected: str) -> Converter:
    """A converter of IDs that warns where the name is none of `names`; it is kept."""

    def convert(text: str) -> str:
        name = _id(text)
        if name not in names:
            raise DoubtfulCellError(expected, name)
        return name

    return convert


def converters(zone: tzinfo) -> Mapping[Kind, Converter]:
    """One converter per kind of column; moments without a zone are in `zone`."""
    moment, day = _dates(zone)
    return {
        Kind.ID: _id,
        Kind.NAME: _name,
        Kind.CHANNEL: lambda text: _id(text).lower(),
        Kind.LANGUAGE: _language,
        Kind.EMAIL: _email,
        Kind.COUNTRY: _country,
        Kind.CURRENCY: _currency,
        Kind.MOMENT: moment,
        Kind.DATE: day,
        Kind.COUNT: _count,
        Kind.WHOLE: _whole,
        Kind.MONEY: _money,
        Kind.YES_NO: _word(_YES_NO, "yes or no"),
        Kind.CUSTOMER_TYPE: _word(_CUSTOMER_TYPE, "consumer or business"),
        Kind.STATUS: _word(_STATUS, "open, closed or cancelled"),
        Kind.SUBSTITUTES: _substitutes,
        Kind.BUNDLE: _bundle,
    }
