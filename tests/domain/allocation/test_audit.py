"""The audit finds what is unfair: claims made by hand that no fair run would make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from makegood.domain.allocation.audit import Unfair, audit
from makegood.domain.allocation.outcome import Claim, Given, Why
from makegood.domain.terms.demand import Demand
from makegood.domain.terms.pegging import Pegboard, Source, Supply
from tests.domain.facts import TODAY, line

SHELF = Supply("MUG", "main", Source.STOCK, "main", 5, TODAY, TODAY)


def serving(demand: Demand) -> Sequence[str]:
    return ("main",)


def judged(held: list[list[tuple[int, Why]]], *, minimum_fill: int = 1) -> tuple[Unfair, ...]:
    """The findings on lines A, B, ... in rank order that want 4 mugs each and hold these of the 5 on the shelf."""
    board = Pegboard(supplies=[SHELF], serving=serving)
    claims: list[Claim] = []
    given: list[list[Given]] = []
    for rank, stock in enumerate(held, start=1):
        claim = Claim(Demand(line("ABC"[rank - 1], quantity=4), "MUG", 4, 0, 1), 4, rank, "A", None)
        claim.rest_on(board.take_stock(claim.demand, sum(qty for qty, _ in stock), minimum=0))
        claims.append(claim)
        given.append([(SHELF, qty, why) for qty, why in stock])
    return audit(claims=claims, given=given, board=board, serving=serving, minimum_fill=minimum_fill)


def test_units_that_lie_free_while_a_line_lacks_them_are_found() -> None:
    assert judged([[(2, Why.IN_TURN)]]) == (Unfair("left_waiting", "MUG", "A", "1", 3),)


def test_units_that_went_to_a_worse_rank_are_found() -> None:
    assert judged([[(1, Why.IN_TURN)], [(4, Why.IN_TURN)]]) == (Unfair("overtaken", "MUG", "A", "1", 4),)


@pytest.mark.parametrize("why", [Why.PICKED, Why.LENT, Why.FAIR_SHARE])
def test_an_exception_excuses_its_own_units_and_no_others(why: Why) -> None:
    assert judged([[(1, Why.IN_TURN)], [(4, why)]]) == ()
    assert judged([[(1, Why.IN_TURN)], [(1, why), (3, Why.IN_TURN)]]) == (
        Unfair("overtaken", "MUG", "A", "1", 3),
    )


def test_fewer_units_than_are_worth_sending_pass_nobody_over() -> None:
    assert judged([[], [(3, Why.IN_TURN)], [(2, Why.PICKED)]], minimum_fill=4) == ()
    assert [each.code for each in judged([[], [(3, Why.IN_TURN)], [(2, Why.PICKED)]], minimum_fill=3)] == [
        "overtaken"
    ]


def test_a_fair_run_has_no_findings() -> None:
    assert judged([[(4, Why.PAST_BASELINE)], [(1, Why.IN_TURN)]]) == ()


def test_a_rest_smaller_than_the_minimum_fill_may_still_be_sent() -> None:
    found = judged([[(3, Why.IN_TURN)]], minimum_fill=4)
    assert found == (Unfair("left_waiting", "MUG", "A", "1", 2),), "one is missing, and one would complete it"


def test_free_units_and_those_of_worse_ranks_count_together() -> None:
    found = judged([[], [(2, Why.IN_TURN)]], minimum_fill=4)
    assert found == (Unfair("overtaken", "MUG", "A", "1", 2), Unfair("left_waiting", "MUG", "B", "1", 3))


def test_findings_stand_in_rank_order() -> None:
    assert [each.order_id for each in judged([[], [(1, Why.IN_TURN)]])] == ["A", "B"]


def test_units_at_every_place_that_may_serve_the_line_are_in_question() -> None:
    shelves = [replace(SHELF, location=place, ref=place, qty=2) for place in ("east", "main")]
    both = ("main", "east")
    board = Pegboard(supplies=shelves, serving=lambda _: both)
    claim = Claim(Demand(line("A", quantity=4), "MUG", 4, 0, 1), 4, 1, "A", None)
    (found,) = audit(claims=[claim], given=[[]], board=board, serving=lambda _: both)
    assert found == Unfair("left_waiting", "MUG", "A", "1", 4)


def test_too_few_units_for_a_parcel_stay_too_few_when_others_are_lent_later() -> None:
    """In its turn A could have had one unit, of four: not worth a parcel. What it was lent afterwards changes that for
    nobody behind it who took the one by then."""
    lent_and_one_behind = [[(3, Why.LENT)], [(1, Why.IN_TURN)], [(1, Why.PICKED)]]
    assert judged(lent_and_one_behind, minimum_fill=2) == ()
    assert judged(lent_and_one_behind, minimum_fill=1) == (Unfair("overtaken", "MUG", "A", "1", 1),)
