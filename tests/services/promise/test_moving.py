"""An ETA moves: windows are proposed, not moved; the owner of dates publishes or rejects; every version is kept."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest

from makegood.db.models import Event, OrderLine, PolicyVersion, Promise, Task
from makegood.domain.terms.errors import DomainError
from makegood.services.promise import Publish, Reject
from makegood.services.receipt.expect import ChangeEta, NewEta
from makegood.services.receipt.receive import Delivered, Receive
from makegood.services.review import Review
from tests.services.receipt.test_expect import eta, expected
from tests.services.shop import NOW, arrive, do, everything, goods, lot, take

FIRST, LATER = (date(2026, 12, 3), date(2026, 12, 10)), (date(2026, 12, 17), date(2026, 12, 24))


def published(number: str = "1") -> tuple[date | None, date | None]:
    """The window in force of an order's only line."""
    row = OrderLine.objects.get(order__number=number)
    return row.published_from, row.published_to


def proposals() -> dict[str, tuple[int, date | None, date | None]]:
    """Windows that wait for the owner of dates, by order; without days where no date is left."""
    rows = Promise.objects.filter(state="proposed").select_related("line__order")
    return {row.line.order.number: (row.pk, row.ship_from, row.ship_to) for row in rows}


def two_wait() -> None:
    """Thirty units come, and two orders wait for twenty of them."""
    goods("A")
    expected(qty=30)
    take("1", ("A", 12))
    take("2", ("A", 8))


def test_a_slip_proposes_later_windows_and_moves_none() -> None:
    two_wait()
    eta(date(2026, 12, 15), confirmed=True)
    assert (published("1"), published("2")) == (FIRST, FIRST)
    assert {number: window[1:] for number, window in proposals().items()} == {"1": LATER, "2": LATER}


def test_the_owner_publishes_one_and_rejects_the_other_and_all_versions_are_kept() -> None:
    two_wait()
    eta(date(2026, 12, 15), confirmed=True)
    waiting = proposals()
    (done,) = do(Publish(proposals=(waiting["1"][0],)))
    do(Reject(proposals=(waiting["2"][0],), why="air freight"))
    assert (done.version, published("1"), published("2"), proposals()) == (2, LATER, FIRST, {})
    kept = Promise.objects.filter(line__order__number="1").order_by("version")
    assert list(kept.values_list("version", "state", "approved_by")) == [
        (1, "published", "policy"),
        (2, "published", "test"),
    ]
    told = Event.objects.filter(kind__startswith="promise.").order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["promise.published", "promise.rejected"]


def test_a_second_slip_replaces_the_proposal_and_the_same_word_again_does_not() -> None:
    two_wait()
    eta(date(2026, 12, 15), confirmed=True)
    eta(date(2026, 12, 16), confirmed=True)
    before = proposals()
    eta(date(2026, 12, 16), confirmed=True)
    assert proposals() == before
    assert Promise.objects.filter(state="superseded").count() == 2


def test_a_proposal_is_settled_once() -> None:
    two_wait()
    eta(date(2026, 12, 15), confirmed=True)
    number = proposals()["1"][0]
    do(Publish(proposals=(number,)))
    before = everything()
    for command in (Publish(proposals=(number,)), Reject(proposals=(number,)), Publish(proposals=(987,))):
        with pytest.raises(DomainError) as refused:
            do(command)
        assert refused.value.code == "proposal_settled"
    assert everything() == before


def test_a_cut_moves_only_those_it_no_longer_covers_and_a_date_without_supply_is_a_task() -> None:
    two_wait()
    eta(date(2026, 12, 1), confirmed=True, quantity=15)
    assert (published("1"), published("2")) == (FIRST, FIRST)
    assert {number: window[1:] for number, window in proposals().items()} == {"2": (None, None)}
    (task,) = Task.objects.filter(kind="date_without_supply")
    assert (task.kind, task.role, task.order and task.order.number) == (
        "date_without_supply",
        "operations_lead",
        "2",
    )
    eta(date(2026, 12, 2), confirmed=True, quantity=15)
    assert Task.objects.filter(kind="date_without_supply").count() == 1


def test_a_date_that_loses_its_supply_twice_is_put_before_its_owner_twice() -> None:
    two_wait()
    opened = Task.objects.filter(kind="date_without_supply", done_at=None)
    for quantity, asked in ((15, 1), (30, 0), (15, 1), (0, 2), (30, 0)):
        eta(date(2026, 12, 1), confirmed=True, quantity=quantity)
        assert (quantity, opened.count()) == (quantity, asked)
    # The same windows each time, so the same tasks.
    assert Task.objects.filter(kind="date_without_supply").count() == 2


def test_units_that_will_never_come_are_looked_at_like_a_cut() -> None:
    two_wait()
    do(Receive(deliveries=(Delivered(sku="A", counted_qty=12, po="PO1", last=True),)))
    assert Task.objects.filter(kind="date_without_supply").count() == 1


def test_a_first_date_at_last_is_published_at_once_inside_what_was_allowed() -> None:
    goods("A")
    take("1", ("A", 5))
    take("2", ("A", 5))
    expected(qty=7)
    assert (published("1"), published("2")) == (FIRST, (None, None))
    expected("PO2", qty=9, eta=date(2027, 3, 1))
    assert (published("2"), list(proposals())) == ((None, None), ["2"])


def test_a_small_move_is_published_at_once_when_the_owner_allowed_it() -> None:
    document = "[promise]\nrepublish_within_days = 7\n"
    PolicyVersion.objects.create(
        revision=1,
        area="promise",
        document=document,
        digest=sha256(document.encode()).hexdigest()[:12],
        author="test",
        at=NOW,
    )
    two_wait()
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=date(2026, 12, 4), confirmed=True),)))
    assert published("1") == (date(2026, 12, 8), date(2026, 12, 15))
    eta(date(2026, 12, 30), confirmed=True)
    assert published("1") == (date(2026, 12, 8), date(2026, 12, 15))


@pytest.mark.parametrize(
    ("later", "window"),
    [(None, (None, None)), (date(2026, 12, 10), (date(2026, 12, 14), date(2026, 12, 21)))],
)
def test_the_review_sees_when_what_lay_there_for_a_bundle_was_taken(
    later: date | None, window: tuple[date | None, date | None]
) -> None:
    """A bundle waits for its tray, while a mug lies there, and another comes later or never."""
    for sku in ("MUG", "TRAY"):
        goods(sku)
    goods("SET", MUG=1, TRAY=1)
    arrive("MUG", 3)
    lot("TRAY", 9, eta=date(2026, 12, 1))
    if later:
        lot("MUG", 9, eta=later, number="PO2")
    take("1", ("SET", 1))
    promised = published("1")
    take("2", ("MUG", 2))
    assert (promised, proposals()) == ((date(2026, 12, 3), date(2026, 12, 10)), {})
    do(Review())
    assert proposals() == {}
    take("3", ("MUG", 1))
    do(Review())
    assert (published("1"), {number: each[1:] for number, each in proposals().items()}) == (
        promised,
        {"1": window},
    )
