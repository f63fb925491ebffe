"""On a shop that only its use-cases have touched the audit finds nothing, and it keeps nobody from writing."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.models import Model

from makegood.db.models import Backorder, Channel, Job, Order, OrderLine, SavedView, Token
from makegood.db.snapshot import snapshot
from makegood.domain.terms import demand
from makegood.queries.audit import CHECKS, audit, run
from makegood.services.catalogue import SetItems
from makegood.services.policy import SetPolicy
from tests.queries.audit.shop import healthy_shop
from tests.services.shop import TODAY, do, take


def test_nothing_is_found_in_an_empty_database() -> None:
    assert audit(today=TODAY) == []


def test_nothing_is_found_after_the_use_cases_have_run() -> None:
    healthy_shop()
    assert Counter(Backorder.objects.values_list("state", flat=True)).keys() >= {
        "open",
        "allocated",
        "released",
    }
    assert audit(today=TODAY) == []


_KINDS = """[[eligibility.rules]]
family = "lamps"
cap_units = 5
preorder_cap_units = 20
[[eligibility.rules]]
family = "rare"
cap_units = 1
[[eligibility.rules]]
channel = "outlet"
cap_units = 1
[[eligibility.rules]]
family = "lamps"
channel = "outlet"
cap_units = 4
preorder_cap_units = 4
"""


@pytest.mark.parametrize(
    "before, after, waiting",
    [
        ({"family": "lamps"}, {"family": "rare"}, 5),
        ({"family": "lamps"}, {}, 4),
        ({"family": "lamps", "available_on": date(2027, 3, 1)}, {"family": "lamps"}, 20),
        (
            {"family": "lamps", "available_on": date(2027, 3, 1)},
            {"family": "lamps", "available_on": date(2026, 11, 2)},
            20,
        ),
    ],
)
def test_the_cap_is_that_of_the_item_as_it_was_when_the_order_came(
    before: dict[str, Any], after: dict[str, Any], waiting: int
) -> None:
    do(SetPolicy(document=_KINDS), days=-1)
    do(SetItems(items=(demand.Item(sku="A", **before),)))
    take("1", ("A", waiting), channel="outlet" if waiting == 4 else "store")
    assert (audit(today=TODAY), OrderLine.objects.get().oversell) == ([], False)
    do(SetItems(items=(demand.Item(sku="A", **after),)), days=1)
    assert audit(today=TODAY) == []


def test_what_came_after_an_item_was_changed_is_judged() -> None:
    do(SetPolicy(document=_KINDS), days=-1)
    do(SetItems(items=(demand.Item(sku="A", family="lamps"),)))
    do(SetItems(items=(demand.Item(sku="A", family="rare"),)))
    take("1", ("A", 2))
    OrderLine.objects.update(oversell=False)
    do(SetItems(items=(demand.Item(sku="A", family="rare", title="A lamp"),)), days=1)
    found = [each.entity for each in audit(today=TODAY) if each.code == "I3"]
    assert found == [f"item A, order #{Order.objects.get().pk}"]


def test_the_audit_says_how_much_it_looked_at(fresh_database: str) -> None:
    healthy_shop()
    found = run(today=TODAY)
    assert (found.checks, found.findings) == (len(CHECKS), ())
    assert found.rows > 50


def test_a_snapshot_cannot_write_and_leaves_the_connection_as_it_was(fresh_database: str) -> None:
    with pytest.raises(DatabaseError), snapshot():
        Channel.objects.create(name="store")
    Channel.objects.create(name="store")
    with snapshot():
        assert Channel.objects.count() == 1
    assert not connection.in_atomic_block


@pytest.mark.parametrize(
    "model, more",
    [
        (Token, ["column hash unique", "column person_id refers to a row"]),
        (SavedView, ["column person_id refers to a row", "savedview_once"]),
        (Job, ["column key unique", "job_state_known"]),
    ],
)
def test_of_a_table_that_was_only_copied_every_guard_is_missed(
    fresh_database: str, model: type[Model], more: list[str]
) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        for statement in (
            f"CREATE TABLE copied AS SELECT * FROM {table}",
            f"DROP TABLE {table}",
            f"ALTER TABLE copied RENAME TO {table}",
        ):
            cursor.execute(statement)
    found = {(each.entity, each.expected) for each in audit(today=TODAY) if each.code == "SCHEMA"}
    guards = [each.name for each in (*model._meta.constraints, *model._meta.indexes)]
    assert found == {(f"table {table}", said) for said in {*more, *guards}}
