"""An order is changed after it was taken, before and after notices: quantities, promises and history stay right."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from makegood import flow
from makegood.db.models import Backorder, Event, Item, Notice, Order, OrderLine, Promise, Task
from makegood.domain.terms.errors import DomainError
from makegood.services._orders import OrderName
from makegood.services.intake import (
    AddedLine,
    Edited,
    EditLine,
    EditOrder,
    EditOrders,
    NewLine,
    NewOrder,
    TakeOrders,
)  # fmt: skip
from makegood.services.policy import SetPolicy
from makegood.services.release import StartPicking
from tests.services.shop import (
    NOW,
    arrive,
    cases,
    decide,
    do,
    everything,
    goods,
    let_go,
    line,
    lot,
    release_of,
    send,
    shelf,
    take,
)  # fmt: skip
from tests.services.sound import assert_sound


def edit(number: str, *lines: EditLine, days: int = 0, **rest: Any) -> Edited:
    """Change one order."""
    each = EditOrder(order=OrderName(number), lines=lines, **rest)
    (found,) = do(EditOrders(edits=(each,)), days=days)
    assert isinstance(found, Edited)
    return found


def to(quantity: int, line_id: str = "1", **rest: Any) -> EditLine:
    """So many units of a line are wanted."""
    return EditLine(line=line_id, quantity=quantity, **rest)


def refused(number: str, *lines: EditLine, **rest: Any) -> DomainError:
    """What is said to an edit that cannot be; nothing has changed."""
    before = everything()
    with pytest.raises(DomainError) as error:
        edit(number, *lines, **rest)
    assert everything() == before
    return error.value


def tell(number: str) -> None:
    """The first notice of an order was sent."""
    rows = Notice.objects.filter(order__number=number, kind="first", state="queued")
    assert rows.update(state="sent", sent_at=NOW) == 1


def test_more_units_queue_behind_those_who_wait_already() -> None:
    goods("A")
    lot("A", 10, eta=date(2026, 12, 7))
    take("1", ("A", 2))
    take("2", ("A", 2))
    found = edit("1", to(4), days=1)
    assert found.added == (AddedLine("1.1", "A", 0, 2),)
    arrive("A", 5, days=2)
    lines = (line("1", "1"), line("2"), line("1", "1.1"))
    assert lines == ({"reserved": 2}, {"reserved": 2}, {"reserved": 1, "backordered": 1})
    joined = OrderLine.objects.get(line_id="1.1")
    assert (joined.part_of.line_id if joined.part_of else None, joined.joined_at) == (
        "1",
        NOW + timedelta(days=1),
    )


def test_more_units_on_the_day_of_the_order_still_queue_behind_those_who_came_between() -> None:
    goods("A")
    take("1", ("A", 1))
    new = NewOrder(number="2", placed_at=NOW + timedelta(hours=1), lines=(NewLine(sku="A", quantity=1),))
    do(TakeOrders(orders=(new,)))
    each = EditOrder(order=OrderName("1"), lines=(to(2),))
    flow.run(EditOrders(edits=(each,)), actor="test", now=NOW + timedelta(hours=2))
    arrive("A", 2, days=1)
    assert (line("2"), line("1", "1.1")) == ({"reserved": 1}, {"backordered": 1})


def test_more_units_take_what_lies_there_and_nobody_waits_for() -> None:
    goods("A")
    arrive("A", 5)
    take("1", ("A", 2))
    assert edit("1", to(6)).added == (AddedLine("1.1", "A", 3, 1),)
    assert (shelf("A"), cases("1"), Order.objects.get().value) == ((5, 5, 0), [("open", 1)], 0)
    assert Notice.objects.get().state == "queued"
    (case,) = Backorder.objects.all()
    assert (case.owner, case.next_review_on is not None) == ("support", True)


def test_the_same_edit_again_changes_nothing() -> None:
    goods("A")
    goods("B")
    arrive("B", 5)
    take("1", ("A", 2), ("B", 1))
    edits: dict[str, Any] = {
        "add": (NewLine(sku="B", quantity=1, line_id="9"),),
        "ship_complete": True,
        "country": "FR",
    }
    lines = (to(5), EditLine(line="2", sku="A", need_by=date(2026, 12, 20)))
    edit("1", *lines, **edits)
    before = everything()
    found = edit("1", *lines, **edits)
    assert (found.known, found.cancelled, found.added, everything()) == (True, {}, (), before)


def test_fewer_units_give_up_what_waits_first_and_the_latest_first() -> None:
    goods("A")
    arrive("A", 2)
    take("1", ("A", 3))
    edit("1", to(5))
    assert edit("1", to(3)).cancelled == {"1.1": 2}
    assert edit("1", to(1)).cancelled == {"1": 2}
    assert (line("1", "1"), line("1", "1.1"), shelf("A")) == (
        {"reserved": 1, "cancelled": 2},
        {"cancelled": 2},
        (2, 1, 0),
    )
    ended = Backorder.objects.filter(state="cancelled")
    assert {(row.approved_by, row.reason, row.reason_text) for row in ended} == {
        ("customer", "other", "the order was changed")
    }


def test_what_one_edit_gives_up_serves_those_who_wait_before_what_it_wants_more() -> None:
    goods("A")
    goods("B")
    arrive("A", 2)
    take("1", ("A", 2), ("B", 1))
    take("2", ("A", 1))
    found = edit("1", to(0), EditLine(line="2", sku="A", quantity=2))
    assert (found.cancelled, found.added) == ({"1": 2, "2": 1}, (AddedLine("2.1", "A", 1, 1),))
    assert line("2") == {"reserved": 1}


def test_another_item_goes_instead_of_what_has_not_shipped() -> None:
    goods("A")
    goods("B")
    arrive("A", 1)
    arrive("B", 1)
    take("1", ("A", 3), each={"unit_price": 1000})
    let_go("1", days=2)
    send("1", "P1", days=2)
    edit("1", EditLine(line="1", sku="B", unit_price=700))
    assert (line("1", "1"), line("1", "1.1")) == (
        {"shipped": 1, "cancelled": 2},
        {"reserved": 1, "backordered": 1},
    )
    assert Order.objects.get().value == 1000 + 2 * 700
    assert refused("1", EditLine(line="1", sku="A", quantity=0)).code == "qty_below_shipped"


def test_a_line_that_may_not_wait_is_refused_with_the_whole_edit() -> None:
    goods("A")
    goods("B")
    do(SetPolicy(document='[[eligibility.rules]]\nsku = "B"\nallowed = false\n'))
    new = NewOrder(number="1", placed_at=NOW, lines=(NewLine(sku="A", quantity=1),))
    do(TakeOrders(orders=(new,)))
    error = refused("1", to(0), add=(NewLine(sku="B", quantity=1),))
    assert (error.code, error.data["problem"]) == ("order_refused", "may_not_wait")
    take("2", ("A", 1))
    edit("2", add=(NewLine(sku="B", quantity=1),))
    assert OrderLine.objects.get(order__number="2", line_id="2").oversell


def test_a_queued_notice_says_what_is_true_now_or_does_not_go() -> None:
    goods("A")
    take("1", ("A", 2))
    edit("1", to(3))
    assert Notice.objects.get().lines == ["1", "1.1"]
    edit("1", to(0))
    notice = Notice.objects.get()
    assert (notice.state, notice.why_not) == ("withheld", "not_short")
    edit("1", to(1))
    assert [(row.kind, row.state) for row in Notice.objects.order_by("pk")] == [
        ("first", "withheld"),
        ("first", "queued"),
    ]


def test_a_customer_who_was_told_is_told_what_changed() -> None:
    goods("A")
    goods("B")
    take("1", ("A", 2))
    tell("1")
    edit("1", to(1))
    assert [(row.kind, row.state) for row in Notice.objects.order_by("pk")] == [
        ("first", "sent"),
        ("cancelled", "queued"),
    ]
    take("2", ("A", 2))
    tell("2")
    edit("2", add=(NewLine(sku="B", quantity=1),))
    more = Notice.objects.filter(order__number="2").order_by("pk")
    assert [(row.kind, row.state, row.lines) for row in more] == [
        ("first", "sent", ["1"]),
        ("first", "queued", ["2"]),
    ]


def test_a_later_day_or_another_destination_moves_windows_as_proposals() -> None:
    goods("A")
    lot("A", 5, eta=date(2026, 12, 1))
    take("1", ("A", 1))
    before = OrderLine.objects.get()
    edit("1", EditLine(line="1", ship_after=date(2027, 1, 11)), country="FR", on_hold=True)
    after = OrderLine.objects.get()
    assert (after.published_to, after.baseline) == (before.published_to, date(2027, 1, 11))
    ship_from = Promise.objects.get(state="proposed").ship_from
    assert ship_from is not None and ship_from >= date(2027, 1, 11)
    told = Event.objects.get(kind="intake.edited")
    assert '"country":[null,"FR"]' in told.data


def test_a_hold_that_is_lifted_and_one_parcel_that_is_none_serve_the_queue() -> None:
    goods("A")
    take("1", ("A", 1), on_hold=True, ship_complete=True)
    edit("1", on_hold=False, ship_complete=False)
    row = Order.objects.get()
    assert (row.on_hold, row.ship_complete) == (False, False)


def test_money_that_was_taken_for_less_goes_back() -> None:
    goods("A")
    take("1", ("A", 3), each={"unit_price": 1000}, captured_amount=3000)
    edit("1", to(1))
    assert Task.objects.get(kind="refund").data["amount"] == 2000


def test_what_makes_no_sense_changes_nothing() -> None:
    goods("A")
    take("1", ("A", 2))
    assert refused("1", to(-1)).code == "qty_invalid"
    assert refused("1", to(1, "7")).code == "line_unknown"
    assert refused("1", to(1), to(2)).code == "line_twice"
    assert refused("1", EditLine(line="1", sku="NOPE")).code == "order_refused"
    assert refused("1", add=(NewLine(sku="A", quantity=0),)).code == "order_refused"
    do(EditOrders(edits=(EditOrder(order=OrderName("1"), lines=(to(0),)),)))
    assert Item.objects.get().backordered_qty == 0
    goods("B")
    assert refused("1", EditLine(line="1", sku="B")).code == "line_ended"


def test_all_that_ever_raised_a_line_is_part_of_it() -> None:
    goods("A")
    take("1", ("A", 3))
    edit("1", to(5))
    edit("1", to(4, "1.1"))
    assert edit("1", to(7)).known
    assert edit("1", to(5)).cancelled == {"1.1.1": 2}


def test_a_line_is_not_named_beside_a_part_of_it() -> None:
    goods("A")
    take("1", ("A", 3))
    edit("1", to(5))
    error = refused("1", to(3), to(2, "1.1"))
    assert (error.code, error.data["line"]) == ("line_twice", "1.1")


def test_a_price_alone_is_no_change_that_could_be_made() -> None:
    goods("A")
    take("1", ("A", 3))
    error = refused("1", EditLine(line="1", unit_price=900))
    assert (error.code, error.data["at"]) == ("entry_invalid", "unit_price")


@pytest.mark.parametrize("switch", [{"on_hold": True}, {"ship_complete": True}])
def test_an_order_that_is_to_stay_comes_back_from_the_warehouse(switch: dict[str, bool]) -> None:
    goods("A")
    arrive("A", 2)
    take("1", ("A", 3))
    decide("1", "split")
    assert let_go("1")["1/1"][0] == 2
    edit("1", **switch)
    assert release_of("1").ended_at is not None
    assert (line("1"), shelf("A")) == ({"reserved": 2, "backordered": 1}, (2, 2, 0))
    assert let_go("1")["1/1"][0] == 0
    assert edit("1", **switch).known
    assert_sound()


def test_an_order_that_is_being_packed_is_not_put_on_hold_before_the_picker_was_stopped() -> None:
    goods("A")
    arrive("A", 3)
    take("1", ("A", 3))
    let_go("1")
    do(StartPicking(releases=(release_of("1").pk,)))
    assert refused("1", on_hold=True).code == "picking"
    # A parcel that is complete goes as it is.
    edit("1", ship_complete=True)
    assert release_of("1").ended_at is None
