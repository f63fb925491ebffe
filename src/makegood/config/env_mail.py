"""How mail leaves the shop, of MAKEGOOD_MAIL and MAKEGOOD_MAIL_FROM: a server, a folder, a provider, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from makegood.config.env import MAIL, MAIL_FROM, MAIL_HOOK, invalid

Tls = Literal["starttls", "tls", "none"]
PORTS: Mapping[str, tuple[Tls, int]] = {
    "starttls": ("starttls", 587),
    "tls": ("tls", 465),
    "none": ("none", 25),
}
"""How a server is spoken to, and at which port where none is named."""
PROVIDERS: Mapping[str, tuple[str, ...]] = {
    "brevo": ("BREVO_API_KEY",),
    "mailersend": ("MAILERSEND_API_TOKEN",),
    "mailgun": ("MAILGUN_API_KEY",),
    "mailjet": ("MAILJET_API_KEY", "MAILJET_SECRET_KEY"),
    "postmark": ("POSTMARK_SERVER_TOKEN",),
    "resend": ("RESEND_API_KEY",),
    "sparkpost": ("SPARKPOST_API_KEY",),
}
"""Each with what django-anymail calls its key, and the secret that belongs to it where there is one."""
OPTIONS: Mapping[str, str] = {
    "api_url": "API_URL",
    "message_stream": "MESSAGE_STREAM",
    "sender_domain": "SENDER_DOMAIN",
    "signing_key": "WEBHOOK_SIGNING_KEY",
    "subaccount": "SUBACCOUNT",
}
"""What may follow the `?` of a provider, and what django-anymail calls it, without the provider's name."""

NO_HOOK = ("mailersend",)
"""Providers that call nobody with a password."""
SHORTEST_PASSWORD = 20

_LONGEST_NAME = 78
_EXPECTED = "smtp://user:password@host:587, file:///folder or anymail+provider://key@"


@dataclass(frozen=True, slots=True)
class Mail:
    """How mail leaves, as Django's settings name it. `sender` empty = it does not."""

    backend: str = "django.core.mail.backends.dummy.EmailBackend"
    sender: str = ""
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Tls = "none"
    folder: str = ""
    provider: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def provider_name(self) -> str:
        """The provider that carries it; "" = none does."""
        return self.backend.split(".")[2] if self.backend.startswith("anymail.") else ""


def mail(environ: Mapping[str, str]) -> Mail:
    """How mail leaves the shop. Both variables, or neither: a shop that never said so sends nothing."""
    address, sender = environ.get(MAIL), environ.get(MAIL_FROM)
    if address is None and sender is None:
        return Mail()
    if address is None:
        raise invalid(MAIL, found=f"nothing, and {MAIL_FROM} is set", expected=_EXPECTED)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise invalid(MAIL, found="an address that cannot be read", expected=_EXPECTED) from None
    kind, _, provider = parts.scheme.partition("+")
    if parts.scheme == "smtp":
        return _smtp(parts, port, _sender(sender))
    if parts.scheme == "file":
        return _folder(parts, _sender(sender))
    if kind == "anymail":
        return _provider(provider, parts, _sender(sender))
    found = f"the scheme {parts.scheme!r}" if "://" in address else "no scheme, such as smtp://"
    raise invalid(MAIL, found=found if address else "nothing", expected=_EXPECTED)


def hook(environ: Mapping[str, str], mail: Mail) -> str:
    """What the provider calls us with, `user:password` of MAKEGOOD_MAIL_HOOK; "" = it does not call."""
    said = environ.get(MAIL_HOOK)
    if said is None:
        return ""
    user, _, password = said.partition(":")
    if not user or len(password) < SHORTEST_PASSWORD or not said.isascii() or not said.isprintable():
        # Nothing of it is told: it is a password.
        expected = (
            f"user:password, the password of {SHORTEST_PASSWORD} characters or more that nobody can guess"
        )
        raise invalid(MAIL_HOOK, found="something else", expected=expected)
    if not mail.provider_name or mail.provider_name in NO_HOOK:
        found = f"{mail.provider_name or 'no provider'} in {MAIL}"
        expected = f"one of {', '.join(name for name in PROVIDERS if name not in NO_HOOK)}"
        raise invalid(MAIL_HOOK, found=found, expected=expected)
    return said


def _smtp(parts: SplitResult, port: int | None, sender: str) -> Mail:
    expected = "smtp://user:password@host:587?tls=starttls"
    options = _options(parts, allowed=("tls",))
    asked = options.get("tls", "starttls")
    if asked not in PORTS:
        raise invalid(MAIL, found=f"tls={asked[:20]}", expected=f"tls= one of {', '.join(PORTS)}")
    tls, usual_port = PORTS[asked]
    if not parts.hostname or parts.path.strip("/") or parts.fragment:
        raise invalid(MAIL, found="no host, or something after it", expected=expected)
    if bool(parts.username) != bool(parts.password):
        raise invalid(MAIL, found="a user without a password, or one without the other", expected=expected)
    return Mail(
        backend="makegood.mailer.smtp.Backend",
        sender=sender,
        host=parts.hostname,
        port=port or usual_port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
    )


def _folder(parts: SplitResult, sender: str) -> Mail:
    folder = unquote(parts.path)
    if parts.netloc or parts.query or parts.fragment or not folder.strip("/"):
        raise invalid(MAIL, found="something besides the path of a folder", expected="file:///folder")
    return Mail(backend="makegood.mailer.folder.Backend", sender=sender, folder=folder)


def _provider(name: str, parts: SplitResult, sender: str) -> Mail:
    keys = PROVIDERS.get(name)
    if keys is None:
        raise invalid(MAIL, found=f"the provider {name!r}", expected=f"one of {', '.join(PROVIDERS)}")
    given = [unquote(each) for each in (parts.username, parts.password) if each]
    if len(given) != len(keys) or parts.hostname or parts.path.strip("/") or parts.fragment:
        expected = "anymail+" + name + ("://key:secret@" if len(keys) > 1 else "://key@")
        raise invalid(MAIL, found="not just what it is opened with", expected=expected)
    options = {
        f"{name.upper()}_{OPTIONS[option]}": value
        for option, value in _options(parts, allowed=tuple(OPTIONS)).items()
    }
    return Mail(
        backend=f"anymail.backends.{name}.EmailBackend",
        sender=sender,
        provider={**dict(zip(keys, given, strict=True)), **options},
    )


def _options(parts: SplitResult, *, allowed: tuple[str, ...]) -> dict[str, str]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(options.keys() - set(allowed))
    if unknown:
        raise invalid(MAIL, found=f"the option {unknown[0][:20]!r}", expected=f"one of {', '.join(allowed)}")
    return options


def _sender(said: str | None) -> str:
    """`Shop <orders@shop.example>` as a header has it."""
    # Only who sends mail needs what it takes to read an address.
    from email.headerregistry import Address
    from email.utils import parseaddr

    from makegood.mailer.address import plain_address

    name, address = parseaddr(said or "")
    known = plain_address(address)
    if known is None or not (said or "").isprintable() or len(name) > _LONGEST_NAME:
        found = repr(said[:60]) if said else "nothing"
        raise invalid(MAIL_FROM, found=found, expected="a name and an address: Shop <orders@shop.example>")
    return str(Address(name, addr_spec=known))
