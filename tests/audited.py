"""The audit as tests ask it after every step: all of it but the schema, which no use-case can change."""

from __future__ import annotations

from datetime import date

from makegood.queries.audit import CHECKS, audit

OF_THE_DATA = tuple(each for each in CHECKS if each.code != "SCHEMA")


def assert_audited(*, today: date | None = None) -> None:
    """The audit finds nothing in the rows; `today` = the shop's day, None leaves out what only a day can tell."""
    assert audit(today=today, checks=OF_THE_DATA) == []
