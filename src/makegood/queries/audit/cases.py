"""The cases themselves: I5, I6, I12 of their rows, and I14."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from makegood.domain.terms.reason import Reason
from makegood.domain.terms.state import TRANSITIONS, BackorderState
from makegood.queries.audit.check import Fault, Scope, check, rows
from makegood.queries.audit.lines import CASE, OF_CASE


def _listed(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


_STATES = _listed(BackorderState)
_REASONS = _listed(Reason)
_ENDS = _listed(state for state, after in TRANSITIONS.items() if not after)


@check(
    "I5",
    "Every open backorder has a reason, an owner and a day on which they look at it; every backorder has a label.",
    how="columns of `backorder`; a person who owns one must be active; the label follows from a known `state`",
)
def cases_are_owned(scope: Scope) -> Iterable[Fault]:
    """Each case's own columns."""
    return rows(f"""
        SELECT {CASE}, 'a known state, a reason, an owner, a day of review',
            b.state || ', ' || CASE b.reason WHEN '' THEN 'no reason' ELSE b.reason END || ', '
            || CASE b.owner WHEN '' THEN 'nobody' ELSE b.owner END || ', '
            || COALESCE(CAST(b.next_review_on AS text), 'no day')
        FROM makegood_backorder b {OF_CASE}
        WHERE b.state NOT IN ({_STATES}) OR b.state = 'open' AND (
            b.reason NOT IN ({_REASONS}) OR TRIM(b.owner) = '' OR b.next_review_on IS NULL
            OR SUBSTR(b.owner, 1, 7) = 'person:' AND NOT EXISTS (
                SELECT 1 FROM makegood_person p WHERE p.is_active AND 'person:' || CAST(p.id AS text) = b.owner
            )
        )
        """)  # noqa: S608 - names of our own


@check(
    "I6",
    "No review is overdue by more than a working day without having been escalated.",
    how="`next_review_on` of open backorders against the working day before today, and `escalated_on`; needs the day",
)
def reviews_are_kept(scope: Scope) -> Iterable[Fault]:
    """Each open case."""
    if scope.today is None:
        return ()
    latest: date = scope.shop(year=scope.today.year).steps.calendar("default").add(scope.today, -1)
    return rows(
        f"""
        SELECT {CASE}, 'a look at it, or an escalation', 'to be reviewed on ' || CAST(b.next_review_on AS text)
        FROM makegood_backorder b {OF_CASE}
        WHERE b.state = 'open' AND b.next_review_on < %s
            AND (b.escalated_on IS NULL OR b.escalated_on < b.next_review_on)
        """,  # noqa: S608
        latest.isoformat(),
    )


@check(
    "I12",
    "What ended says when, what did not end does not, and what follows an ended backorder belongs to the same line.",
    how="`closed_at`, `reopens` and `parent` of every backorder",
)
def ends_are_ends(scope: Scope) -> Iterable[Fault]:
    """Each case's row beside those it comes from."""
    yield from rows(f"""
        SELECT {CASE}, CASE WHEN b.state IN ({_ENDS}) THEN 'the moment it ended' ELSE 'no end' END,
            b.state || ', ' || COALESCE('closed at ' || CAST(b.closed_at AS text), 'not closed')
        FROM makegood_backorder b {OF_CASE}
        WHERE (b.state IN ({_ENDS})) <> (b.closed_at IS NOT NULL)
        """)  # noqa: S608
    yield from rows(f"""
        SELECT {CASE}, 'to follow an ended backorder of its line', 'follows ' || CAST(other.id AS text) || ', '
            || other.state
        FROM makegood_backorder b {OF_CASE} JOIN makegood_backorder other ON other.id = b.reopens_id
        WHERE other.state NOT IN ({_ENDS}) OR other.line_id <> b.line_id
        """)  # noqa: S608
    yield from rows(f"""
        SELECT {CASE}, 'part of a backorder of its line', 'part of ' || CAST(other.id AS text)
        FROM makegood_backorder b {OF_CASE} JOIN makegood_backorder other ON other.id = b.parent_id
        WHERE other.line_id <> b.line_id
        """)  # noqa: S608


@check(
    "I14",
    "A backorder that waits or has ended holds nothing, and neither does a release or a shipment that has ended.",
    how="live allocations against the state of their backorder and the end of their release and shipment",
)
def what_ended_holds_nothing(scope: Scope) -> Iterable[Fault]:
    """Each live allocation."""
    return rows(f"""
        SELECT 'allocation ' || CAST(a.id AS text) || ' of line ' || o.number || '/' || line.line_id,
            'no live units', CAST(a.qty AS text) || ' ' || a.state || CASE
                WHEN a.shipment_id IS NOT NULL THEN ' in shipment ' || CAST(a.shipment_id AS text)
                WHEN r.ended_at IS NOT NULL THEN ' in release ' || CAST(r.id AS text) || ', which ended'
                WHEN a.state = 'held' AND a.release_id IS NOT NULL THEN ' in release ' || CAST(r.id AS text)
                ELSE ' for a backorder that is ' || b.state END
        FROM makegood_allocation a
        JOIN makegood_orderline line ON line.id = a.line_id JOIN makegood_order o ON o.id = line.order_id
        LEFT JOIN makegood_backorder b ON b.id = a.backorder_id
        LEFT JOIN makegood_release r ON r.id = a.release_id
        WHERE a.state IN ('held', 'released') AND (
            b.state = 'open' OR b.state IN ({_ENDS}) OR a.shipment_id IS NOT NULL
            OR r.ended_at IS NOT NULL OR a.state = 'held' AND a.release_id IS NOT NULL
        )
        """)  # noqa: S608


CHECKS = (cases_are_owned, reviews_are_kept, ends_are_ends, what_ended_holds_nothing)
