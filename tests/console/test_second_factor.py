"""A code of one's phone beside the password: set up, asked for, lost and taken away; and nothing of it can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from makegood.db.models import Event, Person
from makegood.queries.audit import audit
from makegood.services.people import DropSecondFactors
from tests.console.team import PASSWORD, person, signed_in, text_of, told
from tests.services.shop import do

INDEX = "/account/second-factor"
COUNT = 59_000_000


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """How often somebody guessed, and which codes were used, is kept in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def the_clock_of_phones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half-minutes are counted as the test says; the one before and the one after are good too."""
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter((COUNT - 1, COUNT, COUNT + 1)))


def code(secret: str, *, later: int = 0) -> str:
    """What an app on a phone shows."""
    return str(auth.format_hotp_value(auth.hotp_value(secret, COUNT + later)))


def sign_in(client: Client, who: Person) -> Any:
    return client.post("/account/sign-in", {"login": who.email, "password": PASSWORD})


def enrolled(commits: DjangoCaptureOnCommitCallbacks) -> tuple[Client, Person, str, list[str]]:
    """Somebody with a phone: their browser, what the app holds, and their recovery codes."""
    who, client = person("finance", password=PASSWORD), Client()
    sign_in(client, who)
    asked = client.get(f"{INDEX}/on")
    client.post(asked["Location"], {"password": PASSWORD})
    page = client.get(f"{INDEX}/on")
    (secret,) = re.findall(r'<code class="key">(\w+)</code>', page.content.decode())
    with commits(execute=True):
        answer = client.post(f"{INDEX}/on", {"code": code(secret)})
    codes = re.findall(r"<li><code>(\d+)</code></li>", client.get(answer["Location"]).content.decode())
    cache.clear()
    return client, who, secret, codes


def test_it_is_set_up_after_the_password_was_given_again_and_asked_for_at_the_next_sign_in(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client, who, secret, codes = enrolled(django_capture_on_commit_callbacks)
    assert len(codes) == 10
    assert "Signing in asks for a code of your app." in text_of(client.get(INDEX))
    again = Client()
    assert sign_in(again, who)["Location"] == f"{INDEX}/code"
    assert again.get("/").status_code == 302  # the password alone opens nothing
    wrong = again.post(f"{INDEX}/code", {"code": "000000"})
    assert (wrong.status_code, "Incorrect code" in text_of(wrong)) == (200, True)
    assert again.post(f"{INDEX}/code", {"code": code(secret, later=1)})["Location"] == "/"
    assert again.get("/").status_code == 200
    kinds = Event.objects.filter(stream="person", ref=who.pk).values_list("kind", flat=True)
    assert {"people.second_factor_on", "people.codes_made"} <= set(kinds)


def test_a_code_is_good_once(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    _, who, secret, codes = enrolled(django_capture_on_commit_callbacks)
    for used in (code(secret), codes[0]):
        first, second = Client(), Client()
        sign_in(first, who)
        assert first.post(f"{INDEX}/code", {"code": used}).status_code == 302
        sign_in(second, who)
        assert second.post(f"{INDEX}/code", {"code": used}).status_code == 200


def test_a_code_is_good_once_for_as_long_as_it_is_taken(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is taken in its own half-minute, in the one before and in the one after: for 90 seconds."""
    _, who, secret, _ = enrolled(django_capture_on_commit_callbacks)
    first, second = Client(), Client()
    sign_in(first, who)
    assert first.post(f"{INDEX}/code", {"code": code(secret)}).status_code == 302
    sign_in(second, who)
    later = timezone.now() + timedelta(seconds=89)
    monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda: later)
    assert second.post(f"{INDEX}/code", {"code": code(secret)}).status_code == 200


def test_codes_are_shown_once(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    client, _, _, codes = enrolled(django_capture_on_commit_callbacks)
    page = client.get(f"{INDEX}/codes").content.decode()
    assert not any(each in page for each in codes)


def test_nothing_of_it_can_be_read_in_the_database(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client, _, secret, codes = enrolled(django_capture_on_commit_callbacks)
    client.post(f"{INDEX}/off")
    kept = repr(list(Authenticator.objects.values_list("data"))) + repr(list(Session.objects.values_list()))
    kept += repr(list(Event.objects.values_list()))
    assert not any(each in kept for each in (secret, *codes))
    assert [each for each in audit() if each.code == "I25"] == []


def test_while_it_is_set_up_its_secret_is_sealed_too() -> None:
    who, client = person("finance", password=PASSWORD), Client()
    sign_in(client, who)
    client.post(client.get(f"{INDEX}/on")["Location"], {"password": PASSWORD})
    page = client.get(f"{INDEX}/on").content.decode()
    (secret,) = re.findall(r'<code class="key">(\w+)</code>', page)
    assert client.session["mfa.totp.secret"] == secret
    assert secret not in repr(list(Session.objects.values_list()))


@pytest.mark.unaudited
def test_the_audit_finds_a_secret_that_can_be_read() -> None:
    Authenticator.objects.create(user=person("finance"), type="totp", data={"secret": "JBSWY3DPEHPK3PXP" * 8})
    assert [each.code for each in audit() if each.code == "I25"] == ["I25"]


def test_one_that_was_lost_is_taken_away_by_an_engineer(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    _, who, _, _ = enrolled(django_capture_on_commit_callbacks)
    emil = signed_in("engineer", name="Emil")
    assert "on" in text_of(emil.get(f"/people/{who.pk}"))
    said = told(emil, emil.post(f"/people/{who.pk}", {"do": "factor"}))
    assert "signs in with the password alone now" in said
    assert not Authenticator.objects.exists()
    assert sign_in(Client(), who)["Location"] == "/"
    assert do(DropSecondFactors(people=(who.email,))) == []


def test_it_is_turned_off_by_its_person(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client, who, _, _ = enrolled(django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{INDEX}/off")
    assert not Authenticator.objects.exists()
    last = Event.objects.filter(stream="person", ref=who.pk).order_by("seq").last()
    assert last is not None and last.kind == "people.second_factor_off"


def test_under_another_secret_key_no_code_fits(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, settings: Settings
) -> None:
    _, who, secret, codes = enrolled(django_capture_on_commit_callbacks)
    settings.SECRET_KEY = "another key of another installation, long enough"
    client = Client()
    sign_in(client, who)
    for each in (code(secret), codes[1]):
        assert client.post(f"{INDEX}/code", {"code": each}).status_code == 200
    assert client.get("/").status_code == 302


def test_passkeys_have_no_address() -> None:
    assert signed_in().get(f"{INDEX}/webauthn/").status_code == 404
