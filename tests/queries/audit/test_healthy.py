"""On a shop that only its use-cases have touched the audit finds nothing, and it keeps nobody from writing."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import DatabaseError, connection
from django.db.models import Model

from makegood.db.models import Backorder, Channel, Job, SavedView, Token
from makegood.db.snapshot import snapshot
from makegood.queries.audit import CHECKS, audit, run
from tests.queries.audit.shop import healthy_shop
from tests.services.shop import TODAY


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
