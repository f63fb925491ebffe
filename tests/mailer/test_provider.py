"""Providers' APIs: what they answer, and what it means when they do not."""

from __future__ import annotations

import ssl

import pytest
from anymail.exceptions import (
    AnymailConfigurationError,
    AnymailInvalidAddress,
    AnymailRequestsAPIError,
    AnymailUnsupportedFeature,
)
from django.test import override_settings

from makegood.domain.notice.outcome import Handed
from makegood.mailer.outcome import Outcome
from makegood.mailer.provider import handed_after
from makegood.mailer.sending import opened
from tests.mailer.api import provider
from tests.mailer.mails import FROM, mail
from tests.mailer.rude import Act, Told, rude

ACCEPTED, LATER, REFUSED, UNCLEAR = Handed.SENT, Handed.LATER, Handed.REFUSED, Handed.UNCLEAR
TAKEN = {"ErrorCode": 0, "Message": "OK", "MessageID": "b7bc", "To": "ana@example.com"}
INACTIVE = {
    "ErrorCode": 406,
    "Message": "You tried to send to a recipient that has been marked as inactive. "
    "Found inactive addresses: ana@example.com. Inactive recipients are ones that have generated a hard bounce.",
}


def postmark(port: int, *, scheme: str = "http", seconds: float = 5) -> override_settings:
    """Mails go to a provider at this port."""
    return override_settings(
        EMAIL_BACKEND="anymail.backends.postmark.EmailBackend",
        DEFAULT_FROM_EMAIL=FROM,
        ANYMAIL={
            "POSTMARK_SERVER_TOKEN": "secret",
            "POSTMARK_API_URL": f"{scheme}://127.0.0.1:{port}/",
            "REQUESTS_TIMEOUT": seconds,
        },
    )


def test_a_provider_gets_the_mail_whole_and_names_it() -> None:
    with provider(200, TAKEN) as (port, asked), postmark(port), opened() as post:
        assert post.send(mail()) == Outcome(ACCEPTED, "b7bc")
    (told,) = asked
    assert (told["To"], told["Subject"]) == ("Ana Müller <ana@example.com>", "Order 1001 is late")
    assert (told["TextBody"], told["HtmlBody"]) == (mail().text, mail().html)
    headers = {each["Name"]: each["Value"] for each in told["Headers"]}
    assert headers["Message-ID"] == "<notice.17@shop.example>"


def test_a_provider_who_calls_us_keeps_our_id_with_the_mail() -> None:
    with provider(200, TAKEN) as (port, asked), postmark(port):
        for secret in ("", "postmark:a-long-password-for-hooks"):
            with override_settings(MAIL_HOOK=secret), opened() as post:
                post.send(mail())
    assert [each.get("Metadata") for each in asked] == [None, {"makegood": "notice.17@shop.example"}]


@pytest.mark.parametrize(
    ("status", "body", "handed"),
    [
        (422, INACTIVE, REFUSED),
        (422, {"ErrorCode": 300, "Message": "Zero recipients specified"}, REFUSED),
        (400, {}, REFUSED),
        (413, {}, REFUSED),
        (401, {"ErrorCode": 10, "Message": "Bad or missing Server API token"}, LATER),
        (403, {}, LATER),
        (404, {}, LATER),
        (408, {}, LATER),
        (429, {}, LATER),
        (503, {}, LATER),
        (500, {}, UNCLEAR),
        (502, {}, UNCLEAR),
        (504, {}, UNCLEAR),
        (302, {}, UNCLEAR),
        (200, "what?", UNCLEAR),
        (200, {}, UNCLEAR),
    ],
    ids=str,
)
def test_what_a_provider_answers_is_taken_for_what_it_means(
    status: int, body: object, handed: Handed
) -> None:
    with provider(status, body) as (port, _), postmark(port), opened() as post:
        outcome = post.send(mail())
    assert outcome.handed is handed
    assert "secret" not in outcome.said
    assert "ana@example.com" not in outcome.said


@pytest.mark.parametrize(
    ("told", "scheme", "seconds"),
    [
        ({"POST": Act.HANG_UP}, "http", 5),
        ({"POST": Act.SILENCE}, "http", 0.2),
        ({}, "https", 5),
    ],
    ids=["hangs up", "says nothing", "no tls"],
)
def test_where_a_provider_may_have_it_the_mail_is_unclear(told: Told, scheme: str, seconds: float) -> None:
    with (
        rude({"CONNECT": Act.NOTHING, **told}) as server,
        postmark(server.port, scheme=scheme, seconds=seconds),
        opened() as post,
    ):
        assert post.send(mail()).handed is UNCLEAR


def test_where_no_provider_is_the_mail_waits() -> None:
    with rude() as server:
        pass
    with postmark(server.port), opened() as post:
        assert post.send(mail()).handed is LATER


@pytest.mark.parametrize(
    ("error", "handed"),
    [
        (AnymailInvalidAddress("to"), REFUSED),
        (AnymailConfigurationError("no key"), LATER),
        (AnymailUnsupportedFeature("reply_to"), LATER),
        (RuntimeError("who knows"), UNCLEAR),
    ],
)
def test_an_error_of_the_libraries_own_is_sorted_too(error: Exception, handed: Handed) -> None:
    assert handed_after(error) is handed


def test_a_provider_who_is_not_the_one_he_says_gets_nothing_and_the_mail_waits() -> None:
    strange = ssl.SSLCertVerificationError("certificate verify failed")
    assert handed_after(_caused(AnymailRequestsAPIError("Error posting"), by=strange)) is LATER
    assert handed_after(_caused(AnymailRequestsAPIError("Error posting"), by=ssl.SSLError("EOF"))) is UNCLEAR


def _caused(error: Exception, *, by: Exception) -> Exception:
    """The error as the libraries raise it."""
    error.__cause__ = by
    return error


def test_any_other_backend_of_django_will_do() -> None:
    others = "django.core.mail.backends.locmem.EmailBackend"
    with override_settings(EMAIL_BACKEND=others, DEFAULT_FROM_EMAIL=FROM), opened() as post:
        assert post.send(mail()).handed is ACCEPTED
