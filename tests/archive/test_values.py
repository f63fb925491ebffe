"""Whatever a column can hold comes back exactly: any text, any moment, any day, any JSON, nothing."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.apps import apps
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from makegood.db.archive import dump
from makegood.db.archive.load import load
from makegood.db.archive.manifest import Manifest, Table
from makegood.db.archive.reading import Archive
from makegood.db.archive.tables import LEFT_OUT, kind, loaded, newest, tables
from makegood.db.archive.writing import Writer
from makegood.db.models import AllocationRun, Item
from tests.archive.shop import silent
from tests.services.shop import NOW

# What neither database keeps, and nobody may say to us (terms.limits).
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=100)
moments = st.datetimes(timezones=st.just(UTC))
documents = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
).filter(lambda value: value is not None)
runs = st.fixed_dictionaries(
    {
        "cause": texts.map(lambda text: text[:40]),
        "items": documents,
        "first_short": documents,
        "at": moments,
        "on": st.dates(date(1, 1, 1), date(9999, 12, 31)),
        "policy": texts,
        "note": texts,
        "claims": st.integers(-(2**31), 2**31 - 1),
    }
)
items = st.fixed_dictionaries(
    {
        "title": st.none() | texts,
        "unit_price": st.none() | st.integers(-(2**63), 2**63 - 1),
        "available_on": st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)),
        "fragile": st.booleans(),
        "backordered_qty": st.integers(0, 2**63 - 1),
    }
)
"""Between them they have a column of every kind."""


@cache
def shapes() -> dict[str, Table]:
    """The tables, by name."""
    loader = loaded()
    return {table.name: table for table in tables(loader, newest(loader))}


def in_an_archive(*names: str) -> Archive:
    """The rows of these tables, written and open for reading."""
    file = BytesIO()
    with closing(Writer(file)) as writer:
        written = tuple(writer.table(shapes()[name], dump.rows(shapes()[name])) for name in names)
        manifest = Manifest("1", (), "Shop", NOW, written)
        writer.end(manifest)
    return Archive(manifest, ZipFile(file))


def rows() -> list[list[tuple[Any, ...]]]:
    return [list(model._default_manager.order_by("pk").values_list()) for model in (AllocationRun, Item)]


@given(st.lists(runs, max_size=2), st.lists(items, max_size=2))
def test_they_come_back(new_runs: list[dict[str, Any]], new_items: list[dict[str, Any]]) -> None:
    names = AllocationRun._meta.db_table, Item._meta.db_table
    with transaction.atomic():
        AllocationRun.objects.bulk_create(
            AllocationRun(**{"actor": "x", "policy_revision": 0, **each}) for each in new_runs
        )
        Item.objects.bulk_create(Item(sku=str(number), **each) for number, each in enumerate(new_items))
        before, archive = rows(), in_an_archive(*names)
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(f"DELETE FROM {name}")
        load(archive, told=silent)
        assert rows() == before
        assert in_an_archive(*names).manifest == archive.manifest
        transaction.set_rollback(True)


def test_every_column_of_every_table_has_a_kind() -> None:
    kinds = {
        kind(field)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in LEFT_OUT
        for field in model._meta.concrete_fields
    }
    tested = {
        column.kind for model in (AllocationRun, Item) for column in shapes()[model._meta.db_table].columns
    }
    assert kinds == tested
