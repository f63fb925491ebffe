"""The migration that gives each order what stood with its customer keeps all of it, there and back."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.db import connection


def asked(question: str) -> list[tuple[Any, ...]]:
    """The rows of an answer."""
    with connection.cursor() as cursor:
        cursor.execute(question)
        return [tuple(row) for row in cursor.fetchall()] if cursor.description else []


def test_each_order_has_what_its_customer_had(fresh_database: str) -> None:
    call_command("migrate", "makegood", "0013", verbosity=0)
    asked("INSERT INTO makegood_channel (id, name) VALUES (1, 'web')")
    asked(
        "INSERT INTO makegood_customer (id, ref, business, language, postcode) VALUES"
        " (1, 'ann', (1 = 1), 'de', '10115'), (2, 'bob', (1 = 0), NULL, NULL)"
    )
    for pk, customer in ((1, "1"), (2, "1"), (3, "2"), (4, "NULL")):
        asked(
            "INSERT INTO makegood_order (id, channel_id, number, customer_id, placed_at, placed_on, taken_at, currency,"
            " value, external, ship_complete, on_hold, muted, digest, event_count, event_head) VALUES"
            f" ({pk}, 1, '{pk}', {customer}, '2026-11-23', '2026-11-23', '2026-11-23', 'EUR', 0, (1 = 0), (1 = 0),"
            " (1 = 0), (1 = 0), '', 0, '')"
        )
    call_command("migrate", "makegood", verbosity=0)
    found = asked("SELECT id, language, postcode, business FROM makegood_order ORDER BY id")
    assert [(pk, language, postcode, bool(business)) for pk, language, postcode, business in found] == [
        (1, "de", "10115", True),
        (2, "de", "10115", True),
        (3, None, None, False),
        (4, None, None, False),
    ]
    call_command("migrate", "makegood", "0013", verbosity=0)
    found = asked("SELECT id, language, postcode, business FROM makegood_customer ORDER BY id")
    assert [(pk, *rest, bool(business)) for pk, *rest, business in found] == [
        (1, "de", "10115", True),
        (2, None, None, False),
    ]
