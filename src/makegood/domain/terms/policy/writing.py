"""A policy out: as a commented TOML document, as a list of what differs from the defaults, and as its version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from makegood.domain.terms.policy.document import Policy
from makegood.domain.terms.policy.schema import Kind, Setting, settings_of, text_of
from makegood.domain.terms.policy.values import write_value

_EXAMPLES = {
    "true or false": "true",
    "whole number": "10",
    "number": "0.8",
    "text": '"..."',
    "date": "2026-12-31",
    "time of day": "14:00:00",
    "days": "[1, 2]",
    "money": "100.00",
    "country": '"US"',
    "picture": f'"{"0" * 64}"',
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting that is not what it was in another policy, both values as TOML; None = there is no such entry."""

    where: str
    value: str | None
    before: str | None


def to_toml(policy: Policy) -> str:
    """The whole policy as a TOML document with every setting explained; `from_toml` gives the same policy back."""
    lines = [
        "# The policy of the shop. A setting left out keeps its default; one behind a # is not set.",
        *_Writer(policy.shop.currency).nested(policy, Policy(), ""),
    ]
    return "\n".join(lines) + "\n"


def area_to_toml(policy: Policy, area: str) -> str:
    """One area as a document of its own, settings at their default too and no explanations. The documents of several
    areas one after the other, in any order, are one document."""
    lines = _Writer(policy.shop.currency).tables(
        settings_of(Policy)[area], getattr(policy, area), getattr(Policy(), area), area, explained=True
    )
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("#"))


def version(policy: Policy) -> str:
    """Twelve hexadecimal digits that stand for all settings: the same policy, the same version, on any machine."""
    text = "\n".join(f"{where} = {value}" for where, value in _flat(policy, policy.shop.currency).items())
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def differences(policy: Policy, *, since: Policy | None = None) -> tuple[Difference, ...]:
    """Settings that are not what they were in another policy (None = that of all defaults), in the order of the
    document; entries taken away come last."""
    own = _flat(policy, policy.shop.currency)
    before = _flat(since or Policy(), (since or policy).shop.currency)
    return tuple(
        Difference(where, own.get(where), before.get(where))
        for where in [*own, *(where for where in before if where not in own)]
        if own.get(where) != before.get(where)
    )


class _Writer:
    """Writes areas as tables. `base` is what a reader would start from: only what differs from it must be written."""

    def __init__(self, currency: str) -> None:
        self.currency = currency

    def table(self, area: object, base: Any, path: str, *, explained: bool, whole: bool) -> Iterator[str]:
        """The settings of one table, tables inside it last. `whole`: those at their default too."""
        for setting in settings_of(type(area)).values():
            value, usual = getattr(area, setting.name), getattr(base, setting.name)
            if _has_tables(setting.kind) and not (value == () != usual):
                continue
            if explained:
                yield f"# {setting.doc}{_codes(setting)}"
            if value is None and usual is None:
                if explained:
                    yield f"# {setting.name} = {_example(setting)}"
            elif whole or value != usual:
                yield f"{setting.name} = {write_value(setting.kind, value, currency=self.currency)}"
        yield from self.nested(area, base, path, explained=explained)

    def nested(self, area: object, base: Any, path: str, *, explained: bool = True) -> Iterator[str]:
        """The tables inside an area."""
        for setting in settings_of(type(area)).values():
            if not _has_tables(setting.kind):
                continue
            value, usual = getattr(area, setting.name), getattr(base, setting.name)
            place = f"{path}.{setting.name}" if path else setting.name
            yield from self.tables(setting, value, usual, place, explained=explained)

    def tables(
        self, setting: Setting, value: Any, usual: Any, place: str, *, explained: bool
    ) -> Iterator[str]:
        """A setting that is an area, named areas or a list of them."""
        if explained:
            yield from ("", f"# {setting.doc}")
        if setting.kind.name == "area":
            yield f"[{place}]"
            yield from self.table(value, usual, place, explained=explained, whole=explained)
        elif setting.kind.name == "names":
            yield from self._named(setting.kind, value, usual, place, explained)
        else:
            yield from self._listed(setting.kind, value, place, explained)

    def _named(
        self, kind: Kind, value: Mapping[str, Any], usual: Mapping[str, Any], place: str, explained: bool
    ) -> Iterator[str]:
        assert kind.of is not None
        gone = [name for name in usual if name not in value]
        if gone:
            yield from (f"[{place}]", *(f"{text_of(name)} = false" for name in gone))
        for number, name in enumerate(_in_order(value, usual)):
            spot = f"{place}.{text_of(name)}"
            base = usual[name] if name in usual else kind.of.type()
            yield from ("", f"[{spot}]") if number else (f"[{spot}]",)
            yield from self.table(value[name], base, spot, explained=explained and not number, whole=True)
        if not value and explained:
            yield from self._template(f"[{place}.NAME]", kind.of.type(), f"{place}.NAME")

    def _listed(self, kind: Kind, value: tuple[Any, ...], place: str, explained: bool) -> Iterator[str]:
        assert kind.of is not None
        base = kind.of.type()
        for number, entry in enumerate(value):
            first = explained and not number
            yield from ("", f"[[{place}]]") if number else (f"[[{place}]]",)
            yield from self.table(entry, base, place, explained=first, whole=first)
        if not value and explained:
            yield from self._template(f"[[{place}]]", base, place)

    def _template(self, header: str, base: Any, place: str) -> Iterator[str]:
        lines = (header, *self.table(base, base, place, explained=True, whole=True))
        return (f"# {part}".rstrip() for line in lines for part in line.split("\n"))


def _has_tables(kind: Kind) -> bool:
    return kind.name in ("area", "names") or (kind.of is not None and kind.of.name == "area")


def _in_order(value: Mapping[str, Any], usual: Mapping[str, Any]) -> list[str]:
    # As a reader meets them: default entries first, then those added.
    return [name for name in usual if name in value] + [name for name in value if name not in usual]


def _codes(setting: Setting) -> str:
    """What may be written there, where it is one of a few codes."""
    if not setting.one_of:
        return ""
    return f" {'Of' if setting.kind.name == 'list' else 'One of'}: {', '.join(setting.one_of)}."


def _example(setting: Setting) -> str:
    if setting.one_of:
        return f'"{setting.one_of[0]}"'
    return '"default"' if setting.refers_to else _EXAMPLES[setting.kind.name]


def _flat(policy: Policy, currency: str) -> dict[str, str]:
    return dict(_flat_area(policy, Policy(), "", currency))


def _flat_area(area: object, base: Any, path: str, currency: str) -> Iterator[tuple[str, str]]:
    for setting in settings_of(type(area)).values():
        value, usual = getattr(area, setting.name), getattr(base, setting.name)
        place = f"{path}.{setting.name}" if path else setting.name
        if not _has_tables(setting.kind):
            yield place, write_value(setting.kind, value, currency=currency)
        elif setting.kind.name == "area":
            yield from _flat_area(value, usual, place, currency)
        elif setting.kind.name == "names":
            for name in _in_order(value, usual):
                yield from _flat_area(value[name], value[name], f"{place}.{text_of(name)}", currency)
        else:
            for number, entry in enumerate(value, 1):
                yield from _flat_area(entry, entry, f"{place}[{number}]", currency)
