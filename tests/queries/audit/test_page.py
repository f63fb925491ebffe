"""docs/reference/audit.md and the checks are one."""

from __future__ import annotations

from makegood.queries.audit import CHECKS
from scripts.audit_reference import PAGE, page


def test_the_page_is_made_from_the_checks() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "`make pages` writes it anew"


def test_no_two_checks_say_the_same() -> None:
    assert len({(each.code, each.says) for each in CHECKS}) == len(CHECKS)
