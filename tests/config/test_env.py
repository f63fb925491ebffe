"""The environment is read as it is meant, or the program stops and says why, without telling a secret."""

from __future__ import annotations

import pytest

from makegood.config.env import Database, database, proxies, secret_key, url
from makegood.domain.terms.errors import DomainError


def refusal(address: str) -> str:
    """What is told about an address of a database that makes no sense."""
    with pytest.raises(DomainError) as refused:
        database({"MAKEGOOD_DATABASE": address})
    assert refused.value.code == "environment_invalid"
    assert refused.value.data["variable"] == "MAKEGOOD_DATABASE"
    return str(refused.value.data["found"])


def test_without_a_word_the_shop_is_a_file_in_the_current_folder() -> None:
    assert database({}) == Database(engine="sqlite", name="makegood.db")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("sqlite:///shop.db", "shop.db"),
        ("sqlite:///data/shop.db", "data/shop.db"),
        ("sqlite:////srv/shop.db", "/srv/shop.db"),
        ("sqlite:///my%20shop.db", "my shop.db"),
    ],
)
def test_three_strokes_begin_here_and_four_at_the_root(address: str, name: str) -> None:
    assert database({"MAKEGOOD_DATABASE": address}) == Database(engine="sqlite", name=name)


def test_a_postgresql_address_is_read_whole() -> None:
    address = "postgresql://ann:p%40ss@db.example:6432/shop?sslmode=verify-full"
    assert database({"MAKEGOOD_DATABASE": address}) == Database(
        engine="postgresql",
        name="shop",
        user="ann",
        password="p@ss",
        host="db.example",
        port="6432",
        options={"sslmode": "verify-full"},
    )


def test_a_socket_is_a_host_that_is_a_folder() -> None:
    address = "postgresql://ann@/shop?host=/run/postgresql"
    assert database({"MAKEGOOD_DATABASE": address}) == Database(
        engine="postgresql", name="shop", user="ann", host="/run/postgresql"
    )


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("", "nothing"),
        ("shop.db", "no scheme, such as sqlite:///"),
        ("mysql://ann:secret@host/shop", "the scheme 'mysql'"),
        ("sqlite:///", "no file"),
        ("sqlite:///:memory:", "':memory:'"),
        ("sqlite://shop.db", "something besides the path of a file"),
        ("sqlite:///shop.db?mode=ro", "something besides the path of a file"),
        ("postgresql://ann:secret@host", "no name of a database at the end"),
        ("postgresql://ann:secret@host/a/b", "no name of a database at the end"),
        ("postgresql://ann:secret@host:port/shop", "an address that cannot be read"),
        ("postgresql://ann:secret@host/shop?password=secret", "the option 'password'"),
    ],
)
def test_an_address_that_makes_no_sense_is_refused_in_words(address: str, found: str) -> None:
    assert refusal(address) == found


def test_no_refusal_and_no_database_shown_repeats_a_password() -> None:
    read = database({"MAKEGOOD_DATABASE": "postgresql://ann:secret@host/shop"})
    assert "secret" not in repr(read)
    assert "secret" not in refusal("postgresql://ann:secret@host:1:2/shop")


def test_a_key_of_32_characters_is_taken_and_a_shorter_one_is_refused_unseen() -> None:
    assert secret_key({"MAKEGOOD_SECRET_KEY": "k" * 32}) == "k" * 32
    with pytest.raises(DomainError) as refused:
        secret_key({"MAKEGOOD_SECRET_KEY": "k" * 31})
    assert refused.value.data["found"] == "31 characters"


def test_an_empty_key_is_refused_and_no_key_gives_a_new_one_each_time() -> None:
    with pytest.raises(DomainError):
        secret_key({"MAKEGOOD_SECRET_KEY": ""})
    assert len(secret_key({})) >= 32
    assert secret_key({}) != secret_key({})


@pytest.mark.parametrize(
    ("told", "read"),
    [
        (None, "http://127.0.0.1:8000"),
        ("https://orders.example.org/", "https://orders.example.org"),
        ("https://example.org:8443", "https://example.org:8443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_links_of_customers_begin_with_the_shops_address(told: str | None, read: str) -> None:
    assert url({} if told is None else {"MAKEGOOD_URL": told}) == read


@pytest.mark.parametrize(
    "told",
    [
        "",
        "orders.example.org",
        "ftp://example.org",
        "https://",
        "https://a:b@example.org",
        "https://e.org?x",
        "https://e.org/orders",
        "http://e.org:x",
    ],
)
def test_an_address_nobody_could_open_stops_the_program(told: str) -> None:
    with pytest.raises(DomainError) as refused:
        url({"MAKEGOOD_URL": told})
    assert (refused.value.code, refused.value.data["found"]) == ("environment_invalid", "no such address")


@pytest.mark.parametrize(
    ("environ", "count"),
    [
        ({}, 0),
        ({"MAKEGOOD_URL": "http://shop.example"}, 0),
        ({"MAKEGOOD_URL": "https://shop.example"}, 1),
        ({"MAKEGOOD_URL": "https://shop.example", "MAKEGOOD_PROXIES": "2"}, 2),
        ({"MAKEGOOD_URL": "https://shop.example", "MAKEGOOD_PROXIES": "0"}, 0),
    ],
)
def test_over_tls_one_server_stands_in_front_unless_another_number_is_said(
    environ: dict[str, str], count: int
) -> None:
    assert proxies(environ) == count


@pytest.mark.parametrize("told", ["", "-1", "one", "10", "1 "])
def test_a_number_of_servers_that_makes_no_sense_is_refused(told: str) -> None:
    with pytest.raises(DomainError) as refused:
        proxies({"MAKEGOOD_PROXIES": told})
    assert refused.value.data["variable"] == "MAKEGOOD_PROXIES"
