"""Ways around every constraint, to see whether the audit tells."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.db.models import Min

from makegood.db.guards import APPEND_ONLY
from makegood.db.models import AllocationRun, Decision, Event, Order, OrderLine, Person, Task
from makegood.db.typed_names import TYPED
from makegood.queries.audit import CHECKS, audit
from tests.live import on_sqlite
from tests.services.shop import TODAY

Corruption = str | Callable[[], None]

_OF_JARS = "item_id = (SELECT id FROM makegood_item WHERE sku = 'JAR')"
CHANNEL_CAPS = (
    f"UPDATE makegood_orderline SET oversell = (1 = 0) WHERE oversell AND {_OF_JARS}",
    f"UPDATE makegood_backorder SET qty = 4 WHERE qty = 3 AND {_OF_JARS}",
    "UPDATE makegood_order SET channel_id = (SELECT id FROM makegood_channel WHERE name = 'outlet') WHERE number = 'S'",
    "UPDATE makegood_policyversion SET document = REPLACE(document, 'cap_units = 5', 'cap_units = 4')",
)
"""What is found by the check of the caps of channels alone."""
VALUES = (
    "UPDATE makegood_order SET value = value + 1 WHERE number = 'E'",
    "UPDATE makegood_order SET value = 0 WHERE number = 'E'",
    "UPDATE makegood_orderline SET unit_price = unit_price + 1 WHERE unit_price > 0",
    "UPDATE makegood_orderline SET cancelled_qty = 1, backordered_qty = backordered_qty - 1 WHERE unit_price > 0",
    "UPDATE makegood_orderline SET substituted_qty = 1, backordered_qty = backordered_qty - 1 WHERE unit_price > 0",
    "UPDATE makegood_order SET value = 7 WHERE value = 0",
)
"""What is found by the check of the worth of orders alone."""


def checks_that_find(code: str, corruption: Corruption) -> set[str]:
    """What the checks of that code say that find something once the corruption is done. It is undone afterwards."""
    with _undone():
        corrupt(corruption)
        return {each.says for each in CHECKS if each.code == code and audit(today=TODAY, checks=[each])}


def corrupt(corruption: Corruption) -> None:
    """Do it: a statement that must change something, or a function."""
    if callable(corruption):
        corruption()
        return
    for statement in corruption.split(";"):
        with connection.cursor() as cursor:
            if not on_sqlite() and statement.startswith(("DROP", "ALTER")):
                # What is to be looked at when the transaction ends keeps its table from being changed until then.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(statement)
            assert cursor.rowcount, f"nothing to corrupt: {statement}"


def without_guards() -> None:
    """Take down every check constraint and trigger, for the rest of the test's transaction.

    A test that calls this takes `unguarded` too: on SQLite the constraints are the connection's, and no rollback brings
    them back.
    """
    with connection.cursor() as cursor:
        if on_sqlite():
            cursor.execute("PRAGMA ignore_check_constraints=ON")
            for table in APPEND_ONLY:
                cursor.execute(f"DROP TRIGGER {table}_no_update")
                cursor.execute(f"DROP TRIGGER {table}_no_delete")
            return
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT conrelid::regclass, conname FROM pg_constraint "
            "WHERE contype = 'c' AND conrelid::regclass::text LIKE 'makegood_%%'",
            [],
        )
        for table, name in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for table in APPEND_ONLY:
            cursor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def unguarded(db: None) -> Iterator[Callable[[], None]]:
    """Takes the guards down when it is called; they are back after the test."""
    yield without_guards
    if on_sqlite():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints=OFF")


def one(statement: str) -> Any:
    """The one value that a SELECT gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def retell(change: Callable[[dict[str, Any]], None], *, kind: str) -> None:
    """Change what the first event of a kind tells, however the chain looks then."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, data FROM makegood_event WHERE kind = %s AND stream = 'order' ORDER BY id", [kind]
        )
        pk, text = cursor.fetchone()
        data = json.loads(text)
        change(data)
        cursor.execute("UPDATE makegood_event SET data = %s WHERE id = %s", [json.dumps(data), pk])


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def bare() -> None:
    """A second factor as whoever knows no better would keep it."""
    person = Person.objects.order_by("pk")[0]
    Authenticator.objects.create(user=person, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})


def unfair_run() -> None:
    """A run that says itself that it passed somebody over."""
    found = [{"code": "overtaken", "sku": "MUG", "order": "A", "line": "1", "units": 1}]
    AllocationRun.objects.filter(pk=AllocationRun.objects.aggregate(pk=Min("pk"))["pk"]).update(
        findings=found
    )


def a_run_says() -> None:
    """A run tells anew why somebody who is forgotten gave units back."""
    run = AllocationRun.objects.filter(mentions__order__customer__erased_at__isnull=False).earliest("pk")
    run.findings[0]["why"] = "Moe is ill"
    run.save()


def a_task_says() -> None:
    """A task about an order of whoever is forgotten keeps what was typed."""
    order = Order.objects.filter(customer__erased_at__isnull=False).earliest("pk")
    Task.objects.filter(order=order).update(data={"said": "Lee is ill"})


def the_history_says() -> None:
    """An event of whoever is forgotten holds the word itself, as earlier versions wrote it."""
    order = Order.objects.filter(customer__erased_at__isnull=False).earliest("pk")
    for event in Event.objects.filter(stream="order", ref=order.pk, kind__in=TYPED):
        data = json.dumps({**json.loads(event.data), TYPED[event.kind]: "Lee is ill"})
        with connection.cursor() as cursor:
            cursor.execute("UPDATE makegood_event SET data = %s WHERE id = %s", [data, event.pk])


def order_again(number: str) -> Callable[[], None]:
    """The first order once more."""

    def corruption() -> None:
        row = Order.objects.earliest("pk")
        row.pk, row.number = None, number
        row.save()

    return corruption


def decided_again() -> None:
    """A decision that replaced nobody."""
    row = Decision.objects.get(choice="substitute")
    row.pk, row.choice = None, "hold"
    row.save()


def line_again() -> None:
    """A line once more."""
    row = OrderLine.objects.earliest("pk")
    row.pk, row.line_id = None, f"{row.line_id} "
    row.save()
