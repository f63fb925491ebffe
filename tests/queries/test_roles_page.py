"""docs/reference/roles.md and the table of who may do what are one."""

from __future__ import annotations

from makegood.db.models.access import ROLES
from scripts import roles_reference as reference


def test_the_page_is_made_from_the_table() -> None:
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page(), "`make pages` writes it anew"


def test_the_page_says_what_every_role_is_for() -> None:
    assert sorted(reference.ROLES) == sorted(ROLES)
