"""What a customer chooses happens once, as they saw it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from makegood.db.models import Decision, Item, OrderLine, Release
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.portal import clock
from makegood.services._orders import OrderName
from makegood.services.closure import Reopen, ReopenLine
from makegood.services.decision import Decide, DecidedBy, OrderChoice
from makegood.services.intake import NewCustomer
from makegood.services.policy import SetPolicy
from makegood.services.receipt.expect import ChangeEta, NewEta
from tests.portal.orders import (
    ANN,
    a_late_order,
    all_rows,
    choose,
    link_to,
    one_late_one_coming_in_time,
    seen_at,
    shown,
    words,
)
from tests.services.notice.post import post
from tests.services.shop import NOW, arrive, do, let_go, line, take

NOON = timedelta(hours=12)
"""When it is day in all of the United States."""


def decisions() -> list[tuple[str, str, str]]:
    return list(Decision.objects.order_by("pk").values_list("choice", "by", "actor"))


def test_the_page_says_what_is_late_until_when_and_what_may_be_done() -> None:
    page = shown(a_late_order())
    assert "Delayed Arrives between 7 and 17 December" in page
    assert "Delayed 1 × KETTLE" in page
    assert "On track 2 × KETTLE Set aside for you; sent with the rest" in page
    assert "Anything you have already paid for it is refunded (price: 20.00 USD)." in page


@pytest.mark.parametrize("choice", ["hold", "split"])
def test_a_choice_is_one_tap_and_one_button_and_the_page_says_it_was_made(choice: str) -> None:
    link = a_late_order()
    answer = choose(link, choice)
    assert (answer.status_code, answer["Location"]) == (303, link)
    assert [each[:2] for each in decisions()] == [(choice, "customer")]
    assert decisions()[0][2].startswith("customer:")
    said = {"hold": "You chose to wait.", "split": "You chose two parcels."}[choice]
    assert f"{said} Noted on Monday 23 November." in shown(link)


def test_a_second_tap_changes_nothing_and_hears_the_same() -> None:
    link = a_late_order()
    seen = seen_at(f"{link}/split")
    first = choose(link, "split", seen=seen)
    before = all_rows()
    second = choose(link, "split", seen=seen)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert all_rows() == before


def test_a_mind_can_be_changed_while_nothing_was_sent() -> None:
    link = a_late_order()
    choose(link, "hold")
    assert "Changed your mind?" in shown(link)
    choose(link, "split")
    assert [each[0] for each in decisions()] == ["hold", "split"]
    assert "You chose two parcels." in shown(link)


def test_what_left_the_shelf_without_an_answer_is_not_said_to_wait_for_the_rest() -> None:
    link = a_late_order()
    post()
    let_go("1", days=2)
    assert Release.objects.filter(ended_at=None).count() == 1
    assert "On track 2 × KETTLE Set aside for you; sent without waiting for the rest" in shown(link)


def test_an_older_tab_changes_nothing_and_is_told_how_it_stands() -> None:
    link = a_late_order()
    old = seen_at(f"{link}/cancel")
    choose(link, "split")
    before = all_rows()
    answer = choose(link, "cancel", seen=old, proof="ann@example.org")
    assert answer.status_code == 409
    said = words(answer.content.decode())
    assert "Something changed since you opened the page. Nothing was done." in said
    assert "You chose two parcels." in said
    assert all_rows() == before


@pytest.mark.parametrize("proof", ["ann@example.org", " Ann@Example.ORG ", "sw1a1aa", "SW1A 1AA"])
def test_who_cancels_shows_who_they_are(proof: str) -> None:
    link = a_late_order()
    assert choose(link, "cancel", proof=proof).status_code == 303
    assert line("1") == {"reserved": 2, "cancelled": 1}
    page = shown(link)
    assert "You chose to cancel what was late." in page
    assert "Your choice" not in page


@pytest.mark.parametrize("proof", ["", "ann@example.com", "SW1A 1AB", "x" * 300, "\0", "aañn@example.org"])
def test_whoever_cannot_show_it_cancels_nothing(proof: str) -> None:
    link = a_late_order()
    before = all_rows()
    answer = choose(link, "cancel", proof=proof)
    assert answer.status_code == 422
    assert "That is neither the e-mail address nor the postcode" in words(answer.content.decode())
    assert {**all_rows(), "makegood_link": ()} == {**before, "makegood_link": ()}, "only the try is counted"


def test_nobody_guesses_on_and_on(monkeypatch: pytest.MonkeyPatch) -> None:
    link = a_late_order()
    tried = [choose(link, "cancel", proof=f"guess {number}").status_code for number in range(7)]
    assert tried == [422] * 5 + [429] * 2
    assert choose(link, "cancel", proof="ann@example.org").status_code == 429
    assert decisions() == []
    assert choose(link, "hold").status_code == 303, "what asks for no proof still goes"
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=15))
    assert choose(link, "cancel", proof="ann@example.org").status_code == 303


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "To cancel what is late, write to us below."),
        ("de", "Um zu stornieren, was verspätet ist, schreiben Sie uns unten."),
    ],
)
def test_nobody_is_asked_for_a_proof_that_nothing_could_be(language: str, said: str) -> None:
    link = a_late_order(customer=NewCustomer(name="Ann Lee", language=language))
    assert said in shown(link)
    assert f'href="{link}/cancel"' not in Client().get(link).content.decode()
    assert said in shown(f"{link}/cancel"), "also where an older page led there"
    before = all_rows()
    answer = choose(link, "cancel", seen="", proof="x")
    assert (answer.status_code, all_rows()) == (409, before)
    assert choose(link, "split").status_code == 303
    assert said in shown(link)


def test_who_can_show_who_they_are_is_not_sent_to_write() -> None:
    assert "write to us below" not in shown(a_late_order(customer=replace(ANN, email=None)))


def test_a_swap_is_the_item_that_was_seen_at_the_price_that_was_seen() -> None:
    link = a_late_order(swap=2)
    page = shown(f"{link}/substitute")
    assert "You get “URN” instead." in page
    assert "10.00 USD each." in page
    assert choose(link, "substitute").status_code == 303
    new = OrderLine.objects.get(item__sku="URN")
    assert (new.ordered_qty, new.unit_price, new.reserved_qty) == (1, 1000, 1)
    assert "You chose to swap." in shown(link)


def test_a_price_that_changed_meanwhile_is_not_charged() -> None:
    link = a_late_order(swap=2)
    seen = seen_at(f"{link}/substitute")
    Item.objects.filter(sku="URN").update(unit_price=1500)
    before = all_rows()
    assert choose(link, "substitute", seen=seen).status_code == 409
    assert all_rows() == before


def test_when_the_other_item_is_gone_nothing_happens_and_it_is_not_offered_any_more() -> None:
    link = a_late_order(swap=1)
    seen = seen_at(f"{link}/substitute")
    take("2", ("URN", 1))
    before = all_rows()
    answer = choose(link, "substitute", seen=seen)
    assert answer.status_code == 409
    said = words(answer.content.decode())
    assert "The other item is gone: others were faster. Nothing was done." in said
    assert "Swap" not in said
    assert all_rows() == before
    assert "That is not possible any more" in shown(f"{link}/substitute")


def test_what_came_meanwhile_is_not_cancelled() -> None:
    link = a_late_order()
    seen = seen_at(f"{link}/cancel")
    arrive("KETTLE", 1)
    before = all_rows()
    answer = choose(link, "cancel", seen=seen, proof="ann@example.org")
    assert (answer.status_code, all_rows()) == (409, before)
    assert "Nothing is late" in words(answer.content.decode())


def test_a_customer_who_agrees_with_our_decision_has_said_so() -> None:
    from makegood.domain.decision.outcome import Choice
    from makegood.services._orders import OrderName
    from makegood.services.decision import Decide, DecidedBy, OrderChoice

    link = a_late_order()
    do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=Choice.SPLIT, by=DecidedBy.POLICY),)))
    assert "We send your order in two parcels." in shown(link)
    assert choose(link, "split").status_code == 303
    assert [each[:2] for each in decisions()] == [("split", "policy"), ("split", "customer")]


def test_a_choice_reaches_one_order_only() -> None:
    link = a_late_order()
    take("2", ("KETTLE", 4))
    other = link_to("2", "another")
    choose(link, "cancel", proof="ann@example.org")
    assert line("2") == {"backordered": 4}
    assert "You chose" not in shown(other)
    assert choose(other, "cancel", seen="", proof="ann@example.org").status_code == 409, (
        "its customer is not known"
    )


def test_whoever_is_asked_anew_can_say_yes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    do(SetPolicy(document="[promise]\npublish_within_days = 120\nrepublish_within_days = 365\n"))
    link = a_late_order(country="US")
    post(at=NOW + NOON)
    choose(link, "hold")
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=date(2027, 2, 15)),)), days=2)
    (mail,) = post(at=NOW + timedelta(days=2) + NOON)
    assert "We need your yes" in mail.text
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=3))
    assert choose(link, "hold").status_code == 303
    assert [each[:2] for each in decisions()] == [("hold", "customer")] * 2
    assert "Changed your mind?" in shown(link), "their new yes stands"


_GOLD = """
[[decision.rules]]
name = "gold"
customer_tiers = ["gold"]
forbid = ["cancel"]
"""


def a_gold_order(country: str) -> str:
    """An order of which the shop's rule lets nobody cancel. Where its link leads."""
    do(SetPolicy(document=_GOLD))
    return a_late_order(country=country, customer=replace(ANN, tier="gold"))


def test_no_rule_of_the_shop_forbids_what_the_law_gives() -> None:
    link = a_gold_order("DE")
    (mail,) = post()
    assert "CANCEL:" in mail.text
    assert "Cancel" in shown(link)
    assert choose(link, "cancel", proof="ann@example.org").status_code == 303
    assert line("1") == {"reserved": 2, "cancelled": 1}


@pytest.mark.parametrize("country", ["DE", "GB"])
def test_the_desk_cancels_for_a_customer_as_the_page_does(country: str) -> None:
    """Where no law says so, the rule holds."""
    a_gold_order(country)
    leave = OrderChoice(order=OrderName("1"), choice=Choice.CANCEL, by=DecidedBy.CUSTOMER)
    if country == "DE":
        do(Decide(choices=(leave,)))
        assert line("1") == {"reserved": 2, "cancelled": 1}
        return
    with pytest.raises(DomainError, match="choice_forbidden"):
        do(Decide(choices=(leave,)))


def test_a_cancellation_that_support_writes_down_is_what_the_message_offered() -> None:
    link = one_late_one_coming_in_time()
    (mail,) = post()
    assert "- CANCEL: we cancel the delayed items, free of charge, and refund 50.00 USD." in mail.text
    asked = Decide(
        choices=(OrderChoice(order=OrderName("1"), choice=Choice.CANCEL, approved_by=Approval.CUSTOMER),)
    )
    (made,) = do(asked)
    assert (made.lines, made.known) == (("1",), False)
    assert (line("1", "1"), line("1", "2")) == ({"cancelled": 1}, {"backordered": 1})
    (again,) = do(asked)
    assert (again.lines, again.known) == (("1",), True), "the same letter read twice ends nothing more"
    assert line("1", "2") == {"backordered": 1}
    assert "Nothing is late" in shown(link)


@pytest.mark.parametrize(
    ("language", "in_the_mail", "on_the_page"),
    [
        ("en", "- 1 × B: here in time to ship between ", "Comes in time; sent with the rest"),
        ("de", "- 1 × B: rechtzeitig da für den Versand zwischen ", "Kommt rechtzeitig; geht mit dem Rest"),
    ],
)
def test_what_comes_in_time_is_not_said_to_be_here(language: str, in_the_mail: str, on_the_page: str) -> None:
    link = one_late_one_coming_in_time(customer=replace(ANN, language=language))
    (mail,) = post()
    assert in_the_mail in mail.text
    assert f"1 × B {on_the_page}" in shown(link)


def test_a_manager_cancels_all_that_is_short_without_naming_lines() -> None:
    one_late_one_coming_in_time()
    order = OrderName("1")
    word = OrderChoice(order=order, choice=Choice.CANCEL, approved_by=Approval.MANAGER, text="discontinued")
    do(Decide(choices=(word,)))
    assert (line("1", "1"), line("1", "2")) == ({"cancelled": 1}, {"cancelled": 1})


def test_what_was_cancelled_and_is_late_again_is_not_called_cancelled() -> None:
    link = a_late_order()
    assert choose(link, "cancel", proof="SW1A 1AA").status_code == 303
    assert "You chose to cancel what was late." in shown(link)
    do(Reopen(lines=(ReopenLine(order=OrderName("1"), line="1"),), our_error=True))
    page = shown(link)
    assert "Delayed 1 × KETTLE" in page
    assert "You chose to cancel what was late." not in page
    assert "You chose: Cancel what is late on 23 November" in page, "the history stays"
    assert choose(link, "cancel", proof="SW1A 1AA").status_code == 303
    assert line("1") == {"reserved": 2, "cancelled": 1}
