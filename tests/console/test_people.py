"""People on pages: let in with a link, given roles and keys, shut out; and what they do about their own way in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from makegood.db.models import Event, Person, PersonRole, Token
from makegood.queries.people import team, who_is
from makegood.services.people import AddPeople, Deactivate, NewPassword, NewPerson, SetPasswords
from tests.console.team import PASSWORD, person, signed_in, text_of, told
from tests.services.shop import NOW, do

NEW = "seven kettles sing"
SAM = {"email": "Sam@example.org", "name": "Sam", "role": ["support", "finance"]}


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """How often somebody guessed is kept in the cache."""
    cache.clear()
    yield
    cache.clear()


def link_in(page: Any) -> str:
    """The invitation that a page shows."""
    found = re.search(r'value="http[^"]+?(/account/welcome/[^"]+)"', page.content.decode())
    assert found is not None, text_of(page)
    return found[1]


def kinds(who: Person) -> list[str]:
    """What their history tells."""
    return list(
        Event.objects.filter(stream="person", ref=who.pk).order_by("seq").values_list("kind", flat=True)
    )


def test_somebody_is_let_in_chooses_a_password_and_signs_in() -> None:
    page = signed_in("engineer").post("/people", SAM)
    assert "It is shown this once." in text_of(page)
    sam = Person.objects.get(email="sam@example.org")
    assert kinds(sam) == ["people.added", "people.invited"]
    visitor, link = Client(), link_in(page)
    assert "Choose the password with which you sign in as sam@example.org" in text_of(visitor.get(link))
    assert visitor.post(link, {"password": NEW, "again": NEW})["Location"] == "/account/sign-in"
    assert visitor.post("/account/sign-in", {"login": "sam@example.org", "password": NEW})["Location"] == "/"
    assert "sam@example.org" in text_of(visitor.get("/you"))


def test_a_link_opens_once_and_to_nobody_else() -> None:
    client = signed_in("engineer")
    link = link_in(client.post("/people", SAM))
    other = link.replace(link.split("/")[3], str(Person.objects.get(name="Olivia").pk))
    visitor = Client()
    visitor.post(link, {"password": NEW, "again": NEW})
    for ended in (link, other, link[:-1] + "x", "/account/welcome/999999999999999999999/x"):
        assert visitor.get(ended).status_code == 404
        assert (
            visitor.post(ended, {"password": "another one here", "again": "another one here"}).status_code
            == 404
        )
    sam = Person.objects.get(email="sam@example.org")
    assert sam.check_password(NEW)


def test_a_link_ends_when_its_person_is_shut_out_or_another_was_used() -> None:
    client = signed_in("engineer")
    first = link_in(client.post("/people", SAM))
    sam = Person.objects.get(email="sam@example.org")
    second = link_in(client.post(f"/people/{sam.pk}", {"do": "invite"}))
    Client().post(second, {"password": NEW, "again": NEW})
    assert Client().get(first).status_code == 404
    third = link_in(client.post(f"/people/{sam.pk}", {"do": "invite"}))
    do(Deactivate(people=("sam@example.org",)))
    assert Client().get(third).status_code == 404


@pytest.mark.parametrize(
    ("password", "again", "why"),
    [("short", "short", "too short"), (NEW, NEW + "!", "differ"), ("password1234", "password1234", "common")],
)
def test_a_password_that_is_none_is_refused_and_why_is_said(password: str, again: str, why: str) -> None:
    link = link_in(signed_in("engineer").post("/people", SAM))
    answer = Client().post(link, {"password": password, "again": again})
    assert (answer.status_code, why in text_of(answer)) == (422, True)
    assert not Person.objects.get(email="sam@example.org").has_usable_password()


def test_a_link_is_shown_once_also_when_the_form_comes_twice() -> None:
    client = signed_in("engineer")
    once = {**SAM, "once": "a" * 32}
    link_in(client.post("/people", once))
    assert "That was done already" in text_of(client.post("/people", once))
    assert Person.objects.filter(email="sam@example.org").count() == 1


def test_what_cannot_be_added_is_said_and_stands_as_typed() -> None:
    client = signed_in("engineer")
    answer = client.post("/people", {"email": "nobody", "name": "Nobody", "role": ["support"]})
    assert answer.status_code == 422
    assert "an e-mail address" in text_of(answer)
    assert 'value="nobody"' in answer.content.decode()
    assert Person.objects.count() == 1


def test_roles_are_given_and_taken_and_the_last_engineer_stays() -> None:
    client = signed_in("engineer")
    client.post("/people", SAM)
    sam = Person.objects.get(email="sam@example.org")
    assert "The roles of Sam are saved." in told(
        client, client.post(f"/people/{sam.pk}", {"do": "roles", "role": "warehouse"})
    )
    assert set(PersonRole.objects.filter(person=sam).values_list("role", flat=True)) == {"warehouse"}
    own = Person.objects.get(name="Olivia")
    refused = client.post(f"/people/{own.pk}", {"do": "roles"})
    assert "Nobody would be left who may let people in" in told(client, refused)
    assert "engineer" in PersonRole.objects.filter(person=own).values_list("role", flat=True)


def test_the_second_of_two_is_told() -> None:
    client = signed_in("engineer")
    client.post("/people", SAM)
    sam = Person.objects.get(email="sam@example.org")
    page = client.get(f"/people/{sam.pk}").content.decode()
    seen = re.findall(r'name="seen" value="([^"]+)"', page)[0]
    do(Deactivate(people=("sam@example.org",)))
    said = told(client, client.post(f"/people/{sam.pk}", {"do": "roles", "role": "warehouse", "seen": seen}))
    assert "Somebody else changed this while you were looking." in said
    assert set(PersonRole.objects.filter(person=sam).values_list("role", flat=True)) == {"support", "finance"}


def test_whoever_is_shut_out_is_out_at_once_and_may_come_back() -> None:
    client = signed_in("engineer")
    sam = person("support", name="Sam", password=PASSWORD)
    other = Client()
    other.force_login(sam)
    assert other.get("/").status_code == 200
    client.post(f"/people/{sam.pk}", {"do": "deactivate"})
    assert other.get("/").status_code == 302
    assert "shut out" in text_of(client.get("/people"))
    client.post(f"/people/{sam.pk}", {"do": "activate"})
    assert next(each.active for each in team() if each.person == sam.pk)


def test_a_key_is_shown_once_opens_what_it_says_and_is_ended() -> None:
    client = signed_in("engineer")
    sam = person("support", "finance", name="Sam")
    made = client.post(
        f"/people/{sam.pk}", {"do": "issue", "name": "help desk", "scope": "support", "days": "30"}
    )
    secret = re.search(r'value="(mgt_[^"]+)"', made.content.decode())
    assert secret is not None
    who = who_is(secret[1], now=NOW)
    assert who is not None and who.roles == {"support"}
    page = client.get(f"/people/{sam.pk}")
    assert "help desk" in text_of(page) and secret[1] not in page.content.decode()
    client.post(f"/people/{sam.pk}", {"do": "revoke", "row": str(Token.objects.get().pk)})
    assert who_is(secret[1], now=NOW) is None


@pytest.mark.parametrize(
    "sent", [{"scope": "manager"}, {"scope": "support", "days": "0"}, {"scope": "support", "days": "x"}, {}]
)
def test_a_key_that_may_not_be_is_refused(sent: dict[str, str]) -> None:
    client = signed_in("engineer")
    sam = person("support", name="Sam")
    answer = client.post(f"/people/{sam.pk}", {"do": "issue", "name": "help desk", "days": "30", **sent})
    assert (answer.status_code, Token.objects.count()) == (422, 0)
    assert 'value="help desk"' in answer.content.decode()


def test_who_may_only_look_is_offered_nothing() -> None:
    sam = person("support", name="Sam")
    client = signed_in("manager")
    for address in ("/people", f"/people/{sam.pk}"):
        assert "<button" not in client.get(address).content.decode().split("<main", 1)[1].split("</main>")[0]
    before = Event.objects.count()
    for sent in (
        SAM,
        {"do": "deactivate"},
        {"do": "invite"},
        {"do": "issue", "name": "x", "scope": "support", "days": "1"},
    ):
        address = "/people" if sent is SAM else f"/people/{sam.pk}"
        assert client.post(address, sent).status_code == 403
    assert Event.objects.count() == before
    assert client.get("/people/999999").status_code == 404


def test_ones_own_password_is_changed_by_whoever_knows_it_and_ends_other_sessions() -> None:
    who = person("finance", password=PASSWORD)
    here, there = Client(), Client()
    for each in (here, there):
        each.post("/account/sign-in", {"login": who.email, "password": PASSWORD})
    sent = {"do": "password", "current": "wrong one here", "password": NEW, "again": NEW}
    assert here.post("/you", sent).status_code == 422
    assert here.post("/you", {**sent, "current": PASSWORD, "again": "x"}).status_code == 422
    said = told(here, here.post("/you", {**sent, "current": PASSWORD}))
    assert "Your password is another one now" in said
    assert there.get("/you").status_code == 302
    who.refresh_from_db()
    assert who.check_password(NEW)
    assert kinds(who)[-1] == "people.password_changed"


def test_the_password_one_has_cannot_be_guessed_for_ever() -> None:
    client = signed_in("finance")
    sent = {"do": "password", "current": "wrong one here", "password": NEW, "again": NEW}
    answers = [client.post("/you", sent).status_code for _ in range(8)]
    assert answers[0] == 422
    assert answers[-1] == 429


def test_sessions_are_listed_by_browser_and_ended_each() -> None:
    who = person("finance", password=PASSWORD)
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Safari/604.1"
    here, there = Client(), Client(headers={"user-agent": phone})
    for each in (here, there):
        each.post("/account/sign-in", {"login": who.email, "password": PASSWORD})
    page = here.get("/you")
    assert "This browser" in text_of(page) and "Safari on iPhone" in text_of(page)
    (other,) = re.findall(r'name="session" value="([^"]+)"', page.content.decode())
    assert other not in (here.session.session_key, there.session.session_key)
    assert "1 session ended." in told(here, here.post("/you", {"do": "end", "session": other}))
    assert there.get("/you").status_code == 302
    assert here.get("/you").status_code == 200
    assert kinds(who)[-1] == "people.signed_out"


def test_nobody_ends_the_sessions_of_others() -> None:
    who = person("finance", password=PASSWORD)
    own = Client()
    own.post("/account/sign-in", {"login": who.email, "password": PASSWORD})
    page = Client()
    page.force_login(who)
    (name,) = re.findall(r'name="session" value="([^"]+)"', page.get("/you").content.decode())
    eve = signed_in("engineer", name="Eve")
    assert "Nothing was signed in there any more." in told(
        eve, eve.post("/you", {"do": "end", "session": name})
    )
    assert own.get("/you").status_code == 200


def test_another_password_by_an_engineer_ends_sessions_too() -> None:
    who = person("finance", password=PASSWORD)
    client = Client()
    client.force_login(who)
    do(SetPasswords(passwords=(NewPassword(person=who.email, password=NEW),)))
    assert client.get("/you").status_code == 302


def test_the_pages_ask_few_questions(django_assert_max_num_queries: Any) -> None:
    for number in range(10):
        person("support", name=f"Sam{number}")
    client = signed_in()
    for address in ("/people", f"/people/{Person.objects.get(name='Sam1').pk}", "/you"):
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200


def test_a_list_of_people_is_a_file() -> None:
    do(AddPeople(people=(NewPerson(email="sam@example.org", name="=cmd()"),)))
    rows = b"".join(signed_in("engineer").get("/people?as=csv")).decode()
    assert "name,roles,state,second_factor,last_login" in rows
    assert "\n=cmd" not in rows


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_is_in_without_a_password_of_their_own_meets_no_fault_of_ours(method: str) -> None:
    client = signed_in("finance")
    parts = ("confirm", "inactive", "password", "second-factor", "welcome/1/x")
    more = ("code", "confirm", "on", "off", "codes", "codes/new")
    for part in (*parts, *(f"second-factor/{each}" for each in more), "sign-in", "sign-out"):
        assert getattr(client, method)(f"/account/{part}").status_code < 500, part
