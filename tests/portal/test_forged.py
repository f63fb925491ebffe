"""A hundred thousand links that open nothing (I22): whoever tries learns nothing, and changes nothing."""

from __future__ import annotations

import hashlib
import secrets
import string
from collections.abc import Callable, Iterator
from itertools import cycle
from random import Random
from urllib.parse import quote

import pytest
from django.test import Client

from makegood.db.models import Link, Order
from makegood.db.rows import new
from makegood.queries.portal import digest_of
from makegood.services._orders import OrderName
from makegood.services.notice import GiveLinks
from tests.portal.orders import a_late_order, all_rows, moment, shown
from tests.portal.test_links import CHOICES, ended
from tests.services.shop import do, goods, take
from tests.soaked import note, times

SEEDS = 5
TOKENS = 20_000
KEPT = 500
LETTERS = string.ascii_letters + string.digits + "-_"
ADDRESSES = ("", *(f"/{choice}" for choice in CHOICES), "/write")
DATA = {"seen": "0" * 64, "proof": "ann@example.org", "text": "hello"}


def test_of_some_thousand_links_that_open_nothing_none_does() -> None:
    tried(seed=0, tokens=600)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
def test_of_a_hundred_thousand_links_that_open_nothing_none_does(seed: int) -> None:
    tried(seed=seed, tokens=times(TOKENS))


def tried(*, seed: int, tokens: int) -> None:
    """Each token with GET and with POST; the one link that is good still opens, and no row has changed."""
    chance = Random(seed)
    a_late_order()
    (given,) = do(GiveLinks(orders=(OrderName("1"),)))
    good = given.address.rpartition("/")[2]
    kinds = {kind: make(good, chance) for kind, make in KINDS.items()}
    client, asked, breaks = Client(), 0, 0
    nothing, before = client.get("/o/unknown").content, all_rows()
    for number, kind in zip(range(tokens), cycle(kinds), strict=False):
        token = next(kinds[kind])
        address = f"/o/{quote(token, safe='')}{ADDRESSES[number % len(ADDRESSES)]}"
        for answer in (client.get(address), client.post(address, DATA)):
            asked += 1
            breaks += (answer.status_code, answer.content) != (404, nothing)
    breaks += all_rows() != before
    note("links", seed=seed, commands=asked, breaks=breaks)
    assert breaks == 0
    assert "KETTLE" in shown(f"/o/{good}")


def _forged(good: str, chance: Random) -> Iterator[str]:
    while True:
        yield "".join(chance.choices(LETTERS, k=len(good)))


def _of_another_shop(good: str, chance: Random) -> Iterator[str]:
    while True:
        yield secrets.token_urlsafe(24)


def _expired(good: str, chance: Random) -> Iterator[str]:
    goods("MUG")
    take("2", ("MUG", 1))
    ended("2", days=-31)
    return _kept("2", chance, expires_at=moment(-1))


def _revoked(good: str, chance: Random) -> Iterator[str]:
    return _kept("1", chance, expires_at=moment(30), revoked_at=moment(-1))


def _kept(number: str, chance: Random, **about: object) -> Iterator[str]:
    """Tokens that were good once, over and over."""
    tokens = ["".join(chance.choices(LETTERS, k=32)) for _ in range(KEPT)]
    order = Order.objects.get(number=number).pk
    told = {"order_id": order, "made_at": moment(-40), **about}
    Link.objects.bulk_create([new(Link, digest=digest_of(each), **told) for each in tokens])
    return cycle(tokens)


def _cut_short(good: str, chance: Random) -> Iterator[str]:
    while True:
        length = chance.randrange(1, len(good))
        yield chance.choice((good[:length], good[-length:]))


def _longer(good: str, chance: Random) -> Iterator[str]:
    while True:
        more = "".join(chance.choices(LETTERS, k=chance.randrange(1, 40)))
        yield chance.choice((good + more, more + good, good + good))


def _altered(good: str, chance: Random) -> Iterator[str]:
    while True:
        at = chance.randrange(len(good))
        other = chance.choice(LETTERS.replace(good[at], ""))
        yield good[:at] + other + good[at + 1 :]


def _dressed_up(good: str, chance: Random) -> Iterator[str]:
    """As a program would be taken in that trims, decodes, folds or joins what it is given."""
    dresses: tuple[Callable[[str], str], ...] = (
        lambda text: f" {text}",
        lambda text: f"{text} ",
        lambda text: f"{text}\x00",
        lambda text: f"{text}\n",
        lambda text: f"{text}=",
        lambda text: quote(text, safe="") + "%20",
        lambda text: f"{text}' OR '1'='1",
        lambda text: f"..\\o\\{text}",
        lambda text: "".join(chr(ord(each) + 0xFEE0) for each in text),
        lambda text: text.swapcase(),
        lambda text: text[::-1],
        lambda text: hashlib.sha256(text.encode()).hexdigest(),
        lambda text: "%",
        lambda text: "_" * len(text),
    )
    while True:
        yield chance.choice(dresses)(good)


KINDS: dict[str, Callable[[str, Random], Iterator[str]]] = {
    "forged": _forged,
    "of another shop": _of_another_shop,
    "expired": _expired,
    "revoked": _revoked,
    "cut short": _cut_short,
    "longer": _longer,
    "altered": _altered,
    "dressed up": _dressed_up,
}
