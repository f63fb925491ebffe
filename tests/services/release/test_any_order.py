"""Whatever the warehouse does in whatever order: no unit is lost, and history tells how it came about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from makegood.db.models import OrderLine, Release, Shipment
from makegood.domain.terms.errors import DomainError
from makegood.services import release
from tests.services.shop import arrive, bring_back, decide, do, everything, goods, let_go, send, take
from tests.services.sound import assert_sound
from tests.soaked import some

Step = tuple[str, int, int, int]

PLACES = ("main", "east")


def _shop() -> None:
    """Three orders over two places; some of it was there, some came later, some is still missing."""
    goods("A")
    goods("B")
    goods("KIT", A=1, B=2)
    arrive("A", 4)
    arrive("B", 5, at="east")
    take("1", ("A", 3), ("B", 4))
    take("2", ("KIT", 3), ("A", 2))
    take("3", ("B", 2), ship_complete=True)
    for number in ("1", "2"):
        decide(number, "split")
    arrive("B", 6)
    arrive("A", 3, at="east")
    let_go()


def _release(which: int, qty: int, place: int) -> None:
    let_go(*[str(which % 3 + 1)] if qty % 3 else [], at=(*PLACES, None)[place % 3])


def _pick(which: int, qty: int, place: int) -> None:
    if found := _one(Release.objects.order_by("pk").values_list("pk", flat=True), which):
        do(release.StartPicking(releases=(found,)))


def _recall(which: int, qty: int, place: int) -> None:
    if found := _one(Release.objects.order_by("pk").values_list("pk", flat=True), which):
        line_id = None if place == 0 else str(place % 2 + 1)
        step = release.RecallLine(release=found, line=line_id, qty=qty if line_id and qty else None)
        do(release.Recall(recalls=(step,), stopped="stop" if qty % 2 else ""))


def _ship(which: int, qty: int, place: int) -> None:
    lines = {str(place % 2 + 1): qty} if qty else {}
    send(str(which % 3 + 1), f"P{which}", lines=lines, location=(*PLACES, None)[place % 3])


def _cancel(which: int, qty: int, place: int) -> None:
    if found := _one(Shipment.objects.order_by("pk").values_list("pk", flat=True), which):
        do(release.CancelShipments(shipments=(found,)))


def _return(which: int, qty: int, place: int) -> None:
    left = OrderLine.objects.filter(shipped_qty__gt=0).order_by("pk").values_list("order__number", "line_id")
    if found := _one(left, which):
        number, line_id = found
        bring_back(number, line_id, qty % 3 + 1, qty // 2, at=PLACES[place % 2])


def _arrive(which: int, qty: int, place: int) -> None:
    arrive("AB"[which % 2], qty + 1, at=PLACES[place % 2])


def _one(rows: Any, which: int) -> Any:
    found = list(rows)
    return found[which % len(found)] if found else None


STEPS: dict[str, Callable[[int, int, int], None]] = {
    "release": _release,
    "pick": _pick,
    "recall": _recall,
    "ship": _ship,
    "cancel": _cancel,
    "return": _return,
    "arrive": _arrive,
}


class TestAnyOrder(TestCase):
    """Each example begins with the same shop."""

    @classmethod
    def setUpTestData(cls) -> None:
        _shop()

    @some(0.3)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(sorted(STEPS)), st.integers(0, 8), st.integers(0, 4), st.integers(0, 5)
            ),
            min_size=3,
            max_size=12,
        )
    )
    def test_any_sequence_keeps_the_shop_sound_and_a_refusal_changes_nothing(self, steps: list[Step]) -> None:
        before = everything()
        for name, which, qty, place in steps:
            try:
                STEPS[name](which, qty, place)
            except DomainError:
                assert everything() == before
            else:
                assert_sound()
                before = everything()
