"""Whose shop it is, and whether it has begun."""

from __future__ import annotations

from django.db import connection

from makegood.db.models import Event, Item, Order


def begun_by() -> str | None:
    """The actor of the first event; None = nothing has happened, or the database is not even migrated."""
    if Event._meta.db_table not in connection.introspection.table_names():
        return None
    return Event.objects.order_by("pk").values_list("actor", flat=True).first()


def is_empty() -> bool:
    """Whether there is nothing in the shop yet: no order, and nothing that is sold."""
    return not Order.objects.exists() and not Item.objects.exists()
