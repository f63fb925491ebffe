"""The page of an order: what a refused form keeps, what is not offered because it would be refused, and words that say
which part of a set is meant."""

from __future__ import annotations

from datetime import date

from makegood.db.models import Backorder
from tests.console.team import signed_in, text_of
from tests.console.test_record import ORDER, a_short_order, act
from tests.services.shop import goods, lot, take


def test_of_a_set_it_is_said_of_which_part_a_supplier_speaks() -> None:
    goods("MUG")
    goods("TRAY")
    goods("SET", MUG=1, TRAY=1)
    lot("MUG", 5, eta=date(2026, 12, 7), number="PO7")
    lot("TRAY", 6, eta=date(2026, 12, 7), number="PO7")
    take("1", ("SET", 1))
    case = Backorder.objects.get(order__number="1", state="open")
    said = text_of(signed_in().get(f"/backorders/{case.pk}"))
    assert "Now: Acme says of MUG, PO7: ETA 7 December" in said
    assert "Now: Acme says of TRAY, PO7: ETA 7 December" in said


def test_that_somebody_must_answer_stays_ticked_where_what_was_said_is_refused() -> None:
    a_short_order()
    client = signed_in("support")
    assert 'name="answer" value="1" checked' not in client.get(ORDER).content.decode()
    refused = act(client, ORDER, "contact", kind="phone", text=" ", answer="1")
    assert refused.status_code == 422
    assert 'name="answer" value="1" checked' in refused.content.decode()


def test_whose_error_it_was_stays_ticked_where_opening_again_is_refused() -> None:
    a_short_order()
    client = signed_in("support")
    act(client, ORDER, "cancel", line="1", qty="1", approved_by="customer")
    refused = act(client, ORDER, "reopen", line="1", qty="none", our_error="1")
    assert refused.status_code == 422
    assert 'name="our_error" value="1" checked' in refused.content.decode()


def test_a_link_is_not_offered_where_the_channel_lets_us_ask_nothing_and_it_is_said_why() -> None:
    goods("MUG")
    lot("MUG", 50, eta=date(2026, 12, 7))
    take("7", ("MUG", 1), channel="amazon")
    client = signed_in("support")
    page = client.get("/orders/one?number=7&channel=amazon")
    assert 'name="do" value="link"' not in page.content.decode()
    assert "No page for customers of amazon: the channel lets us ask them nothing." in text_of(page)
    assert 'name="do" value="end_links"' in page.content.decode()


def test_to_cancel_without_anybodys_word_is_refused_in_plain_words() -> None:
    a_short_order()
    refused = text_of(act(signed_in("support"), ORDER, "cancel", line="1", qty="1"))
    assert (
        "The word that it needs was not named (cancelled); expected that of one of: customer, law, manager."
        in refused
    )
