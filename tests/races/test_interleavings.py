"""At each gap between a look and an act somebody else acts: what comes out is what would have, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import pytest
from pytest_django.plugin import DjangoDbBlocker

from makegood import flow
from makegood.db.models import OrderLine
from makegood.queries.audit import audit
from tests import live
from tests.audited import OF_THE_DATA
from tests.races.deeds import DEEDS, stage
from tests.races.interleaving import Actor, alone, meet, seams
from tests.races.state import state
from tests.renewed import Again, renewed
from tests.soaked import SCALE, note

RIVALS = (
    "take take_another", "take receive", "take count_more", "take_set receive", "count_less release",
    "release cancel_held", "ship recall", "cancel_part count_less", "withdraw ship", "withdraw_for receive_d",
    "receive_last receive_d", "publish eta_later", "reallocate take_another", "take_more policy",
    "policy policy_cap", "return undo", "move count_less", "stuck ship",
    "undecide cancel_short", "assign cancel_waiting", "give_tasks cancel_waiting",
    "cancel_short receive", "edit_more take_another", "edit_less count_less", "plead plead_too", "plead decline",
    "cancel_each receive", "cancel_each cancel_each_too", "receive_lots undo_lots", "receive_lots eta_fewer",
)  # fmt: skip
"""Two who meet, each in both roles: what one has looked at, the other changes."""
MORE = (
    "take_another cancel_held", "count_nothing recall", "ship pick", "ship unship", "cancel_waiting receive",
    "withdraw release", "publish reject", "reallocate_fair cancel_held", "receive_lot undo", "move receive_lot",
    "undecide receive_d", "undecide undecide", "give_tasks undecide", "assign receive_much",
    "firm count_nothing", "stuck stuck", "return take",
)  # fmt: skip
APART = (
    "take take_namesake", "expect expect_namesake", "cancel_part allocate", "keep_back take_another",
    "policy_dates receive_d", "bundle receive_lot", "substitute substitute_too", "substitute take_more",
    "pause pause_too", "revive revive", "undecide split", "assign assign_nobody", "wish wish", "wish withdraw",
)  # fmt: skip
"""Two who have no row in common that could be locked, or are at odds on one database only. The first two make the same
thing: that it is there only once keeps them apart."""

Found = tuple[dict[int, str], Any]


@pytest.fixture(scope="module")
def on_stage(
    tmp_path_factory: pytest.TempPathFactory, database_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The shop of the deeds, made once."""
    with (
        django_db_blocker.unblock(),
        live.staged(tmp_path_factory.mktemp("stage"), stage, like=database_template) as address,
    ):
        yield address


@pytest.fixture
def fresh(on_stage: str, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Again]:
    """Gives that shop as it was each time."""
    with django_db_blocker.unblock(), seams(), renewed(tmp_path, like=on_stage) as again:
        yield again


def _some(rivals: tuple[str, ...], *, soak: bool = False) -> list[Any]:
    """On PostgreSQL, where putting the shop back takes several times as long, every third pair; in a soak all."""
    later = (soak or not (live.on_sqlite() or number % 3 == 0) for number in range(len(rivals)))
    return [
        pytest.param(pair, marks=[pytest.mark.soak] if wait else [])
        for pair, wait in zip(rivals, later, strict=True)
    ]


@pytest.mark.parametrize("rivals", _some(RIVALS + APART) + _some(MORE, soak=True))
def test_who_acts_in_a_gap_of_another_comes_before_or_after_him(fresh: Again, rivals: str) -> None:
    first, second = rivals.split()
    assert overlaps(fresh, first, second) == []


@pytest.mark.parametrize("rivals", _some(RIVALS) + _some(MORE, soak=True))
def test_without_locks_and_guards_there_is_a_gap_in_which_he_does_not(fresh: Again, rivals: str) -> None:
    first, second = rivals.split()
    assert overlaps(fresh, first, second, protected=False)


def test_of_two_lists_that_want_the_same_units_one_is_done_whole_and_the_other_not_at_all(
    fresh: Again,
) -> None:
    assert halves(fresh) == []


def test_entry_by_entry_half_of_a_list_is_done(fresh: Again, monkeypatch: pytest.MonkeyPatch) -> None:
    def one_by_one(commands: Sequence[Any], **about: Any) -> list[Any]:
        return [flow.run(each, **about) for each in commands]

    monkeypatch.setattr(flow, "run_each", one_by_one)
    assert halves(fresh)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(10))
def test_everybody_meets_everybody(fresh: Again, part: int) -> None:
    every = max(10, round(10 / SCALE))
    pairs = list(combinations_with_replacement(sorted(DEEDS), 2))[part::every]
    wrong = [found for pair in pairs for found in overlaps(fresh, *pair)]
    note(
        "interleavings",
        seed=part,
        commands=2 * len(pairs),
        breaks=len(wrong),
        deadlocks=sum("deadlock" in found for found in wrong),
    )
    assert wrong == []


def overlaps(fresh: Again, first: str, second: str, *, protected: bool = True) -> list[str]:
    """Where the two met and what came out was neither what one after the other would have done, nor sound. They meet
    where the first has looked, where it has its first lock of each kind, and before it commits.

    Without protection one such place is enough.
    """
    allowed, gaps = [], {}
    for pair in ((first, second), (second, first)):
        with fresh():
            answers, passed = alone(*(DEEDS[name] for name in pair))
            allowed.append((sorted(zip(pair, answers, strict=True)), state()))
            gaps[pair] = passed[0]
    wrong = []
    for pair, places in gaps.items():
        for place in dict.fromkeys(places):
            one, two = (Actor(DEEDS[name], protected=protected) for name in pair)
            one.stop = places.index(place)
            with fresh():
                meet(one, two)
                found = sorted(zip(pair, (one.answer, two.answer), strict=True)), state()
                findings = audit(checks=OF_THE_DATA)
            if found not in allowed or findings:
                wrong.append(f"{pair[0]} at {place}, meanwhile {pair[1]}: {found[0]} {findings}")
                if not protected:
                    return wrong
    return wrong


LISTS = {"cancel_each": {"HELD": 3, "FIRST": 1}, "cancel_each_too": {"HELD": 2, "FIRST": 1}}
"""Units that two lists cancel of orders, in opposite order; HELD has enough for one of the lists."""


def halves(fresh: Again) -> list[str]:
    """Where the two lists met, where the first has looked, between its entries and after them, and what was cancelled
    was not what one of them asks for, or the other was not refused for it."""
    wrong = []
    for pair in (tuple(LISTS), tuple(LISTS)[::-1]):
        with fresh():
            _, (places, _) = alone(*(DEEDS[name] for name in pair))
        for stop, place in enumerate(places):
            if place not in ("looked", "commit"):
                continue
            one, two = (Actor(DEEDS[name]) for name in pair)
            one.stop = stop
            with fresh():
                meet(one, two)
                answers = dict(zip(pair, (one.answer, two.answer), strict=True))
                lines = OrderLine.objects.filter(order__number__in=("HELD", "FIRST"), line_id="1")
                found = dict(lines.values_list("order__number", "cancelled_qty"))
            done = [name for name, answer in answers.items() if answer == "done"]
            if sorted(answers.values()) != ["done", "qty_exceeds_open"] or found != LISTS[done[0]]:
                wrong.append(f"{pair[0]} at {stop}, {place}: {answers} {found}")
    return wrong
