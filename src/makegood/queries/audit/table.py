"""Every check there is, in the order of the invariants."""

from __future__ import annotations

from makegood.queries.audit import (
    asked,
    cap,
    cases,
    decisions,
    erased,
    history,
    lines,
    machine,
    notices,
    orders,
    people,
    pictures,
    promises,
    queue,
    schema,
    secrets,
    shelves,
)
from makegood.queries.audit.check import Check


def _number(each: Check) -> int:
    """I2 before I10; what has no number comes last."""
    number = each.code.removeprefix("I")
    return int(number) if number.isdecimal() else 1000


CHECKS: tuple[Check, ...] = tuple(
    sorted(
        (
            *shelves.CHECKS,
            *lines.CHECKS,
            *cap.CHECKS,
            *cases.CHECKS,
            *asked.CHECKS,
            *promises.CHECKS,
            *decisions.CHECKS,
            *queue.CHECKS,
            *history.CHECKS,
            *notices.CHECKS,
            *orders.CHECKS,
            *erased.CHECKS,
            *people.CHECKS,
            *machine.CHECKS,
            *pictures.CHECKS,
            *secrets.CHECKS,
            *schema.CHECKS,
        ),
        key=_number,
    )
)
