"""The page of an order and the page of a backorder: what they show, what their forms do, and what is refused."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood.db.models import (
    Backorder,
    Contact,
    Customer,
    Decision,
    Event,
    Item,
    Link,
    Order,
    Task,
)
from makegood.db.sealed import check_evidence
from tests.console.team import signed_in, text_of, told
from tests.services.shop import arrive, everything, goods, let_go, line, lot, send, take

HOSTILE = '"><script>alert(1)</script>'


def a_short_order(number: str = "1", sku: str = "MUG", *, qty: int = 5) -> Backorder:
    """Two of the units are there, the others come in December."""
    goods(sku)
    arrive(sku, 2)
    lot(sku, 50, eta=date(2026, 12, 7))
    take(number, (sku, qty))
    return Backorder.objects.get(order__number=number, state="open")


def act(client: Client, path: str, wanted: str, form: str = "", **more: Any) -> Any:
    """Send a form of the page."""
    return client.post(path, {"do": wanted, "form": form or wanted, **more})


ORDER = "/orders/one?number=1&channel=store"
WAYS = "/orders/ways?number=1&channel=store"
FILE = "/orders/evidence?number=1&channel=store"


def test_a_backorder_shows_where_each_unit_is_and_why_it_waits() -> None:
    case = a_short_order()
    client = signed_in()
    said = text_of(client.get(f"/backorders/{case.pk}"))
    said += text_of(client.get(f"/backorders/{case.pk}/why"))
    for part in (
        "3 × MUG",
        "5 units ordered 2 reserved 3 backordered",
        "Why this date",
        "3 units of MUG from incoming lot PO1",
        "Why not yet",
        "1. in the queue for MUG",
        "3 units must arrive before it is whole",
        "The order was taken",
        "line 1: 5 ordered, 2 reserved, 3 backordered",
    ):
        assert part in said


def test_the_four_ways_stand_with_their_costs() -> None:
    a_short_order()
    Item.objects.update(unit_cost=600)
    said = text_of(signed_in().get(WAYS))
    for part in ("Hold", "Split", "Substitute", "Cancel", "not possible", "recommended"):
        assert part in said


def test_an_unknown_backorder_and_order_are_not_there() -> None:
    client = signed_in()
    assert client.get("/backorders/999").status_code == 404
    assert client.get("/orders/one?number=999&channel=store").status_code == 404
    assert client.get("/orders/one?number=%00").status_code == 404


def test_an_order_of_two_channels_names_them() -> None:
    goods("MUG")
    take("1", ("MUG", 1), channel="store")
    take("1", ("MUG", 1), channel="shopify")
    answer = signed_in().get("/orders/one?number=1")
    assert answer.status_code == 422
    assert "shopify" in text_of(answer)


def test_a_decision_is_made_and_told() -> None:
    case = a_short_order()
    client = signed_in("support")
    path = f"/backorders/{case.pk}"
    answer = act(
        client,
        path,
        "decide",
        "decide-split",
        choice="split",
        line="1",
        approved_by="customer",
        text="by phone",
    )
    assert "Decided: split." in told(client, answer)
    row = Decision.objects.get()
    assert (row.choice, row.approved_by, row.why, row.lines) == ("split", "customer", "by phone", ["1"])
    said = text_of(client.get(ORDER))
    assert "Split, line 1; recommended was: hold; by the word of: customer; “by phone”" in said
    assert "by phone" not in text_of(signed_in("warehouse", name="Walt").get(path))


@pytest.mark.parametrize("role", ["finance", "purchasing", "warehouse", "engineer"])
def test_a_role_without_authority_is_offered_no_choice_and_makes_none(role: str) -> None:
    case = a_short_order()
    client = signed_in(role)
    path = f"/backorders/{case.pk}"
    before = everything()
    assert 'name="do" value="decide"' not in client.get(WAYS).content.decode()
    assert act(client, path, "decide", choice="hold", line="1").status_code == 403
    assert (everything(), Decision.objects.count()) == (before, 0)


def test_silence_cancels_nothing_and_what_was_typed_stands_again() -> None:
    a_short_order()
    client = signed_in("support")
    before = (everything(), Event.objects.count())
    answer = act(client, ORDER, "decide", "decide-cancel", choice="cancel", line="1", text="she hung up")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="she hung up"' in page
    assert "Nothing was changed" in text_of(answer)
    assert (everything(), Event.objects.count()) == before


def test_who_unticks_every_line_cancels_none_and_the_ticks_stay_as_they_were_sent() -> None:
    goods("MUG")
    goods("CUP")
    take("1", ("MUG", 1), ("CUP", 2))
    client = signed_in("support")
    before = (everything(), Event.objects.count())
    form = {"choice": "cancel", "approved_by": "customer"}
    answer = act(client, ORDER, "decide", "decide-cancel", **form)
    assert (answer.status_code, (everything(), Event.objects.count())) == (422, before)
    assert "expected at least one line" in text_of(answer)
    boxes = r'(name="line" value="\d"(?: checked)?)>'
    cancel = answer.content.decode().partition('id="way-cancel"')[2].partition("</article>")[0]
    assert re.findall(boxes, cancel) == ['name="line" value="1"', 'name="line" value="2"']
    # Nobody's word: refused for another reason, with one line ticked.
    answer = act(client, ORDER, "decide", "decide-cancel", choice="cancel", line="2")
    cancel = answer.content.decode().partition('id="way-cancel"')[2].partition("</article>")[0]
    assert re.findall(boxes, cancel) == ['name="line" value="1"', 'name="line" value="2" checked']


def test_only_a_manager_gives_a_managers_word() -> None:
    a_short_order()
    client = signed_in("support")
    before = everything()
    form = {
        "choice": "cancel",
        "line": "1",
        "approved_by": "manager",
        "text": "they never pay",
        "reason": "other",
    }
    assert act(client, ORDER, "decide", "decide-cancel", **form).status_code == 403
    assert everything() == before
    manager = signed_in("manager", name="Mia")
    assert "Decided: cancel." in told(manager, act(manager, ORDER, "decide", "decide-cancel", **form))
    assert line("1") == {"reserved": 2, "cancelled": 3}


def test_whoever_comes_second_is_told_what_changed() -> None:
    a_short_order()
    order = Order.objects.get()
    seen = f"order:{order.pk}:{order.event_count}"
    sara, olivia = signed_in("support", name="Sara"), signed_in(name="Olivia")
    act(sara, ORDER, "decide", choice="hold", line="1")
    answer = act(olivia, ORDER, "decide", "decide-split", choice="split", line="1", seen=seen, text="mine")
    said = text_of(answer)
    assert answer.status_code == 422
    assert "Somebody else changed this while you were looking." in said
    assert "It was decided, by Sara" in said
    assert Decision.objects.get(replaced_at=None).choice == "hold"


def test_a_double_click_has_one_effect() -> None:
    a_short_order()
    client = signed_in("support")
    form = {"kind": "phone", "text": "where is it?", "once": "a" * 32}
    act(client, ORDER, "contact", **form)
    assert "done already" in told(client, act(client, ORDER, "contact", **form))
    assert Contact.objects.count() == 1


def test_a_call_is_noted_and_read_by_those_who_look_after_customers() -> None:
    case = a_short_order()
    Customer.objects.update(name="Ada Hopper")
    client = signed_in("support")
    act(client, f"/backorders/{case.pk}", "contact", kind="phone", text=HOSTILE, answer="1")
    assert Task.objects.filter(kind="answer_came", done_at=None).count() == 1
    page = client.get(f"/backorders/{case.pk}").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert HOSTILE not in page
    walt = signed_in("warehouse", name="Walt")
    assert "alert(1)" not in walt.get(f"/backorders/{case.pk}").content.decode()
    assert act(walt, f"/backorders/{case.pk}", "contact", kind="phone", text="x").status_code == 403


def test_a_link_is_shown_once_and_kept_nowhere() -> None:
    a_short_order()
    client = signed_in("support")
    page = act(client, ORDER, "link").content.decode()
    address = re.search(r'id="link" readonly value="([^"]+)"', page)
    assert address is not None
    secret = address[1].rsplit("/", 1)[-1]
    assert secret not in client.get(ORDER).content.decode()
    assert Link.objects.filter(digest=secret).count() == 0
    assert "1 link ended." in told(client, act(client, ORDER, "end_links"))
    assert act(signed_in("warehouse", name="Walt"), ORDER, "link").status_code == 403


def test_another_date_is_asked_for_and_a_bad_one_refused() -> None:
    case = a_short_order()
    client = signed_in("support")
    path = f"/backorders/{case.pk}"
    answer = act(client, path, "ask", line="1", wish="tomorrow", why="a wedding")
    assert answer.status_code == 422
    assert "By: found tomorrow; expected a day such as 2026-12-24." in text_of(answer)
    assert 'value="a wedding"' in answer.content.decode()
    assert not Task.objects.filter(kind="date_asked").exists()
    assert "Asked." in told(client, act(client, path, "ask", line="1", wish="2026-12-02", why="a wedding"))
    assert Task.objects.get(kind="date_asked").data["said"] == "a wedding"


def test_a_task_of_ones_own_is_done_there() -> None:
    case = a_short_order()
    client = signed_in("support")
    act(client, f"/backorders/{case.pk}", "contact", kind="phone", text="call back", answer="1")
    task = Task.objects.get(kind="answer_came")
    assert "1 task done." in told(client, act(client, f"/backorders/{case.pk}", "tasks", task=task.pk))
    task.refresh_from_db()
    assert task.done_at is not None


def test_quantities_change_and_what_is_less_is_cancelled() -> None:
    a_short_order()
    client = signed_in("support")
    form = {"line": "0:1", "qty:0": "4"}
    assert "1 unit fewer" in told(client, act(client, ORDER, "edit", **form))
    assert line("1") == {"reserved": 2, "backordered": 2, "cancelled": 1}
    answer = act(client, ORDER, "edit", **{**form, "qty:0": "-1"})
    assert "found -1; expected a whole number from 0" in text_of(answer)
    assert act(signed_in("warehouse", name="Walt"), ORDER, "edit", **form).status_code == 403


def test_units_are_cancelled_with_a_reason_and_opened_again() -> None:
    a_short_order()
    client = signed_in("support")
    form = {"line": "1", "qty": "2", "approved_by": "customer", "reason": "supplier_delay"}
    assert "2 units cancelled." in told(client, act(client, ORDER, "cancel", **form))
    assert line("1") == {"reserved": 2, "backordered": 1, "cancelled": 2}
    again = {"line": "1", "our_error": "1", "text": "the wrong order"}
    assert "2 units wanted again." in told(client, act(client, ORDER, "reopen", **again))
    assert line("1") == {"reserved": 2, "backordered": 3}


def test_an_order_is_put_on_hold_and_taken_off() -> None:
    a_short_order()
    client = signed_in("support")
    assert "The order is on hold." in told(client, act(client, ORDER, "switch", what="on_hold", on="1"))
    assert Order.objects.get().on_hold
    said = told(client, act(client, ORDER, "switch", what="on_hold", on="0"))
    assert "no longer on hold" in said
    assert act(client, ORDER, "switch", what="number", on="1").status_code == 422


def test_a_reason_is_confirmed_on_the_page() -> None:
    case = a_short_order()
    client = signed_in("purchasing")
    act(client, f"/backorders/{case.pk}", "reason", case=case.pk, reason="supplier_delay")
    case.refresh_from_db()
    assert (case.reason, case.reason_confirmed) == ("supplier_delay", True)
    answer = act(client, f"/backorders/{case.pk}", "reason", case=case.pk, reason="other", text="")
    assert answer.status_code == 422


def test_the_file_for_a_dispute_is_whole_and_for_those_who_may() -> None:
    a_short_order()
    answer = signed_in("support").get(FILE)
    assert check_evidence(json.loads(answer.content)) == []
    assert answer["Content-Disposition"] == 'attachment; filename="order-1.json"'
    assert signed_in("warehouse", name="Walt").get("/orders/evidence?number=1").status_code == 403


def test_a_form_that_is_not_there_does_nothing() -> None:
    a_short_order()
    client = signed_in()
    before = (everything(), Event.objects.count())
    assert "What to do: found burn" in told(client, act(client, ORDER, "burn"))
    assert (everything(), Event.objects.count()) == before


def test_numbers_that_no_column_holds_are_nothing() -> None:
    case = a_short_order()
    client = signed_in()
    before = (everything(), Event.objects.count())
    assert client.get(f"/backorders/{10**30}").status_code == 404
    for number in ("9" * 18, "9" * 30, "9" * 5000, "-1", "²"):
        assert act(client, f"/backorders/{case.pk}", "tasks", task=number).status_code in (303, 422)
        assert act(client, f"/backorders/{case.pk}", "reason", case=number, reason="damaged").status_code in (
            303,
            422,
        )
        assert (
            client.post("/backorders/several", {"do": "decide", "way": "hold", "row": number}).status_code
            == 303
        )
        assert act(client, ORDER, "cancel", line="1", qty=number, approved_by="customer").status_code == 422
    assert (everything(), Event.objects.count()) == before


def test_a_shipped_order_shows_its_parcel_and_nothing_to_decide() -> None:
    goods("MUG")
    arrive("MUG", 5)
    take("1", ("MUG", 2))
    let_go("1")
    send("1", "P-1", carrier="DHL", tracking="00340")
    said = text_of(signed_in().get(ORDER))
    assert "P-1 2 of line 1" in said
    assert "DHL 00340" in said
    assert "What becomes of it" not in said


def test_names_from_outside_stay_text() -> None:
    goods(HOSTILE)
    Item.objects.update(title=HOSTILE)
    take(HOSTILE, (HOSTILE, 2), channel=HOSTILE)
    case = Backorder.objects.get()
    Customer.objects.update(name=HOSTILE)
    Backorder.objects.update(reason_text=HOSTILE)
    client = signed_in()
    for path in (
        f"/backorders/{case.pk}",
        client.get("/orders").content.decode().split('href="/orders/one')[1].split('"')[0],
    ):
        url = path if path.startswith("/back") else f"/orders/one{path}".replace("&amp;", "&")
        answer = client.get(url)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert HOSTILE not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("path", ["/backorders/{}", "/backorders/{}/why", ORDER, WAYS, FILE])
def test_a_record_asks_the_same_however_long_its_history_is(path: str) -> None:
    case = a_short_order()
    client = signed_in("support")

    def asked() -> int:
        act(client, ORDER, "contact", kind="phone", text="where is it?")
        with CaptureQueriesContext(connection) as found:
            client.get(path.format(case.pk))
        return len(found)

    few = asked()
    many = [asked() for _ in range(20)][-1]
    # What is learned once a day may be asked for by the first of them.
    assert many <= few <= 15


def test_orders_are_found_by_how_their_number_begins() -> None:
    goods("MUG")
    arrive("MUG", 3)
    for number, qty in (("A-1", 2), ("A-2", 2), ("B-1", 1)):
        take(number, ("MUG", qty))
    client = signed_in()

    def shown(query: str) -> list[str]:
        page = client.get(f"/orders?{query}").content.decode()
        return re.findall(r'number=([^"&]+)"', page)

    assert shown("") == ["B-1", "A-2", "A-1"]
    assert shown("search=a-") == ["A-2", "A-1"]
    assert shown("only=backordered") == ["B-1", "A-2"]
    assert shown("sku=CUP") == []
    assert shown("search=%00") == []
