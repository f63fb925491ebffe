"""What is measured, which way it speaks, and what is recommended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from makegood.domain.eligibility.evidence import ItemFacts, bought_together, measure, recommend, record_from
from makegood.domain.eligibility.outcome import Advice, Criterion, Evidence
from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.demand import Item
from makegood.domain.terms.policy.supply import EvidencePolicy
from makegood.domain.terms.stock import IncomingLot
from tests.domain.facts import TODAY, line
from tests.domain.tables import date_in, table

CALENDAR = WorkCalendar()
SPEAKS = {"for": True, "against": False, "": None}


def lot(
    *, received_on: date | None = None, eta: date | None = None, first_eta: date | None = None
) -> IncomingLot:
    return IncomingLot(
        po="P",
        sku="A",
        quantity=5,
        eta=eta,
        first_eta=first_eta,
        received_on=received_on,
        received_qty=5 if received_on else 0,
    )


def measured(criterion: Criterion, **facts: Any) -> Evidence:
    known: dict[str, Any] = {
        "item": Item(sku="A"),
        "lots": (),
        "record_from": None,
        "free_substitutes": 0,
        "bought_together": None,
        "today": TODAY,
        "calendar": CALENDAR,
    }
    found = measure(facts=ItemFacts(**{**known, **facts}), policy=EvidencePolicy())
    assert [each.criterion for each in found] == list(Criterion)
    return next(each for each in found if each.criterion is criterion)


@pytest.mark.parametrize("row", table("eligibility", "replenishment"))
def test_replenishment_is_measured_in_days_with_a_receipt_a_year(row: dict[str, str]) -> None:
    found = measured(
        Criterion.REPLENISHMENT_FREQUENT,
        lots=[lot(received_on=TODAY - timedelta(days=int(ago))) for ago in row["receipts, days ago"].split()],
        record_from=TODAY - timedelta(days=int(row["record covers days"])),
    )
    assert (found.value, found.supports) == (
        float(row["figure"]) if row["figure"] else None,
        SPEAKS[row["speaks"]],
    )


def test_a_bundle_and_a_shop_without_a_record_have_no_rate_of_receipts() -> None:
    bundle = Item(sku="A", bundle_of=(("B", 1),))
    assert measured(Criterion.REPLENISHMENT_FREQUENT, item=bundle, record_from=date(2020, 1, 1)).value is None
    assert measured(Criterion.REPLENISHMENT_FREQUENT, record_from=None).value is None


def test_the_record_starts_when_the_first_received_lot_was_ordered() -> None:
    early, late = date(2026, 1, 5), date(2026, 2, 5)
    ordered = IncomingLot(po="P", sku="A", quantity=1, ordered_on=early, received_on=late)
    assert record_from([ordered, lot(received_on=date(2026, 1, 9)), lot(eta=date(2025, 1, 1))]) == early
    assert record_from([lot(eta=date(2025, 1, 1))]) is None


@pytest.mark.parametrize("row", table("eligibility", "lead time"))
def test_a_lead_time_is_stable_when_its_lateness_spreads_little(row: dict[str, str]) -> None:
    late = [int(days) for days in row["working days late, oldest first"].split()]
    etas = [date(2025, 1, 6) + timedelta(weeks=10 * i) for i in range(len(late))]
    lots = [lot(received_on=CALENDAR.add(eta, days), eta=eta) for eta, days in zip(etas, late, strict=True)]
    for given in (lots, lots[::-1]):
        found = measured(Criterion.LEAD_TIME_STABLE, lots=given)
        assert (found.value, found.supports) == (
            int(row["spread"]) if row["spread"] else None,
            SPEAKS[row["speaks"]],
        )


def test_lateness_counts_from_the_first_eta_the_supplier_gave() -> None:
    given = [date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 3)]
    lots = [
        lot(received_on=CALENDAR.add(day, 3 * i), eta=CALENDAR.add(day, 3 * i), first_eta=day)
        for i, day in enumerate(given)
    ]
    assert measured(Criterion.LEAD_TIME_STABLE, lots=lots).value == 6


@pytest.mark.parametrize("row", table("eligibility", "season"))
def test_a_season_must_outlast_the_next_arrival(row: dict[str, str]) -> None:
    found = measured(
        Criterion.SEASONAL,
        item=Item(sku="A", seasonal_until=date_in(row["season ends"])),
        lots=[lot(eta=date_in(row["next ETA"]))] if row["next ETA"] else [],
        today=date.fromisoformat(row["today"]),
    )
    assert (found.value, found.supports) == (
        int(row["figure"]) if row["figure"] else None,
        SPEAKS[row["speaks"]],
    )


@pytest.mark.parametrize(
    ("criterion", "facts", "value", "supports"),
    [
        (Criterion.MARGIN_ABSORBS, {"item": Item(sku="A", unit_price=3000, unit_cost=2000)}, 1000, True),
        (Criterion.MARGIN_ABSORBS, {"item": Item(sku="A", unit_price=3000, unit_cost=2001)}, 999, False),
        (Criterion.MARGIN_ABSORBS, {"item": Item(sku="A", unit_price=2000, unit_cost=3000)}, -1000, False),
        (Criterion.MARGIN_ABSORBS, {"item": Item(sku="A", unit_price=3000)}, None, None),
        (Criterion.SUBSTITUTION_RISK, {"item": Item(sku="A", substitutes=("B", "C"))}, 0, True),
        (
            Criterion.SUBSTITUTION_RISK,
            {"item": Item(sku="A", substitutes=("B",)), "free_substitutes": 1},
            1,
            False,
        ),
        (Criterion.SUBSTITUTION_RISK, {}, None, None),
        (Criterion.DAMAGE_RISK, {}, "no", True),
        (Criterion.DAMAGE_RISK, {"item": Item(sku="A", fragile=True)}, "yes", False),
        (Criterion.DAMAGE_RISK, {"item": None}, None, None),
        (Criterion.UNIQUE_OR_CUSTOM, {"item": Item(sku="A", unique=True)}, "yes", True),
        (Criterion.UNIQUE_OR_CUSTOM, {}, "no", None),
        (Criterion.LOW_PRICE, {"item": Item(sku="A", unit_price=999)}, 999, False),
        (Criterion.LOW_PRICE, {"item": Item(sku="A", unit_price=1000)}, 1000, None),
        (Criterion.LOW_PRICE, {}, None, None),
        (Criterion.BOUGHT_TOGETHER, {"bought_together": 0.5}, 0.5, False),
        (Criterion.BOUGHT_TOGETHER, {"bought_together": 0.49}, 0.49, None),
        (Criterion.BOUGHT_TOGETHER, {}, None, None),
        (Criterion.DISCONTINUED, {"item": Item(sku="A", discontinued=True)}, "yes", False),
        (Criterion.DISCONTINUED, {}, "no", None),
        (Criterion.DISCONTINUED, {"item": None}, None, None),
    ],
)
def test_each_criterion_shows_its_figure_and_speaks_one_way(
    criterion: Criterion, facts: dict[str, Any], value: object, supports: bool | None
) -> None:
    assert measured(criterion, **facts) == Evidence(criterion, value, supports)  # type: ignore[arg-type]


def test_two_figures_are_money() -> None:
    assert [each for each in Criterion if each.is_money] == [Criterion.MARGIN_ABSORBS, Criterion.LOW_PRICE]


@pytest.mark.parametrize("row", table("eligibility", "bought together"))
def test_the_share_of_orders_that_hold_other_skus(row: dict[str, str]) -> None:
    lines = [
        line(str(order), sku, line_id=str(number), closed=order == 0)
        for order, skus in enumerate(row["orders"].split(", "))
        for number, sku in enumerate(skus.split("+"))
    ]
    assert bought_together(lines)[row["SKU"]] == float(row["share"])
    assert bought_together(lines[::-1]) == bought_together(lines)


@pytest.mark.parametrize("row", table("eligibility", "advice"))
def test_the_advice_follows_from_the_evidence(row: dict[str, str]) -> None:
    speaks = dict.fromkeys(codes(row["for"]), True) | dict.fromkeys(codes(row["against"]), False)
    evidence = [Evidence(each, 1, speaks.get(each)) for each in Criterion]
    may_wait = {"yes": True, "no": False, "open": None}[row["may wait"]]
    assert recommend(evidence) == Advice(may_wait, tuple(Criterion(name) for name in codes(row["because"])))


def codes(cell: str) -> list[str]:
    return cell.replace("`", "").split()
