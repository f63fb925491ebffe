"""The environment, typed. A variable that makes no sense stops the program: which, what was found, what is expected.

What was found is told in parts that cannot hold a password or a key. docs/reference/settings.md describes each.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from makegood.domain.terms.errors import DomainError

DATABASE = "MAKEGOOD_DATABASE"
SECRET_KEY = "MAKEGOOD_SECRET_KEY"  # noqa: S105 - the name of a variable, not a key
HOSTS = "MAKEGOOD_HOSTS"
API_RATE = "MAKEGOOD_API_RATE"
MAIL = "MAKEGOOD_MAIL"
MAIL_FROM = "MAKEGOOD_MAIL_FROM"
MAIL_HOOK = "MAKEGOOD_MAIL_HOOK"
URL = "MAKEGOOD_URL"
INBOX = "MAKEGOOD_INBOX"
PROXIES = "MAKEGOOD_PROXIES"
VARIABLES = (DATABASE, SECRET_KEY, HOSTS, API_RATE, MAIL, MAIL_FROM, MAIL_HOOK, INBOX, URL, PROXIES)

DEFAULT_HOSTS = "localhost,127.0.0.1,[::1]"
DEFAULT_API_RATE = "6000/min"
DEFAULT_URL = "http://127.0.0.1:8000"
DEFAULT_DATABASE = "sqlite:///makegood.db"
SHORTEST_KEY = 32
OPTIONS = ("application_name", "connect_timeout", "host", "sslcert", "sslkey", "sslmode", "sslrootcert")
"""What may follow the `?` of a PostgreSQL address: the names are libpq's."""

_HOST = re.compile(r"\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9a-fA-F:.]+\]")
_RATE = re.compile(r"[1-9][0-9]{0,8}/(sec|min|hour|day)")
_EXPECTED = "sqlite:///file.db or postgresql://user:password@host:port/name"


@dataclass(frozen=True, slots=True)
class Database:
    """Where the shop's rows are. SQLite has only a `name`, the path of its file."""

    engine: Literal["sqlite", "postgresql"]
    name: str
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


def database(environ: Mapping[str, str]) -> Database:
    """The database of MAKEGOOD_DATABASE; a file in the current folder when it is not set."""
    address = environ.get(DATABASE, DEFAULT_DATABASE)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise invalid(DATABASE, found="an address that cannot be read", expected=_EXPECTED) from None
    if parts.scheme == "sqlite":
        return _sqlite(parts)
    if parts.scheme in ("postgresql", "postgres"):
        return _postgresql(parts, port)
    found = f"the scheme {parts.scheme!r}" if "://" in address else "no scheme, such as sqlite:///"
    raise invalid(DATABASE, found=found if address else "nothing", expected=_EXPECTED)


def secret_key(environ: Mapping[str, str]) -> str:
    """The key that sessions and links are signed with; when it is not set, one that ends with this process."""
    key = environ.get(SECRET_KEY)
    if key is None:
        return secrets.token_urlsafe(48)
    if len(key.strip()) < SHORTEST_KEY:
        raise invalid(
            SECRET_KEY,
            found=f"{len(key.strip())} characters",
            expected=f"at least {SHORTEST_KEY} characters that nobody can guess",
        )
    return key


def hosts(environ: Mapping[str, str]) -> list[str]:
    """The names under which the shop may be reached: of MAKEGOOD_HOSTS; else only those of this computer itself."""
    names = [name.strip() for name in environ.get(HOSTS, DEFAULT_HOSTS).split(",")]
    wrong = next((name for name in names if not _HOST.fullmatch(name)), None)
    if wrong is not None:
        expected = "names of hosts with commas between, such as shop.example.org,localhost"
        raise invalid(HOSTS, found=repr(wrong) if wrong else "nothing", expected=expected)
    return names


def api_rate(environ: Mapping[str, str]) -> str:
    """How many requests one key may make, of all processes together: of MAKEGOOD_API_RATE, such as 6000/min."""
    rate = environ.get(API_RATE, DEFAULT_API_RATE)
    if not _RATE.fullmatch(rate):
        raise invalid(
            API_RATE, found=repr(rate[:40]), expected="a number and sec, min, hour or day: 6000/min"
        )
    return rate


def proxies(environ: Mapping[str, str]) -> int:
    """How many servers stand in front of ours, each of which names its caller in X-Forwarded-For: of MAKEGOOD_PROXIES.
    Unless it is said, one where the shop is reached over TLS, which is not ours to speak, else none."""
    told = environ.get(PROXIES, "1" if url(environ).startswith("https:") else "0")
    if not re.fullmatch(r"[0-9]", told):
        raise invalid(PROXIES, found=repr(told[:40]), expected="how many servers stand in front, from 0 to 9")
    return int(told)


def url(environ: Mapping[str, str]) -> str:
    """The address at which customers reach the shop, without a stroke at its end: of MAKEGOOD_URL."""
    address = environ.get(URL, DEFAULT_URL).strip()
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        strange = parts.port == 0 or not _HOST.fullmatch(f"[{host}]" if ":" in host else host)
    except ValueError:
        parts, strange = urlsplit(""), True
    more = parts.username or parts.path.strip("/") or parts.query or parts.fragment
    if strange or more or parts.scheme not in ("http", "https"):
        # A password may stand in what cannot be read.
        expected = "an address such as https://orders.example.org, without a path"
        raise invalid(URL, found="no such address", expected=expected)
    return address.rstrip("/")


def _sqlite(parts: SplitResult) -> Database:
    name = unquote(parts.path[1:])
    if parts.netloc or parts.query or parts.fragment:
        found = "something besides the path of a file"
        raise invalid(DATABASE, found=found, expected="sqlite:///file.db, or sqlite:////folder/file.db")
    if not name or ":memory:" in name:
        # Several processes share one shop: what only one of them can see would be lost.
        raise invalid(DATABASE, found=repr(name) if name else "no file", expected="sqlite:///file.db")
    return Database(engine="sqlite", name=name)


def _postgresql(parts: SplitResult, port: int | None) -> Database:
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name or parts.fragment:
        raise invalid(DATABASE, found="no name of a database at the end", expected=_EXPECTED)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(options.keys() - set(OPTIONS))
    if unknown:
        raise invalid(DATABASE, found=f"the option {unknown[0]!r}", expected=f"one of {', '.join(OPTIONS)}")
    return Database(
        engine="postgresql",
        name=name,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=options.pop("host", "") or parts.hostname or "",
        port=str(port or ""),
        options=options,
    )


def invalid(variable: str, *, found: str, expected: str) -> DomainError:
    """The error of a variable that makes no sense. `found` must not quote a password or a key."""
    return DomainError("environment_invalid", {"variable": variable, "found": found, "expected": expected})
