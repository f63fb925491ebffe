"""What is found by what somebody typed: by a customer's name through an index, in either database."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.db.models import Customer
from makegood.queries.finding import find
from makegood.services.intake.commands import NewCustomer
from makegood.services.notice import Erase
from tests.services.shop import do, goods, take


def a_customer(number: str, name: str) -> None:
    take(number, ("MUG", 1), customer=NewCustomer(name=name, email=f"{number}@example.org"))


def called(name: str) -> list[str]:
    return [each.number for each in find(name, customers=True).orders]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("ann", ["2", "1"]),
        ("ANN L", ["1"]),
        ("annika LEE", ["2"]),
        ("özge mü", ["3"]),
        ("ÖZGE MÜLLER", ["3"]),
        ("Özge Müller", ["3"]),
        ("lee", ["2", "1"]),
        ("mülle", ["3"]),
        ("MÜLLER", ["3"]),
        ("lee ", []),
        ("ee", []),
        ("%", []),
        ("_nn", []),
        ("'", []),
    ],
)
def test_orders_are_found_by_how_their_customers_name_or_its_last_word_begins_whatever_its_case(
    typed: str, numbers: list[str]
) -> None:
    goods("MUG")
    for number, name in enumerate(("Ann Lee", "Annika Lee", "Özge Müller"), start=1):
        a_customer(str(number), name)
    assert called(typed) == numbers


def test_a_name_finds_nothing_where_customers_are_not_asked_for() -> None:
    goods("MUG")
    a_customer("1", "Ann Lee")
    assert find("Ann").orders == []
    assert [(each.number, each.customer) for each in find("Ann", customers=True).orders] == [("1", "Ann Lee")]


def test_whoever_is_forgotten_is_found_by_no_name_and_no_address() -> None:
    goods("MUG")
    a_customer("1", "Ann Lee")
    do(Erase(customers=("1@example.org",)))
    assert (called("Ann"), called("1@example.org"), called("erased")) == ([], [], [])


def test_of_many_the_first_are_listed_and_that_there_are_more() -> None:
    goods("MUG")
    for number in range(100, 120):
        a_customer(str(number), f"Ann {number}")
    found = find("Ann", customers=True)
    assert (len(found.orders), found.more) == (20, False)
    a_customer("120", "Ann 120")
    found = find("Ann", customers=True)
    assert (len(found.orders), found.more) == (20, True)
    take("121", ("MUG", 1), customer=NewCustomer(name="Ann 120", email="120@example.org"))
    assert [each.number for each in find("Ann 120", customers=True).orders] == ["121", "120"]


def test_the_longest_name_is_kept_and_found_by_its_beginning() -> None:
    """An index of PostgreSQL holds 2,704 bytes at most."""
    goods("MUG")
    long = "".join(chr(0x4E00 + 7 * each) for each in range(2000))
    a_customer("1", long)
    assert (called(long[:3]), called(long[:320])) == (["1"], ["1"])


def test_names_are_looked_up_in_their_index_and_never_read_through() -> None:
    goods("MUG")
    a_customer("1", "Ann Lee")
    Customer.objects.bulk_create(Customer(ref=f"{n}@example.org", name=f"Bob {n}") for n in range(500, 700))
    with CaptureQueriesContext(connection) as asked:
        assert called("özge") == []
    looked = [each["sql"] for each in asked if 'FROM "makegood_customer"' in each["sql"]]
    assert looked
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # What a table of a million would make it do by itself.
            cursor.execute("SET LOCAL enable_seqscan = off")
        for sql in looked:
            cursor.execute(f"EXPLAIN {'' if connection.vendor == 'postgresql' else 'QUERY PLAN '}{sql}")
            plan = " ".join(str(row) for row in cursor.fetchall())
            assert re.search("customer_by_(name|last_word)", plan) and "SCAN makegood_customer" not in plan, (
                plan
            )
