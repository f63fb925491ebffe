"""What several tables share."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Func, Q

Lookup = Any


class Streamed(models.Model):
    """A row with a history of its own: its events form a hash chain whose length and end the row keeps.

    `event_count` rises with every change, so it also tells whether somebody changed the row in between.
    """

    event_count = models.PositiveIntegerField(default=0)
    event_head = models.CharField(max_length=64, default="")

    class Meta:
        abstract = True


class Beginning(Func):
    """The first 64 characters of a text in capitals, in the order of its bytes: what begins with another is a range of
    it. Capitals are those the database knows: SQLite knows A to Z alone. Nor does it sort by a locale, as PostgreSQL
    would. No longer, because an index of PostgreSQL holds no text of any length."""

    length = 64
    output_field = models.TextField()
    template = f"UPPER(SUBSTR(%(expressions)s, 1, {length}))"

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """In the order of bytes, whatever the database's own."""
        return self.as_sql(compiler, connection, template=f'{self.template} COLLATE "C"', **more)


class LastWord(Func):
    """What follows the last blank of a text, of one without blanks all of it: neither database can tell where that is,
    but both can cut off at the end what is not blank."""

    output_field = models.TextField()
    template = "REPLACE(%(expressions)s, RTRIM(%(expressions)s, REPLACE(%(expressions)s, ' ', '')), '')"


def at_least(number: int, *names: str) -> models.CheckConstraint:
    """A constraint that none of the columns goes below a number."""
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__gte": number})
    return models.CheckConstraint(condition=condition, name=f"%(class)s_{names[0]}_from_{number}")


def one_of(name: str, values: Any) -> models.CheckConstraint:
    """A constraint that a column holds one of the values of an enumeration."""
    return models.CheckConstraint(
        condition=Q(**{f"{name}__in": [str(value) for value in values]}), name=f"%(class)s_{name}_known"
    )


def all_or_none(*names: str) -> models.CheckConstraint:
    """A constraint that columns are empty together or not at all."""
    none, whole = (Q(**{f"{name}__isnull": empty for name in names}) for empty in (True, False))
    return models.CheckConstraint(condition=none | whole, name=f"%(class)s_{names[0]}_whole")


def in_order(first: str, last: str) -> models.CheckConstraint:
    """A constraint that a window does not end before it begins."""
    return models.CheckConstraint(
        condition=Q(**{f"{last}__gte": F(first)})
        | Q(**{f"{first}__isnull": True})
        | Q(**{f"{last}__isnull": True}),
        name=f"%(class)s_{first}_before_{last}",
    )
