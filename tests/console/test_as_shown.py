"""What a preview showed is what its form does: where something else would come of it by then nothing is done, and
whoever sent it looks again. The same form sent twice is no such surprise."""

from __future__ import annotations

from typing import Any, cast

import pytest
from django.test import Client, RequestFactory

from makegood.console.shown import Otherwise, as_shown, mark
from makegood.db.models import AllocationRun, Receipt, Stock
from makegood.domain.closure.ending import Approval
from makegood.domain.terms.reason import Reason
from makegood.flow import Effect
from makegood.services._orders import OrderName
from makegood.services.closure import Cancel, CancelLine
from tests.console.forms import hidden, looked
from tests.console.team import signed_in, text_of, told
from tests.console.test_reallocate import a_queue, form, lead
from tests.console.test_receive import a_dock, received, typed, warehouse
from tests.services.shop import arrive, do, everything, goods, line, take

CONFLICT = 409
CHANGED = "Something changed while you were looking. Nothing was done."
OTHER = {"tier2": "priority", "tier3": ""}


def sent(page: Any, **more: str) -> dict[str, str]:
    """What the form of a preview sends beside its own fields."""
    return {"shown": hidden(page, "shown"), "once": hidden(page, "once"), **more}


def tried(client: Client) -> dict[str, Any]:
    """Another order of tiers, looked at; what "Do it for real" sends."""
    page = client.post("/reallocate", form(do="try", **OTHER))
    return form(
        **OTHER,
        **sent(page, do="run"),
    )


def gone(number: str) -> None:
    """An order leaves the queue."""
    each = CancelLine(order=OrderName(number), line="1")
    do(Cancel(lines=(each,), reason=Reason.SUPPLIER_DELAY, approved_by=Approval.CUSTOMER))


def test_the_queue_is_run_again_as_it_was_looked_at() -> None:
    a_queue()
    client = lead()
    assert "1 line wins, 1 line loses" in told(client, client.post("/reallocate", tried(client)))
    assert (line("1"), line("2")) == ({"reserved": 2}, {"backordered": 2})


def test_a_queue_that_changed_meanwhile_is_shown_again_and_not_run() -> None:
    a_queue()
    client = lead()
    real = tried(client)
    arrive("MUG", 1)
    before = everything()
    answer = client.post("/reallocate", real)
    assert (answer.status_code, everything()) == (CONFLICT, before)
    said = text_of(answer)
    assert CHANGED in said
    assert "order 1, store, line 1 (shown: gets 2 × MUG; now: gets 1 × MUG)" in said
    assert "Look again, then decide." in said
    again = form(**OTHER, **sent(answer, do="run"))
    assert "1 line wins, 1 line loses" in told(client, client.post("/reallocate", again))
    assert line("1") == {"reserved": 2}


def test_units_of_which_somebody_got_some_meanwhile_are_shown_again_and_not_moved() -> None:
    goods("MUG")
    arrive("MUG", 3)
    client = warehouse()
    way = {"sku": "MUG", "qty": "2", "location": "main", "shelf": "on_hand", "to_shelf": "quarantine"}
    page = client.post("/receive/move", {**way, "do": "preview"})
    assert "Nobody gives anything back." in text_of(page)
    take("1", ("MUG", 3))
    before = everything()
    late = client.post("/receive/move", {**way, **sent(page, do="move")})
    assert (late.status_code, everything()) == (CONFLICT, before)
    assert CHANGED in text_of(late)
    assert "order 1, store, line 1 (shown: nothing; now: gives back 2 × MUG)" in text_of(late)
    again = client.post("/receive/move", {**way, **sent(late, do="move")})
    assert "2 units of MUG moved. 2 units went back to waiting." in told(client, again)


def test_what_nobody_looked_at_is_shown_before_it_is_done() -> None:
    a_queue()
    client = lead()
    before = everything()
    for shown in ("", "not one of ours"):
        answer = client.post("/reallocate", form(do="run", shown=shown, **OTHER))
        assert (answer.status_code, everything()) == (CONFLICT, before)
        assert "Look first: this is what would come of it." in text_of(answer)


def test_a_double_click_leads_to_the_run_that_the_first_one_made() -> None:
    """After the first click nobody wins any more: the second is the same form, and no surprise."""
    a_queue()
    client = lead()
    real = tried(client)
    first, second = client.post("/reallocate", real), client.post("/reallocate", real)
    assert (
        second["Location"] == first["Location"] == f"/reallocate/runs/{AllocationRun.objects.latest('pk').pk}"
    )
    assert "That was done already; it was not done twice." in told(client, second)


def test_two_people_run_it_and_the_second_is_told_that_it_is_done() -> None:
    a_queue()
    first, second = lead(), signed_in("operations_lead", name="Otto")
    forms = tried(first), tried(second)
    first.post("/reallocate", forms[0])
    before = everything()
    answer = second.post("/reallocate", forms[1])
    assert (answer.status_code, everything()) == (CONFLICT, before)
    said = text_of(answer)
    assert "order 1, store, line 1 (shown: gets 2 × MUG; now: nothing)" in said
    assert "Nobody wins and nobody loses" in said


def test_the_queue_is_served_as_it_was_looked_at() -> None:
    a_queue()
    Stock.objects.update(on_hand=3)
    client = signed_in("warehouse", name="Walt")
    page = client.post("/reallocate", form(do="serve_preview"))
    serve = form(**sent(page, do="serve"))
    Stock.objects.update(on_hand=4)
    before = everything()
    answer = client.post("/reallocate", serve)
    assert (answer.status_code, everything()) == (CONFLICT, before)
    assert "order 1, store, line 1 (shown: gets 1 × MUG; now: gets 2 × MUG)" in text_of(answer)
    again = form(**sent(answer, do="serve"))
    assert "The queue was served: 1 run." in told(client, client.post("/reallocate", again))


@pytest.fixture
def undoing() -> tuple[Client, dict[str, Any]]:
    """A receipt of five mugs is about to be undone; what the preview's form sends."""
    a_dock()
    client = warehouse()
    received(client)
    chosen = {"row": str(Receipt.objects.latest("pk").pk), "why": "50, not 5"}
    page = client.post("/receive/receipts", {**chosen, "do": "preview"})
    return client, {**chosen, **sent(page, do="undo")}


def test_a_receipt_whose_units_went_elsewhere_meanwhile_is_not_undone_unseen(
    undoing: tuple[Client, dict[str, Any]],
) -> None:
    client, undo = undoing
    gone("2")
    before = everything()
    answer = client.post("/receive/receipts", undo)
    assert (answer.status_code, everything()) == (CONFLICT, before)
    said = text_of(answer)
    assert CHANGED in said
    assert "line 1 (shown: gives back" in said
    again = {**undo, **sent(answer, do="undo")}
    assert "1 receipt undone." in told(client, client.post("/receive/receipts", again))


def test_an_undoing_that_is_sent_twice_is_one(undoing: tuple[Client, dict[str, Any]]) -> None:
    client, undo = undoing
    assert "1 receipt undone." in told(client, client.post("/receive/receipts", undo))
    again = told(client, client.post("/receive/receipts", undo))
    assert "That was done already; it was not done twice." in again


def test_a_receipt_is_not_undone_before_somebody_looked_what_falls_away(
    undoing: tuple[Client, dict[str, Any]],
) -> None:
    client, undo = undoing
    before = everything()
    answer = client.post("/receive/receipts", {**undo, "shown": ""})
    assert (answer.status_code, everything()) == (CONFLICT, before)
    assert "Look first" in text_of(answer)


def test_a_receipt_that_somebody_else_undid_is_named(undoing: tuple[Client, dict[str, Any]]) -> None:
    client, undo = undoing
    second = signed_in("warehouse", name="Wim")
    page = second.post("/receive/receipts", {**undo, "do": "preview"})
    theirs = {**undo, **sent(page, do="undo")}
    client.post("/receive/receipts", undo)
    said = told(second, second.post("/receive/receipts", theirs))
    assert f"Receipts {undo['row']} were undone already." in said


def test_a_delivery_goes_to_whom_it_was_shown_to_go() -> None:
    a_dock()
    client = warehouse()
    form = looked(client, "/receive", typed(), do="receive")
    gone("2")
    before = everything()
    answer = client.post("/receive", form)
    assert (answer.status_code, everything()) == (CONFLICT, before)
    said = text_of(answer)
    assert CHANGED in said
    assert "order 2, amazon, line 1 (shown: gets 4 × MUG; now: nothing)" in said
    assert "/receive/done" in client.post("/receive", {**form, **sent(answer)})["Location"]


@pytest.mark.parametrize(
    ("line", "told_of"),
    [
        (
            {},
            "0 to come, 1 came before; now: 5 good, 0 damaged, 5 more than announced, 0 to come, 6 came before",
        ),
        (
            {"counted": "2", "damaged": "2"},
            "now: 0 good, 2 damaged, 0 more than announced, 5 to come, 3 came before",
        ),
        (
            {"lot": "", "location": "main"},
            "now: 5 good, 0 damaged, 5 more than announced, 0 to come, 6 came before",
        ),
    ],
    ids=["announced", "damaged", "not announced"],
)
def test_a_delivery_that_somebody_else_has_taken_in_meanwhile_is_not_taken_in_twice_unseen(
    line: dict[str, str], told_of: str
) -> None:
    a_dock()
    first, second = warehouse(), signed_in("warehouse", name="Wim")
    forms = [looked(client, "/receive", typed(**line), do="receive") for client in (first, second)]
    assert "/receive/done" in first.post("/receive", forms[0])["Location"]
    before = everything()
    answer = second.post("/receive", forms[1])
    assert (answer.status_code, everything()) == (CONFLICT, before)
    assert told_of in text_of(answer)


def test_who_stood_by_a_large_quantity_is_not_asked_again_when_something_else_changed() -> None:
    a_dock()
    client = warehouse()
    form = looked(client, "/receive", typed(counted="99999"), do="receive") | {"sure": "MUG=99999"}
    gone("2")
    answer = client.post("/receive", form)
    assert answer.status_code == CONFLICT
    again = {**form, "sure": hidden(answer, "sure"), **sent(answer)}
    assert "/receive/done" in client.post("/receive", again)["Location"]


def test_a_shelf_that_changed_since_its_count_was_looked_at_is_looked_at_again() -> None:
    """Two were taken off the shelf while the page stood open: five were counted before that."""
    goods("MUG")
    arrive("MUG", 6)
    client = warehouse()
    counted = {"sku": "MUG", "counted": "5", "location": "main", "why": "monthly"}
    form = looked(client, "/receive/count", counted, do="count")
    Stock.objects.update(on_hand=4)
    before = everything()
    answer = client.post("/receive/count", form)
    assert (answer.status_code, everything()) == (CONFLICT, before)
    assert "MUG at main (shown: -1; now: +1)" in text_of(answer)
    assert "1 count taken." in told(client, client.post("/receive/count", {**form, **sent(answer)}))


def test_of_very_much_the_form_carries_only_whether_it_is_the_same() -> None:
    many = {f"order {number}": "gets 1 × MUG" for number in range(5_000)}
    assert len(mark(many)) < 200
    request = RequestFactory().post("/", {"shown": mark(many)})
    as_shown(request, lambda _: many)(cast("Effect", None))
    with pytest.raises(Otherwise, match="Nothing was done") as raised:
        as_shown(request, lambda _: {**many, "order 1": "nothing"})(cast("Effect", None))
    assert "more than 500 lines" in " ".join(raised.value.said)
