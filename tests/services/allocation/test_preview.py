"""A preview shows what would happen, writes nothing, and is what then happens (spec 7.3)."""

from __future__ import annotations

import pytest

from makegood import flow
from makegood.db.models import AllocationRun
from makegood.domain.terms.errors import DomainError
from makegood.queries.allocations import Gain, gains
from makegood.services.allocation import Allocate
from makegood.services.catalogue import KeptBack, SetSafetyStock
from makegood.services.receipt.counting import Count, CountedStock
from makegood.services.receipt.receive import Delivered, Receive
from tests.services.shop import NOW, arrive, do, everything, goods, line, take

FOUR_COME = Receive(deliveries=(Delivered(sku="A", counted_qty=4),))


def three_wait() -> None:
    """Three orders wait for A; the second one, from a marketplace, stands first."""
    goods("A")
    arrive("A", 1)
    take("0", ("A", 1))
    take("1", ("A", 2))
    take("2", ("A", 3), channel="amazon")
    take("3", ("A", 2))


def test_a_preview_says_who_gets_what_and_why_and_who_does_not() -> None:
    three_wait()
    before = everything()
    found = flow.preview(FOUR_COME, actor="test", now=NOW)
    assert found.gains == [
        Gain("2", "1", "A", "main", 3, 2, "strict_channel", "amazon"),
        Gain("1", "1", "A", "main", 1, 4, "in_turn", "store"),
    ]
    assert {(each.order, each.qty, each.why) for each in found.waits} == {
        ("1", 1, "outranked"),
        ("3", 2, "outranked"),
    }
    assert (everything(), AllocationRun.objects.count()) == (before, 0)


def test_what_was_shown_is_what_happens() -> None:
    three_wait()
    shown = flow.preview(FOUR_COME, actor="test", now=NOW)
    outcome = do(FOUR_COME)
    assert gains(AllocationRun.objects.values_list("pk", flat=True)) == shown.gains
    assert [each.filled_qty for each in outcome] == [each.filled_qty for each in shown.outcome]
    assert (line("2"), line("1")) == ({"reserved": 3}, {"reserved": 1, "backordered": 1})


def test_the_queue_can_be_served_at_any_time_and_has_nothing_to_give_when_it_was() -> None:
    three_wait()
    do(FOUR_COME)
    before = everything()
    do(Allocate())
    do(Allocate(skus=("A",)))
    assert everything() == before


def test_a_preview_of_serving_shows_nothing_while_nothing_is_free() -> None:
    three_wait()
    do(SetSafetyStock(kept=(KeptBack(sku="A", safety_stock=3),)))
    found = flow.preview(Allocate(skus=("A",)), actor="test", now=NOW)
    assert (found.gains, len(found.waits)) == ([], 3)


def test_an_unknown_sku_is_refused() -> None:
    with pytest.raises(DomainError) as refused:
        do(Allocate(skus=("NOPE",)))
    assert (refused.value.code, refused.value.data) == ("sku_unknown", {"skus": ["NOPE"]})


def test_a_preview_of_a_count_says_who_gives_back() -> None:
    goods("A")
    arrive("A", 5)
    take("1", ("A", 2))
    take("2", ("A", 3))
    before = everything()
    command = Count(counts=(CountedStock(sku="A", counted_qty=3),))
    found = flow.preview(command, actor="test", now=NOW)
    assert [(each.order, each.line, each.sku, each.qty, each.channel) for each in found.losses] == [
        ("2", "1", "A", 2, "store")
    ]
    assert everything() == before
    assert flow.run_and_tell(command, actor="test", now=NOW).losses == found.losses
