"""What was typed is not lost when a session ended or somebody else signed in, and is never sent for another person."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from makegood.db.models import Contact, Person
from makegood.queries.sessions import TYPED_BEFORE
from tests.console.team import PASSWORD, person, text_of
from tests.services.shop import arrive, goods, take

ORDER = "/orders/one?number=1&channel=store"
HERE = {"Referer": f"http://testserver{ORDER}", "Origin": "http://testserver"}
TYPED = {
    "do": "contact",
    "form": "contact",
    "kind": "phone",
    "answer": "1",
    "text": "they move to Oslo\nin May",
    "password": "x",
}


def an_order() -> None:
    goods("MUG")
    arrive("MUG", 1)
    take("1", ("MUG", 3))


def browser_of(who: Person) -> Client:
    client = Client(enforce_csrf_checks=True, headers=HERE)
    client.force_login(who)
    return client


def form_on(client: Client, at: str = ORDER) -> dict[str, str]:
    """What the page puts into its forms by itself."""
    page = client.get(at).content.decode()
    return {
        name: re.findall(rf'name="{name}" value="([^"]*)"', page)[0]
        for name in ("csrfmiddlewaretoken", "once", "who")
    }


def sign_in(client: Client, who: Person, to: str) -> Any:
    page = client.get(f"/account/sign-in?next={to}").content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', page)[0]
    form = {"login": who.email, "password": PASSWORD, "next": to, "csrfmiddlewaretoken": token}
    return client.post("/account/sign-in", form)


def test_after_signing_in_again_one_is_where_one_was_with_what_one_typed() -> None:
    an_order()
    sara = person("support", name="Sara", password=PASSWORD)
    client = browser_of(sara)
    sent = {**TYPED, **form_on(client)}
    client.session.flush()
    answer = client.post(ORDER, sent)
    assert answer["Location"] == "/account/sign-in?next=/orders/one%3Fnumber%3D1%26channel%3Dstore"
    assert sign_in(client, sara, ORDER)["Location"] == ORDER
    said = text_of(client.get(ORDER))
    assert "What you typed before you signed in again It was not sent." in said
    assert (
        "How they got in touch Phone Somebody must answer yes What was said they move to Oslo in May" in said
    )
    assert "What you typed before" not in text_of(client.get(ORDER))
    assert Contact.objects.count() == 0


def test_who_never_signs_in_fills_no_table() -> None:
    an_order()
    sara = person("support", name="Sara", password=PASSWORD)
    client = browser_of(sara)
    sent = {**TYPED, **form_on(client), **{f"f{number}": "x" * 2_000 for number in range(150)}}
    client.session.flush()
    client.post(ORDER, sent)
    kept = client.session
    assert sum(len(value) for _, value in kept[TYPED_BEFORE]["typed"]) <= 20_000
    assert kept.get_expiry_age() <= 3_600
    sign_in(client, sara, ORDER)
    assert "they move to Oslo" in text_of(client.get(ORDER))
    assert client.session.get_expiry_age() > 13 * 86_400


def test_another_person_who_signs_in_then_sees_nothing_of_it() -> None:
    an_order()
    sara = person("support", name="Sara")
    max_ = person("manager", name="Max", password=PASSWORD)
    client = browser_of(sara)
    sent = {**TYPED, **form_on(client)}
    client.session.flush()
    client.post(ORDER, sent)
    sign_in(client, max_, ORDER)
    page = client.get(ORDER).content.decode()
    assert "Oslo" not in page
    assert Contact.objects.count() == 0


def test_a_form_of_whoever_was_signed_in_before_is_shown_to_be_copied_and_not_sent() -> None:
    an_order()
    client = browser_of(person("support", name="Sara"))
    sent = {**TYPED, **form_on(client)}
    client.session.flush()
    sign_in(client, person("support", name="Max", password=PASSWORD), "/")
    answer = client.post(ORDER, sent)
    said = text_of(answer)
    assert (answer.status_code, Contact.objects.count()) == (403, 0)
    assert "Signed in here now: Max." in said
    copied = "How they got in touch Phone Somebody must answer yes What was said they move to Oslo in May"
    assert f"What was typed It was not sent. Copy what you need. {copied}" in said
    assert "Password" not in said
    assert f'href="{ORDER.replace("&", "&amp;")}"' in answer.content.decode()


def test_what_another_site_sends_is_not_shown() -> None:
    an_order()
    client = browser_of(person("support"))
    answer = client.post(
        ORDER, TYPED, headers={"Origin": "https://evil.example", "Referer": "https://evil.example/x"}
    )
    assert (answer.status_code, "Oslo" in answer.content.decode()) == (403, False)


def test_a_long_list_is_kept_whole_and_row_by_row() -> None:
    walt = person("warehouse", name="Walt", password=PASSWORD)
    client = browser_of(walt)
    form = form_on(client, "/receive")
    counts = [str(number) for number in range(100, 130)]
    rows = {
        "sku": [f"MUG-{each}" for each in counts],
        "lot": ["1:PO-7", *[""] * 29],
        "counted": counts,
        "location": ["main"] * 30,
    }
    client.session.flush()
    client.post("/receive", {**form, **rows, "scan": "half a co", "do": "preview"})
    sign_in(client, walt, "/receive")
    said = text_of(client.get("/receive"))
    assert "Scan half a co Row 1 SKU MUG-100; Announced by PO-7, line 1; Counted 100; At main" in said
    assert "Row 30 SKU MUG-129; Counted 129; At main" in said


def test_of_more_than_is_shown_it_is_said_how_many_there_were() -> None:
    walt = person("warehouse", name="Walt", password=PASSWORD)
    client = browser_of(walt)
    form = form_on(client, "/receive")
    many = [str(number) for number in range(250)]
    client.session.flush()
    client.post("/receive", {**form, "sku": many, "counted": many, "do": "preview"})
    sign_in(client, walt, "/receive")
    said = text_of(client.get("/receive"))
    assert "Row 200 SKU 199; Counted 199 Not shown 50 more" in said
