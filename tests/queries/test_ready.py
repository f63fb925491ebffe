"""What may go, asked without a lock, is what a release then hands over."""

from __future__ import annotations

from datetime import date

from pytest_django.fixtures import DjangoAssertNumQueries

from makegood.domain.release import Hold
from makegood.queries.ready import ReadyLine, ready
from makegood.queries.releases import ReleasedLine, released_lines
from makegood.queries.shop import shop_now
from makegood.services._orders import OrderName
from makegood.services.allocation import Firm, FirmLine
from tests.services.shop import TODAY, arrive, decide, do, goods, let_go, line, release_of, take


def rows() -> list[ReadyLine]:
    return list(ready(shop_now(year=TODAY.year), today=TODAY))


def test_each_line_is_told_with_what_holds_it_and_that_is_what_a_release_says() -> None:
    goods("MUG")
    goods("CUP")
    goods("TEA")
    goods("SET", TEA=2, MUG=1)
    goods("SOON", available_on=date(2026, 12, 24))
    for sku in ("MUG", "TEA", "SOON"):
        arrive(sku, 50)
    arrive("MUG", 5, at="east")
    take("1", ("MUG", 3))
    take("2", ("MUG", 2), ("CUP", 1))
    take("3", ("SET", 4))
    take("4", ("MUG", 1), ("CUP", 1), ship_complete=True)
    take("5", ("MUG", 1), ("CUP", 1))
    decide("5", "split")
    take("6", ("MUG", 1), on_hold=True)
    take("7", ("SOON", 2))
    shown = {f"{each.order}/{each.line}": (each.qty, each.holds) for each in rows()}
    assert shown["1/1"] == (3, ())
    assert shown["2/1"] == (2, (Hold.ANSWER_PENDING,))
    assert shown["3/1"] == (4, ())
    assert shown["4/1"] == (1, (Hold.SHIP_COMPLETE,))
    assert shown["5/1"] == (1, ())
    assert shown["6/1"] == (1, (Hold.ON_HOLD,))
    assert shown["7/1"] == (2, (Hold.NOT_AVAILABLE_YET,))
    said = let_go()
    for name, (qty, holds) in shown.items():
        assert said[name] == (0 if holds else qty, holds), name


def test_what_went_is_listed_no_more_and_part_of_a_line_is() -> None:
    goods("MUG")
    arrive("MUG", 5)
    arrive("MUG", 5, at="east")
    take("1", ("MUG", 8))
    assert [(each.qty, each.places) for each in rows()] == [(8, ("east", "main"))]
    let_go("1", at="main")
    assert line("1") == {"reserved": 8}
    assert [(each.qty, each.places) for each in rows()] == [(5, ("east",))]
    assert released_lines([release_of("1").pk]) == [ReleasedLine(release_of("1").pk, "1", "MUG", None, 3)]
    let_go("1")
    assert rows() == []


def test_a_place_is_asked_for() -> None:
    goods("MUG")
    arrive("MUG", 2)
    arrive("MUG", 9, at="east")
    take("1", ("MUG", 2))
    do(Firm(lines=(FirmLine(order=OrderName("1"), line="1"),), why="x"))
    shop = shop_now(year=TODAY.year)
    place = rows()[0].places[0]
    other = "east" if place == "main" else "main"
    assert len(list(ready(shop, today=TODAY, location=place))) == 1
    assert list(ready(shop, today=TODAY, location=other)) == []


def test_it_costs_the_same_for_many(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    goods("MUG")
    arrive("MUG", 99)
    for number in range(40):
        take(str(number), ("MUG", 1))
    shop = shop_now(year=TODAY.year)
    with django_assert_max_num_queries(9):
        assert len(ready(shop, today=TODAY).page(limit=50).rows) == 40


def test_a_place_is_not_offered_its_part_of_what_leaves_together() -> None:
    goods("MUG")
    goods("CUP")
    goods("TEA")
    goods("SET", TEA=1, MUG=1)
    arrive("MUG", 9)
    for sku in ("CUP", "TEA"):
        arrive(sku, 5, at="east")
    take("1", ("MUG", 2), ("CUP", 1), ship_complete=True)
    take("2", ("MUG", 1), ("CUP", 1))
    take("3", ("MUG", 1), ship_complete=True)
    take("4", ("SET", 2), ship_complete=True)
    shop = shop_now(year=TODAY.year)
    for place, other in (("main", "east"), ("east", "main")):
        shown = {
            f"{each.order}/{each.line}": (each.holds, each.rest_at)
            for each in ready(shop, today=TODAY, location=place)
        }
        name = "1/1" if place == "main" else "1/2"
        assert shown.pop(name) == ((Hold.REST_ELSEWHERE,), (other,))
        assert set(shown.values()) == {((), ())}
    assert {each.holds for each in rows()} == {()}
    for place in ("main", "east"):
        said = let_go(at=place)
        assert {name for name, (_, holds) in said.items() if holds} == {"1/1", "1/2"}
    assert [(f"{each.order}/{each.line}", each.holds) for each in rows()] == [("1/1", ()), ("1/2", ())]
