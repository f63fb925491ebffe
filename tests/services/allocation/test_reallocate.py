"""The queue is run again for all that is held: who wins, who loses, and why; nothing else changes."""

from __future__ import annotations

import json
from datetime import date
from zlib import crc32

import pytest

from makegood import flow
from makegood.db.models import Allocation, AllocationRun, Backorder, Event, Notice, PolicyVersion, TypedText
from makegood.domain.terms.errors import DomainError
from makegood.services._orders import OrderName
from makegood.services.allocation import Allocate, Firm, FirmLine, LineChange, Reallocate, Reallocated
from makegood.services.intake import NewCustomer
from tests.services.shop import NOW, arrive, cases, do, everything, goods, let_go, line, lot, shelf, take

GOLD_FIRST = """[allocation]
tiers = ["priority", "past_baseline", "strict_channel"]
priority_customer_tiers = ["gold"]
"""
FAIR = '[allocation]\nmethod = "fair_share"\n'


def again(policy: str | None = None, *, skus: tuple[str, ...] | None = None, note: str = "") -> Reallocated:
    """Run the queue again."""
    found = do(Reallocate(skus=skus, policy=policy, note=note))
    assert isinstance(found, Reallocated)
    return found


def shown(policy: str | None = None) -> Reallocated:
    """What that would do."""
    found = flow.preview(Reallocate(policy=policy), actor="test", now=NOW).outcome
    assert isinstance(found, Reallocated)
    return found


def decided(area: str, document: str) -> None:
    """The shop's own policy says so."""
    digest = f"{crc32(document.encode()):08x}"
    PolicyVersion.objects.create(
        revision=1, area=area, document=document, digest=digest, author="test", at=NOW
    )


def two_hold_and_two_wait() -> None:
    """1 and 2 hold what was there; 3, of a marketplace, and 4 came too late."""
    goods("A")
    arrive("A", 5)
    take("1", ("A", 2))
    take("2", ("A", 3))
    take("3", ("A", 2), channel="amazon")
    take("4", ("A", 2))


def test_a_better_rank_takes_from_the_lowest_one() -> None:
    two_hold_and_two_wait()
    found = again(note="Amazon first")
    assert found.winners == (LineChange("3", "1", "A", 0, 2, 2, "strict_channel"),)
    assert found.losers == (LineChange("2", "1", "A", 3, 1, 4, "outranked"),)
    assert found.kept == 2
    lines = {number: line(number) for number in "1234"}
    assert lines == {
        "1": {"reserved": 2},
        "2": {"reserved": 1, "backordered": 2},
        "3": {"reserved": 2},
        "4": {"backordered": 2},
    }
    assert shelf("A") == (5, 5, 0)


def test_the_run_its_reason_and_the_events_of_both_sides_are_kept() -> None:
    two_hold_and_two_wait()
    found = again(note="Amazon first")
    run = AllocationRun.objects.get()
    assert run.pk == found.run
    assert (run.cause, run.note, run.policy, run.served, run.units) == (
        "Reallocate",
        "Amazon first",
        "",
        1,
        2,
    )
    assert run.first_short["order"] == "2"
    kinds = dict(Event.objects.filter(kind__startswith="allocation.").values_list("kind", "data"))
    assert set(kinds) == {"allocation.withdrawn", "allocation.allocated"}
    assert json.loads(kinds["allocation.withdrawn"])["why"].keys() == {"digest"}
    assert TypedText.objects.get().text == "Amazon first"


def test_a_loser_that_was_never_short_gets_a_case_and_a_notice() -> None:
    two_hold_and_two_wait()
    again()
    case = Backorder.objects.get(order__number="2")
    assert (case.state, case.qty, case.reason, case.next_review_on) == (
        "open",
        2,
        "policy_exception",
        date(2026, 11, 23),
    )
    assert Notice.objects.get(order__number="2").state == "queued"


def test_a_line_that_keeps_its_units_keeps_its_allocations() -> None:
    two_hold_and_two_wait()
    before = set(Allocation.objects.filter(line__order__number="1").values_list())
    again()
    assert set(Allocation.objects.filter(line__order__number="1").values_list()) == before


def test_running_it_again_changes_nothing() -> None:
    two_hold_and_two_wait()
    again()
    before = everything()
    assert again() == Reallocated(None, (), (), 4)
    assert everything() == before


def test_a_simulation_shows_what_then_happens_and_writes_nothing() -> None:
    two_hold_and_two_wait()
    before = everything()
    found = shown()
    assert (everything(), AllocationRun.objects.count()) == (before, 0)
    real = again()
    assert (real.winners, real.losers, real.kept) == (found.winners, found.losers, found.kept)


def test_another_policy_is_tried_and_applied_and_kept_with_the_run() -> None:
    goods("A")
    arrive("A", 2)
    take("1", ("A", 2), channel="amazon")
    take("2", ("A", 2), customer=NewCustomer(email="gold@example.org", tier="gold"))
    assert again().run is None
    found = again(GOLD_FIRST)
    assert [each.order for each in found.winners] == ["2"]
    assert (line("1"), line("2")) == ({"backordered": 2}, {"reserved": 2})
    assert AllocationRun.objects.get().policy.startswith(GOLD_FIRST)


def test_the_policys_other_areas_stay_the_shops_own() -> None:
    decided("channels", "[channels.outlet]\nstrict = true\n")
    goods("A")
    arrive("A", 3)
    take("1", ("A", 3))
    take("2", ("A", 2), channel="outlet")
    assert [each.order for each in shown(FAIR).winners] == ["2"]


def test_fair_share_divides_a_tier_and_says_so() -> None:
    goods("A")
    arrive("A", 4)
    take("1", ("A", 4))
    take("2", ("A", 4))
    found = again(FAIR)
    assert found.winners == (LineChange("2", "1", "A", 0, 2, 4, "fair_share"),)
    assert found.losers == (LineChange("1", "1", "A", 4, 2, 4, "outranked"),)


def test_what_another_policy_leaves_lying_is_served_by_the_shops_own() -> None:
    goods("A")
    arrive("A", 3)
    take("1", ("A", 2))
    take("2", ("A", 2), channel="amazon")
    found = flow.preview(Reallocate(policy="[allocation]\nminimum_fill = 2\n"), actor="test", now=NOW)
    assert [(each.order, each.before_qty, each.after_qty) for each in found.outcome.losers] == [("1", 2, 0)]
    again("[allocation]\nminimum_fill = 2\n")
    assert (line("1"), line("2")) == ({"reserved": 1, "backordered": 1}, {"reserved": 2})


def test_firm_and_released_units_are_never_taken() -> None:
    two_hold_and_two_wait()
    do(Firm(lines=(FirmLine(order=OrderName("2"), line="1"),)))
    let_go("1")
    assert again() == Reallocated(None, (), (), 2)
    do(Firm(lines=(FirmLine(order=OrderName("2"), line="1"),), on=False))
    assert [each.order for each in again().losers] == ["2"]


def test_only_the_skus_that_are_named() -> None:
    for sku in "AB":
        goods(sku)
        arrive(sku, 1)
        take(f"{sku}1", (sku, 1))
        take(f"{sku}2", (sku, 1), channel="amazon")
    assert [each.order for each in again(skus=("B",)).winners] == ["B2"]
    assert line("A2") == {"backordered": 1}
    with pytest.raises(DomainError) as refused:
        again(skus=("NOPE",))
    assert refused.value.code == "sku_unknown"


def test_a_policy_that_does_not_hold_is_refused() -> None:
    two_hold_and_two_wait()
    before = everything()
    with pytest.raises(DomainError) as refused:
        again("[allocation]\nminimum_fill = 0\n")
    assert (refused.value.code, everything()) == ("policy_invalid", before)


def test_a_bundle_wins_and_loses_whole_sets() -> None:
    goods("A")
    goods("B")
    goods("SET", A=2, B=1)
    arrive("A", 5)
    arrive("B", 2)
    take("1", ("SET", 2))
    take("2", ("A", 3), channel="amazon")
    found = again()
    assert found.losers == (LineChange("1", "1", "SET", 2, 1, 4, "outranked"),)
    assert found.winners == (LineChange("2", "1", "A", 1, 3, 2, "strict_channel"),)
    assert (shelf("A"), shelf("B")) == ((5, 5, 0), (2, 1, 0))


def test_a_case_that_was_allocated_in_part_loses_and_wins_by_its_parts() -> None:
    goods("A")
    take("1", ("A", 5))
    arrive("A", 2)
    arrive("A", 2)
    assert cases("1") == [("open", 1), ("allocated", 2), ("allocated", 2)]
    take("2", ("A", 3), channel="ebay")
    found = again()
    assert (found.losers[0].after_qty, found.winners[0].after_qty) == (1, 3)
    assert sum(qty for state, qty in cases("1") if state == "open") == 4


def test_a_parcel_that_completes_late_lends_its_units() -> None:
    goods("A")
    goods("B")
    lot("A", 5, eta=date(2026, 11, 26))
    lot("B", 1, eta=date(2026, 12, 21), number="PO2")
    arrive("A", 1)
    take("1", ("A", 1), ("B", 1), ship_complete=True)
    take("2", ("A", 1))
    found = again()
    assert found.losers == (LineChange("1", "1", "A", 1, 0, 4, "lent_away"),)
    assert found.winners == (LineChange("2", "1", "A", 0, 1, 4, "lent"),)
    do(Allocate())
    assert (line("1", "1"), line("2")) == ({"backordered": 1}, {"reserved": 1})


def test_a_set_of_a_parcel_that_completes_late_stays_whole() -> None:
    """Units of A would come back in time, none of B: a set that lent its A would lose its B for good."""
    for sku in "ABC":
        goods(sku)
    goods("SET", A=1, B=1)
    lot("A", 5, eta=date(2026, 11, 26))
    lot("C", 1, eta=date(2026, 12, 21), number="PO2")
    arrive("A", 1)
    arrive("B", 1)
    take("1", ("SET", 1), ("C", 1), ship_complete=True)
    take("2", ("A", 1))
    take("3", ("B", 1))
    found = again()
    assert (found.losers, found.winners) == ((), ())


def test_a_parcel_does_not_lend_because_another_channels_order_of_its_number_completes_late() -> None:
    goods("A")
    goods("B")
    lot("A", 5, eta=date(2026, 11, 26))
    arrive("A", 1)
    take("1", ("B", 1), ship_complete=True)
    take("1", ("A", 1), ship_complete=True, channel="ebay")
    take("2", ("A", 1))
    found = again()
    assert (found.losers, found.winners) == ((), ())


def test_units_move_between_places_only_where_they_must() -> None:
    decided("locations", '[locations.east]\ncountries = ["US"]\n')
    goods("A")
    arrive("A", 2)
    take("1", ("A", 2), country="US")
    arrive("A", 2, at="east")
    take("2", ("A", 2), country="DE", channel="amazon")
    assert line("2") == {"backordered": 2}
    found = again()
    assert ([each.order for each in found.winners], found.losers) == (["2"], ())
    assert (line("1"), line("2")) == ({"reserved": 2}, {"reserved": 2})
    assert (shelf("A"), shelf("A", "east")) == ((2, 2, 0), (2, 2, 0))
    live = Allocation.objects.filter(state="held").values_list("line__order__number", "stock__location__name")
    assert set(live) == {("1", "east"), ("2", "main")}
    assert Event.objects.filter(kind="allocation.moved").count() == 1
