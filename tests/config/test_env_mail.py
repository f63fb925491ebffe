"""How mail leaves the shop is read as it is meant, or refused in words that hold no password and no key."""

from __future__ import annotations

import pytest

from makegood.config.env_mail import PROVIDERS, Mail, hook, mail
from makegood.domain.terms.errors import DomainError

FROM = "Blue Door <orders@shop.example>"
SMTP = "makegood.mailer.smtp.Backend"


def read(address: str, sender: str = FROM) -> Mail:
    """What the two variables mean."""
    return mail({"MAKEGOOD_MAIL": address, "MAKEGOOD_MAIL_FROM": sender})


def refusal(environ: dict[str, str]) -> tuple[object, object]:
    """Which variable makes no sense, and what is told of it."""
    with pytest.raises(DomainError) as refused:
        mail(environ)
    assert refused.value.code == "environment_invalid"
    assert "secret" not in str(refused.value)
    return refused.value.data["variable"], refused.value.data["found"]


def test_without_a_word_nothing_is_sent() -> None:
    assert mail({}) == Mail(backend="django.core.mail.backends.dummy.EmailBackend", sender="")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "smtp://ann:p%40ss@mail.example:2525",
            Mail(SMTP, FROM, "mail.example", 2525, "ann", "p@ss", "starttls"),
        ),
        ("smtp://mail.example", Mail(SMTP, FROM, "mail.example", 587, tls="starttls")),
        ("smtp://mail.example?tls=tls", Mail(SMTP, FROM, "mail.example", 465, tls="tls")),
        ("smtp://127.0.0.1/?tls=none", Mail(SMTP, FROM, "127.0.0.1", 25, tls="none")),
        ("file:///srv/my%20mail", Mail("makegood.mailer.folder.Backend", FROM, folder="/srv/my mail")),
        (
            "anymail+postmark://secret@?message_stream=orders",
            Mail(
                "anymail.backends.postmark.EmailBackend",
                FROM,
                provider={"POSTMARK_SERVER_TOKEN": "secret", "POSTMARK_MESSAGE_STREAM": "orders"},
            ),
        ),
        (
            "anymail+mailgun://key@?sender_domain=mg.shop.example&signing_key=other",
            Mail(
                "anymail.backends.mailgun.EmailBackend",
                FROM,
                provider={
                    "MAILGUN_API_KEY": "key",
                    "MAILGUN_SENDER_DOMAIN": "mg.shop.example",
                    "MAILGUN_WEBHOOK_SIGNING_KEY": "other",
                },
            ),
        ),
        (
            "anymail+mailjet://key:secret@",
            Mail(
                "anymail.backends.mailjet.EmailBackend",
                FROM,
                provider={"MAILJET_API_KEY": "key", "MAILJET_SECRET_KEY": "secret"},
            ),
        ),
    ],
)
def test_an_address_says_who_carries_the_mail(address: str, expected: Mail) -> None:
    assert read(address) == expected


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_provider_named_is_one_that_there_is(name: str) -> None:
    from django.core.mail import get_connection
    from django.test import override_settings

    found = read(f"anymail+{name}://" + ":".join(["k"] * len(PROVIDERS[name])) + "@")
    with override_settings(ANYMAIL=found.provider):
        assert type(get_connection(found.backend)).__module__ == f"anymail.backends.{name}"


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("", "nothing"),
        ("mail.example", "no scheme, such as smtp://"),
        ("imap://ann:secret@mail.example", "the scheme 'imap'"),
        ("smtp://ann:secret@", "no host, or something after it"),
        ("smtp://ann:secret@mail.example/inbox", "no host, or something after it"),
        ("smtp://secret@mail.example", "a user without a password, or one without the other"),
        ("smtp://ann:secret@mail.example:port", "an address that cannot be read"),
        ("smtp://ann:secret@mail.example?tls=maybe", "tls=maybe"),
        ("smtp://ann:secret@mail.example?password=secret", "the option 'password'"),
        ("file://srv/mail", "something besides the path of a folder"),
        ("file:///", "something besides the path of a folder"),
        ("anymail+pigeon://secret@", "the provider 'pigeon'"),
        ("anymail+postmark:", "not just what it is opened with"),
        ("anymail+postmark://secret", "not just what it is opened with"),
        ("anymail+postmark://a:secret@", "not just what it is opened with"),
        ("anymail+postmark://secret@?key=secret", "the option 'key'"),
    ],
)
def test_an_address_that_makes_no_sense_is_refused_in_words(address: str, found: str) -> None:
    environ = {"MAKEGOOD_MAIL": address, "MAKEGOOD_MAIL_FROM": FROM}
    assert refusal(environ) == ("MAKEGOOD_MAIL", found)


@pytest.mark.parametrize(
    ("sender", "header"),
    [
        ("orders@shop.example", "orders@shop.example"),
        ("Blue Door <orders@shop.example>", "Blue Door <orders@shop.example>"),
        ('"Tür, blau" <orders@tür.example>', '"Tür, blau" <orders@xn--tr-xka.example>'),
    ],
)
def test_the_sender_is_a_name_and_an_address(sender: str, header: str) -> None:
    assert read("smtp://mail.example", sender).sender == header


@pytest.mark.parametrize(
    ("sender", "found"),
    [
        ("Blue Door", "'Blue Door'"),
        ("", "nothing"),
        ("Blue Door <orders>", "'Blue Door <orders>'"),
        ("a@shop.example\nBcc: b@shop.example", "'a@shop.example\\nBcc: b@shop.example'"),
    ],
)
def test_a_sender_that_no_mail_can_come_from_is_refused(sender: str, found: str) -> None:
    environ = {"MAKEGOOD_MAIL": "smtp://mail.example", "MAKEGOOD_MAIL_FROM": sender}
    assert refusal(environ) == ("MAKEGOOD_MAIL_FROM", found)


def test_one_of_the_two_without_the_other_is_refused() -> None:
    assert refusal({"MAKEGOOD_MAIL": "smtp://mail.example"}) == ("MAKEGOOD_MAIL_FROM", "nothing")
    assert refusal({"MAKEGOOD_MAIL_FROM": FROM}) == (
        "MAKEGOOD_MAIL",
        "nothing, and MAKEGOOD_MAIL_FROM is set",
    )


def test_no_settings_shown_repeat_a_password_or_a_key() -> None:
    assert "secret" not in repr(read("smtp://ann:secret@mail.example"))
    assert "secret" not in repr(read("anymail+postmark://secret@"))


def hooked(said: str, address: str = "anymail+postmark://key@") -> str:
    environ = {"MAKEGOOD_MAIL": address, "MAKEGOOD_MAIL_FROM": FROM, "MAKEGOOD_MAIL_HOOK": said}
    return hook(environ, mail(environ))


def test_a_provider_calls_with_a_password_or_not_at_all() -> None:
    assert hooked("postmark:a-long-password-for-hooks") == "postmark:a-long-password-for-hooks"
    assert hook({}, Mail()) == ""


@pytest.mark.parametrize("said", ["", "postmark", "postmark:short", ":a-long-password-for-hooks"])
def test_a_password_that_can_be_guessed_is_refused_and_not_told(said: str) -> None:
    with pytest.raises(DomainError) as refused:
        hooked(said)
    assert refused.value.data["variable"] == "MAKEGOOD_MAIL_HOOK"
    assert refused.value.data["found"] == "something else"


@pytest.mark.parametrize("address", ["smtp://mail.example", "anymail+mailersend://key@"])
def test_whoever_does_not_call_needs_no_password(address: str) -> None:
    with pytest.raises(DomainError) as refused:
        hooked("postmark:a-long-password-for-hooks", address)
    assert refused.value.data["expected"] == "one of brevo, mailgun, mailjet, postmark, resend, sparkpost"
