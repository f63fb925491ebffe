"""What no rule of ours saw, a rule of the tables does: nothing is written, and it is said once."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.db.models import Job, Location
from makegood.db.rows import new
from makegood.domain.terms.errors import DomainError
from makegood.flow import ATTEMPTS
from makegood.flow.steps import STEPS
from makegood.services._work import Work
from makegood.services.catalogue import AddPlaces
from tests.services.shop import NOW, do


def refused_by(monkeypatch: pytest.MonkeyPatch, **row: Any) -> int:
    """How often a command was begun that writes such a row."""
    begun: list[int] = []

    def step(work: Work, command: AddPlaces) -> None:
        begun.append(1)
        work.add(new(Location, name="here"))
        work.add(new(Job, kind="x", due_at=NOW, queued_at=NOW, **row))

    monkeypatch.setitem(STEPS, AddPlaces, step)
    with pytest.raises(DomainError) as refused:
        do(AddPlaces(names=("here",)))
    assert refused.value.code == "row_refused"
    assert not Location.objects.exists()
    return len(begun)


def test_a_row_that_does_not_hold_by_itself_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused_by(monkeypatch, key="a", state="nonsense") == 1


def test_one_that_is_there_already_may_be_a_race_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    Job.objects.create(key="a", kind="x", due_at=NOW, queued_at=NOW)
    assert refused_by(monkeypatch, key="a") == ATTEMPTS
