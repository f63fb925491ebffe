"""After an order was taken: it is changed, cancelled and reopened, its cases are explained, its units come back."""

from __future__ import annotations

from typing import Any

from makegood.db.models import Backorder, OrderLine, Release, Stock
from tests.cli_live.test_words import a_shop, order, told, typed
from tests.services.shop import everything


def test_an_order_is_changed_and_the_same_again_is_known() -> None:
    a_shop()
    told("take", order("1", 6))
    change = {
        "order": "1",
        "lines": [{"line": "1", "quantity": 3}],
        "add": [{"sku": "CUP", "quantity": 1, "line_id": "2"}],
    }
    (made,) = told("edit", change)
    assert (made["cancelled"], made["added"]) == (
        {"1": 3},
        [{"line": "2", "sku": "CUP", "reserved_qty": 0, "backordered_qty": 1}],
    )
    assert told("edit", change) == [{"order": "1", "known": True, "cancelled": {}, "added": []}]
    assert typed("edit", {"order": "1", "lines": [{"line": "9", "quantity": 1}]}).exit_code == 2


def test_a_cancelled_line_is_opened_again_and_its_reason_confirmed() -> None:
    a_shop()
    told("take", order("1", 6))
    told("close", {"lines": [{"order": "1"}], "reason": "supplier_delay", "approved_by": "customer"})
    again = {"lines": [{"order": "1", "line": "1"}], "our_error": True, "text": "the wrong order"}
    assert told("reopen", again) == [{"order": "1", "line": "1", "qty": 6}]
    assert OrderLine.objects.get().reserved_qty == 4
    case = Backorder.objects.filter(state="open").latest("pk")
    assert told("confirm", {"backorders": [case.pk], "reason": "supplier_delay"}) == [
        {"backorder": case.pk, "reason": "supplier_delay", "text": ""}
    ]
    assert typed("confirm", {"backorders": [case.pk], "reason": "unknown"}).exit_code == 2


def test_a_release_is_recalled_and_a_parcel_comes_back() -> None:
    a_shop()
    told("take", order("1", 4))
    told("release", {})
    (came,) = told("recall", {"recalls": [{"release": Release.objects.get().pk, "line": "1", "qty": 1}]})
    assert (came["units"], came["ended"]) == ({"1": 1}, False)
    told("ship", {"order": "1", "number": "P1"})
    line = {"order": "1", "line": "1", "returned_qty": 2, "sellable_qty": 1}
    (found,) = told("return", {"number": "R1", "lines": [line]})
    assert (found["returned_in_all_qty"], Stock.objects.get().quarantine) == (2, 1)
    assert told("return", {"number": "R1", "lines": [line]})[0]["known"] is True


def test_of_a_list_with_one_that_cannot_be_done_nothing_is_done() -> None:
    a_shop()
    told("take", order("1", 3), order("2", 1), order("3", 3))
    told("release", {"orders": ["2"]})
    told("ship", {"order": "2", "number": "P2"})
    told("close", {"lines": [{"order": "3"}], "reason": "damaged", "approved_by": "customer"})
    case = Backorder.objects.latest("pk").pk
    line, nobody = {"order": "1", "line": "1"}, {"lines": [{"order": "nobody", "line": "1"}]}
    came_back = {"order": "2", "line": "1", "returned_qty": 1, "sellable_qty": 1}
    end = {"reason": "damaged", "approved_by": "customer"}
    wrong: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("withdraw", {"lines": [line | {"qty": 1}], "why": "lost"}, nobody),
        ("firm", {"lines": [line]}, nobody),
        ("release", {"orders": ["1"]}, {"orders": ["nobody"]}),
        ("unship", {"shipments": [{"order": "2", "number": "P2"}]}, {"shipments": [{"order": "nobody"}]}),
        ("return", {"lines": [came_back]}, {"lines": [came_back | {"order": "nobody"}]}),
        ("close", {"lines": [line], **end}, nobody),
        ("confirm", {"backorders": [case], "reason": "damaged"}, {"backorders": [9999]}),
        ("reopen", {"lines": [{"order": "3", "line": "1"}]}, nobody),
    ]
    before = everything()
    for word, first, second in wrong:
        ran = typed(word, first, first | second)
        assert (ran.exit_code, "nobody" in ran.output or "9999" in ran.output) == (2, True), (
            word,
            ran.output,
        )
        assert everything() == before, word
