"""Any policy at all, for properties: made from the settings' own types and limits, so that new settings are covered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from makegood.domain.terms.dates import DayRange
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.names import COUNTRIES
from makegood.domain.terms.policy.schema import Kind, Setting, settings_of

TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6)
NAMES = st.one_of(TEXT.filter(str.strip), st.sampled_from(["amazon", "Müller & Söhne", "a.b", 'say "hi"']))
# Channels are read without regard to case, as in orders.
CHANNELS = {"channel", "channels"}
REFERRED = {"default", "standard"}
PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "true or false": st.booleans(),
    "text": TEXT,
    "date": st.dates(),
    "time of day": st.times(),
    "currency": st.sampled_from(["USD", "EUR", "JPY", "KWD"]),
    "country": st.sampled_from(sorted(COUNTRIES)),
    "colour": st.sampled_from(["#000000", "#ffd23f"]),
    "picture": st.sampled_from(["0" * 64, "c0ffee" * 10 + "c0de"]),
    "zone": st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"]),
}


@st.composite
def areas(draw: st.DrawFn, base: Any) -> Any:
    """`base` with a few of its settings at other values; one that the area itself refuses is left alone."""
    known = settings_of(type(base))
    for name in draw(st.lists(st.sampled_from(sorted(known)), unique=True, max_size=4)):
        changed = draw(values(known[name], known[name].kind, getattr(base, name)))
        try:
            base = replace(base, **{name: changed})
        except DomainError:
            continue
    return base


def policies() -> st.SearchStrategy[Policy]:
    """Any valid policy."""
    return areas(Policy())


def values(setting: Setting, kind: Kind, usual: Any) -> st.SearchStrategy[Any]:
    """Any value a setting may have."""
    if kind.optional:
        return st.none() | values(setting, Kind(kind.name, kind.type, kind.of, choices=kind.choices), usual)
    if setting.refers_to:
        return st.just(usual)
    if kind.name == "area":
        return areas(usual)
    if kind.name == "names":
        assert kind.of is not None
        names = NAMES.map(str.lower) if setting.name in CHANNELS else NAMES
        added = st.dictionaries(names, areas(kind.of.type()), max_size=2)
        gone = st.sets(st.sampled_from(sorted(usual))) if usual else st.just(set[str]())
        return st.tuples(gone, added).map(
            lambda parts: {name: usual[name] for name in usual if name not in parts[0] - REFERRED} | parts[1]
        )
    if kind.name == "list":
        assert kind.of is not None
        entry = areas(kind.of.type()) if kind.of.name == "area" else values(setting, kind.of, None)
        unique = kind.of.name != "area"
        return st.lists(entry, max_size=3, unique=unique, min_size=int(setting.filled)).map(tuple)
    if setting.one_of:
        return st.sampled_from(setting.one_of).map(lambda text: kind.type(text) if kind.type else text)
    if setting.name in CHANNELS:
        return TEXT.map(str.lower)
    return PLAIN[kind.name] if kind.name in PLAIN else numbers(setting, kind)


def numbers(setting: Setting, kind: Kind) -> st.SearchStrategy[Any]:
    """Any number or range of days within the setting's bounds."""
    if kind.name == "number":
        return st.floats(setting.least, setting.most)
    whole = st.integers(int(setting.least), int(setting.most))
    if kind.name == "days":
        return st.tuples(whole, whole).map(lambda ends: DayRange(min(ends), max(ends)))
    return whole
