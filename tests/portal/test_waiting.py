"""To wait means the same in messages and on the page, also where a part of the order goes before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from makegood.db.models import Release, Task
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.services._orders import OrderName
from makegood.services.decision import Decide, OrderChoice
from makegood.services.policy import SetPolicy
from makegood.services.release import StartPicking
from tests.portal.orders import ANN, a_late_order, all_rows, choose, moment, seen_at, shown, words
from tests.services.notice.post import post
from tests.services.shop import NOW, do, let_go, send

KEPT = "We keep what has not left yet and send it together, as soon as it is complete."


def two_parcels_of_which_one_is_with_the_warehouse() -> tuple[str, int]:
    """Where the order's link leads, and the release of what is ready."""
    link = a_late_order(authorised_amount=6000, captured_amount=0, authorised_until=date(2027, 2, 1))
    post()
    choose(link, "split")
    let_go("1")
    return link, Release.objects.get().pk


def test_whoever_waits_after_all_gets_back_into_one_parcel_what_nobody_picks_yet() -> None:
    link, release = two_parcels_of_which_one_is_with_the_warehouse()
    assert choose(link, "hold").status_code == 303
    assert Release.objects.get(pk=release).ended_at == NOW
    assert let_go("1") == {"1/1": (0, ("hold_decided",))}, "nothing leaves"
    asked = Task.objects.filter(kind__in=("split_decided", "partial_capture"))
    assert set(asked.values_list("done_by", flat=True)) == {"moot"}
    (mail,) = post(at=moment(1))
    assert "You chose to wait." in mail.text
    assert "We keep these for you and send everything in one parcel, unless you choose SPLIT." in mail.text
    assert "On track 2 × KETTLE Set aside for you; sent with the rest" in shown(link)


def test_waiting_is_not_offered_any_more_once_the_first_parcel_is_being_picked() -> None:
    link, release = two_parcels_of_which_one_is_with_the_warehouse()
    old = seen_at(f"{link}/hold")
    do(StartPicking(releases=(release,)))
    before = all_rows()
    answer = choose(link, "hold", seen=old)
    assert answer.status_code == 409
    assert "Something changed since you opened the page. Nothing was done." in words(answer.content.decode())
    with pytest.raises(DomainError, match="picking"):
        do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=Choice.HOLD),)))
    assert all_rows() == before
    assert "That is not possible any more." in shown(f"{link}/hold")
    assert "We send everything in one parcel" not in shown(link)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("left", [False, True])
def test_to_wait_means_the_same_in_the_mail_and_on_the_page_once_a_part_goes_before(
    language: str, *, left: bool
) -> None:
    link = a_late_order(customer=replace(ANN, language=language))
    post()
    choose(link, "split")
    let_go("1")
    if left:
        send("1", "P1")
    (mail,) = post(at=moment(1))
    german = (
        "Wir behalten, was noch nicht verschickt ist, und schicken es zusammen, sobald es vollständig ist."
    )
    word, said = ("WAIT", KEPT) if language == "en" else ("WARTEN", german)
    assert f"- {word}: {said[0].lower() if language == 'en' else said[0]}{said[1:]}" in mail.text
    page = shown(link)
    assert said in page
    assert ("in einem Paket" if language == "de" else "in one parcel") not in page.replace(said, "")


def test_a_mail_offers_no_wait_while_the_first_parcel_is_being_picked() -> None:
    link, release = two_parcels_of_which_one_is_with_the_warehouse()
    do(StartPicking(releases=(release,)))
    (mail,) = post(at=moment(1))
    assert "- SPLIT: we send what is ready now and the rest later." in mail.text
    assert "- WAIT" not in mail.text
    assert "Yes, I wait" not in shown(link)


def test_whoever_rather_waited_than_had_two_parcels_may_change_their_mind() -> None:
    do(SetPolicy(document="[[decision.rules]]\nname = 'at once'\nchoose = ['split']\n"))
    link = a_late_order()
    post()
    assert choose(link, "hold").status_code == 303
    (ready,) = post(at=moment(1))
    assert "- SPLIT: we send what is ready now and the rest later." in ready.text
    assert choose(link, "split").status_code == 303
    (ready,) = post(at=moment(2))
    assert f"- WAIT: w{KEPT[1:]}" in ready.text
    assert "- SPLIT: we send what is ready now and the rest later." in ready.text
    assert KEPT in shown(link)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The rest of your order will ship later than planned. We are sorry."),
        ("de", "Der Rest Ihrer Bestellung geht später raus als geplant. Das tut uns leid."),
    ],
)
def test_once_a_part_was_sent_only_the_rest_is_said_to_be_late(language: str, said: str) -> None:
    link = a_late_order(customer=replace(ANN, language=language))
    post()
    choose(link, "split")
    let_go("1")
    send("1", "P1")
    assert said in shown(link)


def test_what_we_decide_after_a_part_was_sent_keeps_together_what_was_not() -> None:
    link = a_late_order()
    do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=Choice.SPLIT),)))
    let_go("1")
    send("1", "P1")
    do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=Choice.HOLD),)))
    assert f"{KEPT} Noted on" in shown(link)
