"""What customers are owed and told: the brake, the pause, what is unclear, and imported orders."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from makegood.db.models import Customer, Item, Letter, Notice, Order, OrderLine, Switch
from makegood.domain.notice.outcome import Handed
from makegood.services.intake.commands import NewCustomer
from tests.console.forms import hidden
from tests.console.team import signed_in, text_of, told
from tests.services.cutover.test_telling import bring
from tests.services.notice.post import Post, post
from tests.services.shop import TODAY, everything, goods, take

HOSTILE = '<script>alert("x")</script>'
WRONG, FORBIDDEN = 422, 403
KIM = NewCustomer(name="Kim", email="kim@example.org")


def lead() -> Client:
    return signed_in("operations_lead", name="Olga")


def support() -> Client:
    return signed_in("support", name="Sara")


def a_wait(number: str = "1", says: Handed | None = Handed.SENT) -> Notice:
    """An order waits; its customer was written to, or not yet."""
    if not Item.objects.filter(sku="MUG").exists():
        goods("MUG")
    take(number, ("MUG", 2), country="DE", customer=KIM)
    if says is not None:
        post(Post(says=[says]))
    return Notice.objects.latest("pk")


def test_it_says_whether_anything_is_sent_and_how_many_notices_are_where() -> None:
    a_wait(says=None)
    page = text_of(lead().get("/notices"))
    assert "Messages are sent as they become due." in page
    assert "Queued 1 go by themselves" in page and "Unclear 0" in page
    assert "First notice 1 store" in page


def test_a_message_is_shown_as_the_customer_read_it_to_whoever_may_take_its_file() -> None:
    row = a_wait()
    page = text_of(support().get(f"/notices/{row.pk}"))
    assert "First notice Sent" in page and "Order 1 is delayed" in page and "By e-mail" in page
    assert "kim@example.org" not in page
    others = text_of(signed_in("warehouse", name="Walt").get(f"/notices/{row.pk}"))
    assert "Order 1 is delayed" not in others
    assert "What was written is for support, the operations lead and managers." in others


def test_a_queued_one_is_shown_as_it_would_be_read_now() -> None:
    row = a_wait(says=None)
    page = text_of(support().get(f"/notices/{row.pk}"))
    assert "As it would go now" in page and "Order 1 is delayed" in page
    assert "Choose on your own page" in page and "/o/…" in page and "Reply to this message" not in page
    assert signed_in("finance", name="Fay").get("/notices/999").status_code == 404


@pytest.mark.parametrize(
    ("how", "state", "said"),
    [
        ("sent", "sent", "it arrived"),
        ("again", "queued", "it is written anew and sent"),
        ("not_sent", "withheld", "it is left unsent"),
    ],
)
def test_what_is_unclear_is_settled_by_a_person(how: str, state: str, said: str) -> None:
    row = a_wait(says=Handed.UNCLEAR)
    client = support()
    page = text_of(client.get("/notices?state=uncertain"))
    assert "First notice 1 store" in page and "They arrived" in page
    assert "Nobody knows whether it arrived" in text_of(client.get(f"/notices/{row.pk}"))
    answer = client.post("/notices", {"row": f"{row.pk}:{row.letter_id}", "do": how})
    assert f"1 message settled: {said}." in told(client, answer)
    assert Notice.objects.get().state == state
    again = client.post("/notices", {"row": f"{row.pk}:{row.letter_id}", "do": "sent"})
    assert Notice.objects.get().state == state
    assert again.status_code == 303


def test_one_for_a_person_is_passed_on() -> None:
    goods("MUG")
    take("1", ("MUG", 2), channel="amazon", customer=KIM)
    post()
    row = Notice.objects.get()
    client = support()
    page = text_of(client.get(f"/notices/{row.pk}"))
    assert "pass the message on by the channel's own messaging" in page and "It was passed on" in page
    client.post("/notices", {"row": f"{row.pk}:{row.letter_id}", "do": "sent"})
    page = text_of(client.get(f"/notices/{row.pk}"))
    assert "What was said says Sara" in page
    assert Letter.objects.get().outcome == "sent"


def test_what_the_brake_holds_goes_when_the_owner_says_so() -> None:
    a_wait(says=None)
    take("2", ("MUG", 1), customer=KIM)
    take("3", ("MUG", 1), customer=KIM)
    Notice.objects.update(held_for="brake")
    client = lead()
    page = text_of(client.get("/notices?state=held"))
    assert "3 messages wait for the owner's word." in page and "Waits for the brake" in page
    first = Notice.objects.earliest("pk")
    assert "1 message let go." in told(client, client.post("/notices", {"row": f"{first.pk}:", "do": "go"}))
    assert Notice.objects.filter(held_for="").count() == 1
    assert "2 messages let go." in told(client, client.post("/notices", {"do": "all"}))
    assert "Nothing was held." in told(client, client.post("/notices", {"do": "all"}))


@pytest.mark.parametrize(("place", "deed"), [("/notices", "all"), ("/import/told", "approve")])
def test_all_that_the_brake_held_goes_as_it_was_looked_at(place: str, deed: str) -> None:
    a_wait(says=None)
    Notice.objects.update(held_for="brake")
    client = lead()
    page = client.get(place)
    take("2", ("MUG", 1), customer=KIM)
    Notice.objects.update(held_for="brake")
    sent = {"do": deed, "shown": hidden(page, "shown"), "once": "a" * 32}
    said = told(client, client.post(place, sent))
    assert "Something changed while you were looking. Nothing was done." in said
    assert "messages that go (shown: 1; now: 2)" in said
    assert Notice.objects.filter(held_for="brake").count() == 2
    again = {"do": deed, "shown": hidden(client.get(place), "shown"), "once": "b" * 32}
    client.post(place, again)
    assert Notice.objects.filter(held_for="brake").count() == 0
    assert "That was done already" in told(client, client.post(place, again))


def test_what_could_not_be_written_does_not_count_among_what_the_brake_holds() -> None:
    a_wait(says=None)
    take("2", ("MUG", 1), customer=KIM)
    first = Notice.objects.earliest("pk")
    Notice.objects.update(held_for="brake")
    Notice.objects.filter(pk=first.pk).update(held_for="notice_incomplete")
    client = lead()
    assert "1 message waits for your yes" in text_of(client.get("/import/told"))
    assert "1 notice may go now." in told(client, client.post("/import/told", {"do": "approve"}))
    assert "yes" not in text_of(client.get("/import/told"))


def test_sending_is_paused_whole_and_in_part_and_goes_on() -> None:
    a_wait(says=None)
    client = lead()
    assert client.post("/notices/sending", {"do": "pause", "why": " "}).status_code == WRONG
    wrong = client.post("/notices/sending", {"do": "pause", "why": "x", "sku": "NOPE"})
    assert (wrong.status_code, "NOPE" in text_of(wrong)) == (WRONG, True)
    two = {"do": "pause", "why": "x", "sku": "MUG", "channel": "store"}
    assert client.post("/notices/sending", two).status_code == WRONG
    assert not Switch.objects.exists()
    page = told(client, client.post("/notices/sending", {"do": "pause", "why": "wrong dates", "sku": "MUG"}))
    assert "Nothing about orders with MUG is sent since" in page and "says Olga: wrong dates" in page
    client.post("/notices/sending", {"do": "pause", "why": "late", "channel": "store"})
    page = told(client, client.post("/notices/sending", {"do": "pause", "why": "all"}))
    assert "Nothing is sent since" in page and "Nothing about orders from store is sent" in page
    for which in ({}, {"sku": "MUG"}, {"channel": "store"}):
        client.post("/notices/sending", {"do": "resume", **which})
    assert "Messages are sent as they become due." in text_of(client.get("/notices"))


def test_updates_that_were_promised_are_counted_by_day_and_queued() -> None:
    a_wait()
    OrderLine.objects.update(next_update_on=TODAY)
    client = support()
    page = text_of(client.get("/notices"))
    assert "Customers who hear from us: 1 today, 0 in the days after" in page
    assert "1 update queued." in told(client, client.post("/notices", {"do": "updates"}))
    OrderLine.objects.update(next_update_on=TODAY - timedelta(days=2))
    assert "Customers who hear from us: 1 overdue, 0 today" in text_of(client.get("/notices"))


def test_imported_orders_are_told_group_by_group() -> None:
    bring(2, email="kim@example.org")
    bring(1, first=10, notified_on=TODAY)
    channel = Order.objects.earliest("pk").channel.name
    client = lead()
    notices = client.get("/notices")
    assert "3 imported orders are muted" in text_of(notices)
    assert 'href="/import/told"' in notices.content.decode()
    assert "imported orders are muted" not in text_of(signed_in("support").get("/notices"))
    page = text_of(client.get("/import/told"))
    assert f"{channel}: not told yet 2 orders. Now 2 messages would go, or 1 message with one" in page
    assert f"{channel}: told before the import 1 order" in page
    shouted = client.post("/import/told", {"do": "shout"})
    assert "shout" in told(client, shouted)
    wanted = {"channel": channel, "told": "no", "do": "digest"}
    answer = client.post("/import/told", wanted)
    assert "2 orders settled; 1 message queued." in told(client, answer)
    client.post("/import/told", {**wanted, "told": "yes", "do": "already_told"})
    assert "No order is muted." in text_of(client.get("/import/told"))


def test_whoever_chooses_what_imported_orders_are_told_sees_that_nothing_is_sent() -> None:
    bring(1)
    client = lead()
    client.post("/notices/sending", {"do": "pause", "why": "wrong dates"})
    assert "Nothing is sent since" in text_of(client.get("/import/told"))
    assert "The operations lead or a manager chooses." in text_of(signed_in("support").get("/import/told"))


def test_what_a_role_may_not_do_is_not_offered_and_refused() -> None:
    row = a_wait(says=Handed.UNCLEAR)
    client = signed_in("warehouse", name="Walt")
    before = (everything(), list(Notice.objects.values_list()))
    page = text_of(client.get("/notices?state=uncertain"))
    assert "Pause…" not in page and "They arrived" not in page and "Let all go" not in page
    for place, form in (
        ("/notices", {"do": "all"}),
        ("/notices", {"do": "updates"}),
        ("/notices", {"row": f"{row.pk}:{row.letter_id}", "do": "sent"}),
        ("/notices", {"row": f"{row.pk}:", "do": "go"}),
        ("/notices/sending", {"do": "pause", "why": "x"}),
        ("/notices/sending", {"do": "resume"}),
        ("/import/told", {"channel": "store", "do": "digest"}),
    ):
        assert client.post(place, form).status_code == FORBIDDEN
    assert (everything(), list(Notice.objects.values_list())) == before


def test_notices_are_a_file_too_and_hostile_names_stay_text() -> None:
    goods(HOSTILE)
    take(HOSTILE, (HOSTILE, 2), customer=KIM)
    Customer.objects.update(name=HOSTILE)
    row = Notice.objects.get()
    client = lead()
    rows = b"".join(client.get("/notices?as=csv")).decode().splitlines()
    assert rows[0] == "kind,order,due_at,sent_at,next_update_on,state"
    client.post("/notices/sending", {"do": "pause", "why": HOSTILE, "sku": HOSTILE})
    pages = ["/notices", f"/notices/{row.pk}", "/notices/sending", "/import/told"]
    for page in (*pages, f"/notices?order={HOSTILE}"):
        assert "<script>alert" not in client.get(page).content.decode()
    client.post("/notices/sending", {"do": "resume", "sku": HOSTILE})
    post()
    assert "<script>alert" not in client.get(f"/notices/{row.pk}").content.decode()


def test_pages_ask_few_questions(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(30):
        a_wait(str(number), says=None)
    client = lead()
    for place in ("/notices", "/notices?state=held", "/notices/sending", "/import/told"):
        with django_assert_max_num_queries(15):
            assert client.get(place).status_code == 200
