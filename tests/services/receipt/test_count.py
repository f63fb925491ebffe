"""A count is the truth: more serves the queue, less takes back from the lowest rank, and nobody is forgotten."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from makegood.db.models import Backorder, Item, Notice, OrderLine, Task
from makegood.domain.terms.errors import DomainError
from makegood.services._orders import OrderName
from makegood.services.allocation import Firm, FirmLine
from makegood.services.receipt import counting
from makegood.services.receipt.counting import Count, CountedStock, CountFound
from makegood.services.release import StartPicking
from tests.services.shop import (
    arrive,
    cases,
    do,
    everything,
    goods,
    let_go,
    line,
    lot,
    problems,
    release_of,
    shelf,
    take,
)


def count(sku: str, qty: int, **rest: Any) -> CountFound:
    """Somebody counted so many."""
    (found,) = do(Count(counts=(CountedStock(sku=sku, counted_qty=qty, **rest),)))
    assert isinstance(found, CountFound)
    return found


def test_more_than_we_thought_serves_whoever_waits() -> None:
    goods("A")
    arrive("A", 2)
    take("1", ("A", 5))
    assert count("A", 4).difference == 2
    assert (line("1"), shelf("A")) == ({"reserved": 4, "backordered": 1}, (4, 4, 0))


def test_less_than_reserved_is_taken_back_from_the_lowest_rank() -> None:
    goods("A")
    arrive("A", 9)
    take("1", ("A", 3))
    take("2", ("A", 3), channel="amazon")
    take("3", ("A", 3))
    found = count("A", 5, why="inventory")
    assert (found.difference, found.given_back) == (-4, 4)
    # Amazon's order stands in a better tier; of the two others the later one gives first.
    lines = {number: line(number) for number in "123"}
    assert lines == {"1": {"reserved": 2, "backordered": 1}, "2": {"reserved": 3}, "3": {"backordered": 3}}
    assert (shelf("A"), Item.objects.get(sku="A").backordered_qty) == ((5, 5, 0), 4)


def test_whoever_lost_units_has_a_case_a_reason_a_review_a_window_and_a_notice() -> None:
    goods("A")
    arrive("A", 3)
    lot("A", 10, eta=date(2026, 12, 1))
    take("1", ("A", 3))
    count("A", 1)
    (case,) = Backorder.objects.all()
    assert (case.state, case.qty, case.reason, case.next_review_on) == (
        "open",
        2,
        "count_error",
        date(2026, 11, 23),
    )
    assert OrderLine.objects.get().published_to == date(2026, 12, 10)
    assert list(Notice.objects.values_list("kind", "state", "lines")) == [("first", "queued", ["1"])]


def test_an_allocated_case_is_open_again() -> None:
    goods("A")
    take("1", ("A", 3))
    arrive("A", 3)
    count("A", 2)
    assert (line("1"), cases("1")) == (
        {"reserved": 2, "backordered": 1},
        [("allocated", 2), ("open", 1)],
    )
    count("A", 3)
    assert line("1") == {"reserved": 3}


def test_a_bundle_gives_back_whole_sets_and_its_other_components_serve_others() -> None:
    goods("A")
    goods("B")
    goods("SET", A=2, B=1)
    arrive("A", 4)
    arrive("B", 2)
    take("1", ("SET", 2))
    take("2", ("B", 1))
    count("A", 3)
    assert (line("1"), line("2")) == ({"reserved": 1, "backordered": 1}, {"reserved": 1})
    assert (shelf("A"), shelf("B")) == ((3, 2, 0), (2, 2, 0))


def test_the_same_count_again_changes_nothing() -> None:
    goods("A")
    arrive("A", 4)
    before = everything()
    assert count("A", 4) == CountFound("A", "main", 0, 0)
    assert everything() == before


def test_released_units_come_back_last_and_the_warehouse_is_told() -> None:
    goods("A")
    arrive("A", 6)
    take("1", ("A", 2))
    take("2", ("A", 2))
    take("3", ("A", 2))
    let_go("1", "2")
    found = count("A", 1)
    assert (found.difference, found.given_back) == (-5, 5)
    lines = {number: line(number) for number in "123"}
    assert lines == {
        "1": {"reserved": 1, "backordered": 1},
        "2": {"backordered": 2},
        "3": {"backordered": 2},
    }
    assert (shelf("A"), release_of("2").ended_at is None) == ((1, 1, 0), False)
    told = Task.objects.order_by("pk").values_list("kind", "role", "data")
    assert list(told) == [
        ("released_units_missing", "warehouse", {"release": release_of(number).pk}) for number in "12"
    ]


def test_what_is_being_picked_comes_back_after_what_is_only_released() -> None:
    goods("A")
    arrive("A", 4)
    take("1", ("A", 2))
    take("2", ("A", 2))
    let_go("1", "2")
    do(StartPicking(releases=(release_of("2").pk,)))
    count("A", 2)
    assert (line("1"), line("2")) == ({"backordered": 2}, {"reserved": 2})


def test_of_a_released_bundle_whole_sets_come_back() -> None:
    goods("A")
    goods("B")
    goods("SET", A=2, B=1)
    arrive("A", 4)
    arrive("B", 2)
    take("1", ("SET", 2))
    let_go("1")
    count("A", 3)
    assert (line("1"), shelf("A"), shelf("B")) == ({"reserved": 1, "backordered": 1}, (3, 2, 0), (2, 1, 0))


def test_firm_units_give_back_after_all_others_and_whoever_made_them_firm_is_told() -> None:
    goods("A")
    arrive("A", 4)
    take("1", ("A", 2))
    take("2", ("A", 2))
    do(Firm(lines=(FirmLine(order=OrderName("2"), line="1"),)))
    count("A", 1)
    assert (line("1"), line("2")) == ({"backordered": 2}, {"reserved": 1, "backordered": 1})
    assert list(Task.objects.values_list("kind", "role", "data")) == [
        ("firm_units_lost", "operations_lead", {"line": "1", "sku": "A", "units": 1})
    ]


def test_firm_units_may_be_lost_twice() -> None:
    goods("A")
    arrive("A", 4)
    take("1", ("A", 4))
    do(Firm(lines=(FirmLine(order=OrderName("1"), line="1"),)))
    count("A", 3)
    count("A", 2)
    assert (line("1"), Task.objects.count()) == ({"reserved": 2, "backordered": 2}, 2)


def test_released_units_may_be_missed_twice() -> None:
    goods("A")
    arrive("A", 4)
    take("1", ("A", 4))
    let_go("1")
    count("A", 3)
    count("A", 2)
    assert (line("1"), Task.objects.count()) == ({"reserved": 2, "backordered": 2}, 2)


def test_what_is_left_of_a_bundles_last_set_serves_the_next() -> None:
    goods("A")
    goods("SET", A=3)
    arrive("A", 6)
    take("1", ("A", 3))
    take("2", ("SET", 1))
    take("3", ("A", 1))
    count("A", 5)
    assert (line("2"), line("3"), shelf("A")) == ({"backordered": 1}, {"reserved": 1}, (5, 4, 0))


def test_counting_down_and_up_again_serves_by_rank_as_if_the_units_had_just_come() -> None:
    goods("A")
    arrive("A", 4)
    take("1", ("A", 2))
    take("2", ("A", 2))
    count("A", 0)
    take("3", ("A", 2), channel="amazon")
    count("A", 4)
    lines = {number: line(number) for number in "123"}
    assert lines == {"1": {"reserved": 2}, "2": {"backordered": 2}, "3": {"reserved": 2}}


@pytest.mark.parametrize(
    "counts, problem",
    [
        ((CountedStock(sku="NOPE", counted_qty=1),), "sku_unknown"),
        ((CountedStock(sku="A", counted_qty=1, location="moon"),), "location_unknown"),
        ((CountedStock(sku="A", counted_qty=-1),), "quantity_negative"),
        ((CountedStock(sku="A", counted_qty=1), CountedStock(sku="A", counted_qty=2)), "stock_counted_twice"),
    ],
)
def test_a_count_that_makes_no_sense_is_refused(counts: tuple[CountedStock, ...], problem: str) -> None:
    goods("A")
    arrive("A", 4)
    before = everything()
    with pytest.raises(DomainError) as refused:
        do(Count(counts=counts))
    assert [each["problem"] for each in problems(refused.value)] == [problem]
    assert everything() == before


def test_what_was_released_between_the_look_and_the_lock_is_recalled(monkeypatch: pytest.MonkeyPatch) -> None:
    goods("A")
    arrive("A", 5)
    take("1", ("A", 5))
    let_go("1")
    below, looks = counting._below_held, [False]

    def before_it_was_released(command: Count) -> bool:
        return looks.pop() if looks else below(command)

    monkeypatch.setattr(counting, "_below_held", before_it_was_released)
    do(Count(counts=(CountedStock(sku="A", counted_qty=2),)))
    assert (shelf("A"), line("1")) == ((2, 2, 0), {"reserved": 2, "backordered": 3})
