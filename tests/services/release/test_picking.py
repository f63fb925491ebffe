"""A release is picked, taken back, or forgotten and found (spec 7.4, 7.6)."""

from __future__ import annotations

import pytest

from makegood.db.models import Event, Release, Task, TypedText
from makegood.domain.terms.errors import DomainError
from makegood.services import release
from tests.services.shop import (
    NOW,
    TODAY,
    arrive,
    cases,
    do,
    everything,
    goods,
    let_go,
    line,
    release_of,
    send,
    shelf,
    take,
)
from tests.services.sound import assert_sound


@pytest.fixture(name="out")
def out_fixture() -> Release:
    """Order 1: 4 units that were there and 3 that came later, all released at main."""
    goods("A")
    arrive("A", 4)
    take("1", ("A", 7))
    arrive("A", 3)
    let_go("1")
    return release_of("1")


def back(*recalls: release.RecallLine, stopped: str = "") -> list[release.Recalled]:
    found: list[release.Recalled] = do(release.Recall(recalls=recalls, stopped=stopped))
    return found


def test_a_recalled_release_ends_and_its_units_stay_allocated(out: Release) -> None:
    (found,) = back(release.RecallLine(release=out.pk))

    assert found == release.Recalled(out.pk, "1", {"1": 7}, ended=True)
    assert cases("1") == [("allocated", 3)]
    assert (line("1"), shelf("A")) == ({"reserved": 7}, (7, 7, 0))
    out.refresh_from_db()
    assert out.ended_at == NOW
    assert_sound()


def test_part_of_a_line_comes_back_the_latest_case_first(out: Release) -> None:
    (found,) = back(release.RecallLine(release=out.pk, line="1", qty=2))

    assert found == release.Recalled(out.pk, "1", {"1": 2}, ended=False)
    assert sorted(cases("1")) == [("allocated", 2), ("released", 1)]
    assert_sound()


def test_what_was_recalled_can_be_released_again(out: Release) -> None:
    back(release.RecallLine(release=out.pk, line="1", qty=5))

    assert let_go("1") == {"1/1": (5, ())}
    assert Release.objects.filter(ended_at__isnull=True).count() == 2
    assert_sound()


def test_units_that_are_picked_come_back_only_when_somebody_says_why_the_picker_was_stopped(
    out: Release,
) -> None:
    do(release.StartPicking(releases=(out.pk,)))
    before = everything()

    with pytest.raises(DomainError) as refused:
        back(release.RecallLine(release=out.pk, line="1", qty=1))
    assert (refused.value.code, refused.value.data["releases"]) == ("picking", [out.pk])
    assert everything() == before

    back(release.RecallLine(release=out.pk, line="1", qty=1), stopped="the customer called")
    event = Event.objects.get(kind="release.recalled")
    assert TypedText.objects.get(order_id=event.ref, seq=event.seq).text == "the customer called"
    assert_sound()


def test_picking_is_told_once(out: Release) -> None:
    do(release.StartPicking(releases=(out.pk,)))
    before = everything()

    do(release.StartPicking(releases=(out.pk, out.pk)))

    assert everything() == before
    out.refresh_from_db()
    assert out.picking


REFUSED: list[tuple[str, str | None, int | None]] = [
    ("qty_exceeds_release", "1", 8),
    ("qty_invalid", "1", 0),
    ("qty_exceeds_release", None, 3),
    ("line_unknown", "9", None),
]


@pytest.mark.parametrize(("code", "line_id", "qty"), REFUSED)
def test_a_recall_that_makes_no_sense_changes_nothing(
    out: Release, code: str, line_id: str | None, qty: int | None
) -> None:
    before = everything()

    with pytest.raises(DomainError) as refused:
        back(release.RecallLine(release=out.pk, line=line_id, qty=qty))
    assert refused.value.code == code
    assert everything() == before


def test_a_release_that_ended_is_neither_picked_nor_recalled(out: Release) -> None:
    send("1")
    for command in (
        release.StartPicking(releases=(out.pk,)),
        release.Recall(recalls=(release.RecallLine(release=out.pk),)),
    ):
        with pytest.raises(DomainError) as refused:
            do(command)
        assert (refused.value.code, refused.value.data) == ("release_ended", {"releases": [out.pk]})


def test_a_release_that_nobody_knows_is_named(out: Release) -> None:
    with pytest.raises(DomainError) as refused:
        do(release.StartPicking(releases=(out.pk, 99)))
    assert (refused.value.code, refused.value.data) == ("release_unknown", {"releases": [99]})


def test_a_bundle_comes_back_in_whole_sets_from_every_place(out: Release) -> None:
    goods("B")
    goods("KIT", A=1, B=2)
    arrive("A", 3)
    arrive("B", 6, at="east")
    take("2", ("KIT", 3))
    let_go("2")

    back(release.RecallLine(release=release_of("2", "east").pk, line="1", qty=2))
    assert (shelf("A"), shelf("B", "east")) == ((10, 10, 0), (6, 6, 0))
    assert_sound()

    back(release.RecallLine(release=release_of("2").pk))
    assert Release.objects.filter(order__number="2", ended_at__isnull=True).count() == 0
    assert_sound()


def test_a_release_is_stuck_after_two_working_days_and_flagged_once(out: Release) -> None:
    assert do(release.FlagStuck(), days=2) == []
    assert do(release.FlagStuck(), days=4) == [out.pk]
    assert do(release.FlagStuck(), days=5) == []

    task = Task.objects.get(key=f"stuck:{out.pk}")
    assert (task.role, task.kind, task.order.number if task.order else None) == (
        "warehouse",
        "stuck_release",
        "1",
    )
    assert (task.due_on - TODAY).days == 4
    assert Event.objects.filter(kind="release.flagged").count() == 1
    assert_sound()


def test_the_task_of_a_stuck_release_is_done_when_it_ships(out: Release) -> None:
    do(release.FlagStuck(), days=4)
    send("1", lines={"1": 6}, days=4)
    assert Task.objects.get(key=f"stuck:{out.pk}").done_at is None

    send("1", days=4)
    assert Task.objects.get(key=f"stuck:{out.pk}").done_by == "test"
