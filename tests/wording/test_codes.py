"""Every stable code has plain words."""

from __future__ import annotations

import importlib
import pkgutil
import re
from enum import StrEnum

import pytest

import makegood.domain
from makegood.domain.allocation.why_not import Blocker, Change
from makegood.domain.decision.outcome import Why
from makegood.domain.terms.state import Label
from makegood.wording import inside, words
from makegood.wording.codes import PLAIN, TABLES
from scripts.codes_reference import PAGE, PLACES, PLAIN_PLACES, name_of, page


def code_kinds() -> list[type[StrEnum]]:
    """Every kind of code that any module of the domain defines."""
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(makegood.domain.__path__, "makegood.domain.")
    ]
    return sorted(
        {
            kind
            for module in modules
            for kind in vars(module).values()
            if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
        },
        key=lambda kind: (kind.__module__, kind.__name__),
    )


@pytest.mark.parametrize("kind", code_kinds(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_code_of_the_domain_has_words(kind: type[StrEnum]) -> None:
    assert sorted(TABLES.get(kind, {})) == sorted(kind)


def test_words_are_short_start_with_a_capital_and_show_no_code() -> None:
    said = [phrase for table in [PLAIN, *TABLES.values()] for phrase in table.values()]
    assert [phrase for phrase in said if not phrase[0].isupper() or len(phrase) > 120] == []
    assert [phrase for phrase in said if re.search(r"_|\.$", phrase)] == []


def test_the_labels_are_those_people_know() -> None:
    assert words(Label.CUSTOMER_NOTIFIED) == "Backordered, customer notified"
    assert words("customer_notified") == "Backordered, customer notified"


def test_one_code_of_two_kinds_keeps_its_own_words() -> None:
    assert words(Blocker.OTHER_LOCATION) == "Units lie at a location that may not serve it"
    assert words(Change.OTHER_LOCATION) == "Another location may serve it"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("rule:vip", "The shop's rule “vip” chose this"),
        ("service:express", "Shipping service “express”"),
        ("receiving", "Receiving and putaway"),
        ("0-3", "0-3"),
        ("never_heard_of", "Never heard of"),
        ("", ""),
    ],
)
def test_names_and_unknown_codes_stay_readable(code: str, said: str) -> None:
    assert words(code) == said


def test_inside_a_sentence_words_lose_their_capital_but_names_do_not() -> None:
    assert inside(Why.NO_DATE) == "there is no date"
    assert inside("allowed_by_rule") == "a rule allows it"
    assert inside("ftc_no_date") == "FTC rule: no date, a yes is needed"


def test_the_reference_page_has_a_place_for_every_kind_and_every_name() -> None:
    assert sorted(PLACES) == sorted(map(name_of, TABLES))
    placed = {code for _, _, codes in PLAIN_PLACES.values() for code in codes.split() if ":" not in code}
    assert placed == set(PLAIN)


def test_the_reference_page_shows_exactly_these_words() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: make pages"
