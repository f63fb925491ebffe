"""The cap binds every decision of ours; what is already sold is taken and flagged (spec 1.4, 2.4)."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

from makegood.db.models import Item, Order, OrderLine, PolicyVersion
from makegood.domain.terms.errors import DomainError
from makegood.services.intake import Draft, NewLine, NewOrder, TakeOrders
from tests.services.shop import NOW, arrive, do, everything, goods, line, lot
from tests.services.sound import assert_sound

CAP_OF_FIVE = """
[[eligibility.rules]]
sku = "A"
cap_units = 5
"""


def decided(document: str, *, area: str = "eligibility") -> None:
    """The policy in force."""
    revision = PolicyVersion.objects.count() + 1
    PolicyVersion.objects.create(
        revision=revision,
        area=area,
        document=document,
        digest=sha256(document.encode()).hexdigest()[:12],
        author="test",
        at=NOW,
    )


def take(*orders: tuple[str, int], **rest: Any) -> list[Draft]:
    """Orders for A, in one batch."""
    new = [
        NewOrder(number=number, placed_at=NOW, lines=(NewLine(sku="A", quantity=qty),), **rest)
        for number, qty in orders
    ]
    found = do(TakeOrders(orders=tuple(new)))
    assert isinstance(found, list)
    return found


def reasons(draft: Draft) -> list[str]:
    """Why an order's only line may not wait."""
    assert isinstance(draft.refusal, DomainError)
    lines: Any = draft.refusal.data["lines"]
    assert len(lines) == 1
    return list(lines[0]["reasons"])


def test_five_may_wait_and_the_sixth_is_refused_at_our_own_door() -> None:
    decided(CAP_OF_FIVE)
    goods("A")
    assert [each.refusal for each in take(("1", 3), ("2", 2))] == [None, None]
    before = everything()
    assert reasons(take(("3", 1))[0]) == ["cap_full"]
    assert (everything(), Order.objects.count()) == (before, 2)


def test_an_order_that_only_partly_fits_is_refused_whole_and_gives_back_what_it_held() -> None:
    decided(CAP_OF_FIVE)
    goods("A")
    arrive("A", 2)
    refused, taken = take(("1", 8), ("2", 7))
    assert reasons(refused) == ["cap_full"]
    assert (taken.refusal, line("2")) == (None, {"reserved": 2, "backordered": 5})
    assert Item.objects.get(sku="A").backordered_qty == 5
    assert_sound()


def test_what_is_in_stock_is_sold_whatever_the_cap() -> None:
    decided(CAP_OF_FIVE.replace("5", "0"))
    goods("A")
    arrive("A", 4)
    assert (take(("1", 4))[0].refusal, reasons(take(("2", 1))[0])) == (None, ["cap_full"])


def test_a_marketplace_order_above_the_cap_is_taken_and_flagged() -> None:
    decided(CAP_OF_FIVE)
    goods("A")
    take(("1", 4))
    take(("2", 3), channel="amazon", external=True)
    flags = dict(OrderLine.objects.values_list("order__number", "oversell"))
    assert (flags, line("2")) == ({"1": False, "2": True}, {"backordered": 3})
    # Oversells count: nothing is left of the cap for our own door, and it never goes below nothing.
    assert reasons(take(("3", 1))[0]) == ["cap_full"]


def test_a_sku_that_may_not_wait_is_refused_with_its_rule() -> None:
    decided('[[eligibility.rules]]\nsku = "A"\nallowed = false\n')
    goods("A")
    assert reasons(take(("1", 1))[0]) == ["not_allowed_by_rule"]


def test_the_cap_of_a_channel_binds_that_channel_only() -> None:
    decided('[[eligibility.rules]]\nsku = "A"\nchannel = "outlet"\ncap_units = 2\n')
    goods("A")
    assert [each.refusal for each in take(("1", 2), channel="outlet")] == [None]
    assert reasons(take(("2", 1), channel="outlet")[0]) == ["channel_cap_full"]
    assert take(("3", 50))[0].refusal is None


def test_a_component_s_cap_binds_the_bundles_it_goes_into() -> None:
    decided(CAP_OF_FIVE)
    goods("A")
    goods("SET", A=3)
    new = NewOrder(number="1", placed_at=NOW, lines=(NewLine(sku="SET", quantity=2),))
    (found,) = do(TakeOrders(orders=(new,)))
    assert reasons(found) == ["cap_full"]


def test_a_share_of_confirmed_inbound_follows_the_inbound() -> None:
    decided('[[eligibility.rules]]\nsku = "A"\ncap_inbound_share = 0.5\n')
    goods("A")
    assert reasons(take(("1", 1))[0]) == ["cap_full"]


def test_a_window_beyond_the_longest_is_refused() -> None:
    decided('[[eligibility.rules]]\nsku = "A"\nlongest_window_days = 10\n')
    goods("A")
    lot("A", 50, eta=(NOW + timedelta(days=30)).date())
    assert reasons(take(("1", 1))[0]) == ["beyond_longest_window"]


def test_of_a_refused_order_that_is_told_twice_at_once_neither_is_known() -> None:
    goods("A")
    decided("[eligibility.default]\nallowed = false\n")
    new = NewOrder(number="1", placed_at=NOW, lines=(NewLine(sku="A", quantity=1),))
    assert [each.refusal.data["problem"] for each in do(TakeOrders(orders=(new, new)))] == [
        "may_not_wait"
    ] * 2
    assert not Order.objects.exists()


OF_THE_OUTLET = '[[eligibility.rules]]\nsku = "A"\nchannel = "outlet"\ncap_units = 4\n'


def test_orders_of_one_batch_count_together_against_the_cap_of_their_channel() -> None:
    decided(OF_THE_OUTLET)
    goods("A")
    first, second, third = take(("1", 3), ("2", 3), ("3", 1), channel="outlet")
    assert (first.refusal, reasons(second), third.refusal) == (None, ["channel_cap_full"], None)
    assert reasons(take(("4", 1), channel="outlet")[0]) == ["channel_cap_full"]


def test_two_lines_of_one_sku_count_together_against_the_cap_of_their_channel() -> None:
    decided(OF_THE_OUTLET)
    goods("A")
    lines = (NewLine(sku="A", quantity=3), NewLine(sku="A", quantity=3))
    (found,) = do(TakeOrders(orders=(NewOrder(number="1", placed_at=NOW, channel="outlet", lines=lines),)))
    assert found.refusal is not None
    assert not Order.objects.exists()


def test_bundles_count_against_the_cap_of_a_channel_for_what_they_are_made_of() -> None:
    decided(OF_THE_OUTLET)
    goods("A")
    goods("SET", A=2)
    goods("BOX", SET=1, A=1)

    def refused(number: str, sku: str, quantity: int) -> bool:
        lines = (NewLine(sku=sku, quantity=quantity),)
        new = NewOrder(number=number, placed_at=NOW, channel="outlet", lines=lines)
        return do(TakeOrders(orders=(new,)))[0].refusal is not None

    assert refused("1", "SET", 3)
    assert not refused("2", "BOX", 1)
    assert refused("3", "SET", 1)
    assert not refused("4", "A", 1)
    assert refused("5", "A", 1)
