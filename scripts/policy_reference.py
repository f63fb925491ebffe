"""Writes docs/reference/policy.md from the settings themselves: what each is for, its default and what it may be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.schema import Kind, Setting, settings_of, text_of
from makegood.domain.terms.policy.values import range_text, write_value

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "policy.md"
CURRENCY = Policy().shop.currency

INTRO = """\
# The policy

Everything you decide beforehand is one TOML document. `makegood policy show` writes it with every setting explained,
`makegood policy check` reads yours and names every mistake in it at once. This page is made from the settings
themselves.

## How it is written

- Leave out what you do not change: it keeps its default. A named table, such as `[channels.amazon]`, starts from the
  default entry of that name, and the other default entries stay. A list replaces the default list.
- `false` takes away: a default entry (`channels.ebay = false`), or an optional setting that has a default
  (`allocation.hold_complete_days = false`).
- Money is decimal, in the shop's currency: `19.99`. A range of days is a pair: `[1, 2]`. A date is `2026-12-31`, a time
  of day `14:00:00`.
- Defaults in money are for a currency with cents: in yen a default of 10.00 is 1000. Set your own.
- Names and codes are compared letter by letter; `Amazon` is not `amazon`.
- The version of a policy is made from its content. Comments and layout do not change it; the order of names and rules
  does. Every plan says the version it was made under.
- A live shop keeps every version of every area, with author, time and note. A change is a revision of the whole: it is
  checked together with all other areas, and each decision, window and run stores the revision it was made under.

## What can be wrong with it

Each problem says where (`eligibility.rules[2].cap_units`, entries of a list counted from 1), what was found and what
was expected.

| Code | Meaning |
|---|---|
| `syntax` | it is not TOML; the line and column are given |
| `unknown_setting` | there is no such setting; the nearest name is given |
| `wrong_type` | a text where a number belongs, and the like |
| `out_of_range` | a number outside its bounds, or more decimals than the currency has |
| `reversed` | a range of days whose end comes before its start |
| `empty` | a text, name or list that must hold something |
| `not_allowed` | a text that is none of those allowed |
| `unknown_name` | a currency, country, time zone, calendar or service that does not exist |
| `needed` | the calendar `default` was taken away |
| `repeated` | the same entry twice in a list |
| `rule_duplicate` | two eligibility rules for the same |
| `rule_of_nothing` | an eligibility rule without SKU, family and channel |
| `rule_unclear` | an eligibility rule for a SKU and a family at once |

Areas check themselves besides, and name what they expect.
"""


def page() -> str:
    """The whole page."""
    policy = Policy()
    areas = [
        _area(setting, getattr(policy, setting.name), setting.name, 2)
        for setting in settings_of(Policy).values()
    ]
    return INTRO + "".join(line + "\n" for lines in areas for line in lines)


def _area(setting: Setting, value: Any, path: str, level: int) -> Iterator[str]:
    kind = setting.kind.of or setting.kind
    title = {"area": f"[{path}]", "names": f"[{path}.NAME]", "list": f"[[{path}]]"}[setting.kind.name]
    path = f"{path}.NAME" if setting.kind.name == "names" else path
    yield from ("", f"{'#' * level} `{title}`", "", setting.doc)
    base = value if setting.kind.name == "area" else kind.type()
    inner = settings_of(kind.type).values()
    plain = [each for each in inner if not _holds_tables(each.kind)]
    if plain:
        yield from ("", "| Setting | What it is | Default | May be |", "|---|---|---|---|")
        yield from (_row(each, getattr(base, each.name)) for each in plain)
    yield from _entries(setting, value, base)
    for each in inner:
        if _holds_tables(each.kind):
            yield from _area(each, getattr(base, each.name), f"{path}.{each.name}", level + 1)


def _row(setting: Setting, value: Any) -> str:
    default = "" if value is None else f"`{write_value(setting.kind, value, currency=CURRENCY)}`"
    return f"| `{setting.name}` | {setting.doc} | {default} | {_allowed(setting)} |".replace("  ", " ")


def _allowed(setting: Setting) -> str:
    kind = setting.kind.of or setting.kind
    said = ", ".join(f"`{text}`" for text in setting.one_of) if setting.one_of else _type(setting, kind)
    return f"list of: {said}" if setting.kind.name == "list" else said


def _type(setting: Setting, kind: Kind) -> str:
    if setting.refers_to:
        return f"a name in `{setting.refers_to}`"
    if kind.name in ("whole number", "number"):
        return f"{kind.name}, {range_text(setting)}"
    return {
        "days": "two whole numbers",
        "country": "country (ISO 3166)",
        "currency": "currency (ISO 4217)",
        "colour": "colour (`#rrggbb`)",
        "picture": "SHA-256 of a picture that the shop has",
    }.get(kind.name, kind.name)


def _entries(setting: Setting, value: Any, base: Any) -> Iterator[str]:
    """Default entries of a list or of named tables: what each sets."""
    if setting.kind.name == "area" or not value:
        return
    named = value.items() if setting.kind.name == "names" else enumerate(value, 1)
    yield from ("", "By default:", "")
    for name, entry in named:
        own = [
            f"`{each.name} = {write_value(each.kind, getattr(entry, each.name), currency=CURRENCY)}`"
            for each in settings_of(type(entry)).values()
            if getattr(entry, each.name) != getattr(base, each.name)
        ]
        yield f"- `{text_of(str(name))}`: {', '.join(own) or 'as above'}"


def _holds_tables(kind: Kind) -> bool:
    return (kind.of or kind).name in ("area", "names")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
