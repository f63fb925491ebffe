"""People sign in through allauth, with the address and the password that our use-cases keep."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import RateLimited
from django.contrib.auth import authenticate, get_backends
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.test import RequestFactory

from makegood.services.people import Activate, Deactivate, NewPassword, SetPasswords
from tests.services.people.team import ADA, BOB, PASSWORD, add
from tests.services.shop import do


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """How often somebody guessed is kept in the cache, which no test leaves behind."""
    cache.clear()
    yield
    cache.clear()


def request() -> HttpRequest:
    return RequestFactory().post("/sign-in")


def signs_in(email: str, password: str) -> bool:
    """True when every backend there is lets them in."""
    return authenticate(request(), email=email, password=password) is not None


def test_allauth_alone_decides() -> None:
    (backend,) = get_backends()
    assert isinstance(backend, AuthenticationBackend)


def test_a_person_signs_in_with_their_password_and_no_other() -> None:
    ada = add(ADA, "support")
    assert authenticate(request(), email=ADA, password=PASSWORD) == ada
    assert signs_in(ADA.upper(), PASSWORD)
    for wrong in (PASSWORD.upper(), f"{PASSWORD} ", "", "nine white geese"):
        assert not signs_in(ADA, wrong)
    assert not signs_in("eve@example.com", PASSWORD)


def test_whoever_has_no_password_cannot_sign_in() -> None:
    add(ADA, password=None)
    for guess in ("", "!", "None"):
        assert not signs_in(ADA, guess)


def test_whoever_left_cannot_sign_in_until_they_are_back() -> None:
    add(ADA, "engineer")
    add(BOB, "support")
    do(Deactivate(people=(BOB,)))
    assert not signs_in(BOB, PASSWORD)
    do(Activate(people=(BOB,)))
    assert signs_in(BOB, PASSWORD)


def test_the_former_password_opens_nothing() -> None:
    add(ADA)
    do(SetPasswords(passwords=(NewPassword(person=ADA, password="nine white geese"),)))
    assert not signs_in(ADA, PASSWORD)
    assert signs_in(ADA, "nine white geese")


def test_nobody_makes_an_account_of_their_own() -> None:
    assert not get_adapter().is_open_for_signup(request())


def test_whoever_guesses_five_times_has_to_wait_even_with_the_right_one() -> None:
    add(ADA)
    adapter = get_adapter()
    for _ in range(5):
        assert adapter.authenticate(request(), email=ADA, password="guessed") is None
    with pytest.raises((ValidationError, RateLimited)):
        adapter.authenticate(request(), email=ADA, password=PASSWORD)
    assert app_settings.RATE_LIMITS["login"] == "30/m/ip"
