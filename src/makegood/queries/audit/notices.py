"""Notices: I15, nobody is told the same twice, and I16, nobody who waits is told nothing."""

from __future__ import annotations

from collections.abc import Iterable

from makegood.queries.audit.check import Fault, Scope, check, rows


@check(
    "I15",
    "Nobody is told the same twice: one notice per order, kind, occasion and recipient; only what was sent has left.",
    how="`notice` rows, however kind, occasion and recipient are spelt; `sent_at` against `state`",
)
def nobody_is_told_twice(scope: Scope) -> Iterable[Fault]:
    """Each occasion, and each notice's own columns."""
    yield from rows("""
        SELECT 'order ' || o.number || ', ' || told.kind || ' for ' || told.occasion, 1, told.number
        FROM (
            SELECT order_id, LOWER(TRIM(kind)) AS kind, LOWER(TRIM(occasion)) AS occasion, COUNT(*) AS number
            FROM makegood_notice
            GROUP BY order_id, LOWER(TRIM(kind)), LOWER(TRIM(occasion)), LOWER(TRIM(recipient)) HAVING COUNT(*) > 1
        ) told JOIN makegood_order o ON o.id = told.order_id
        """)
    yield from rows("""
        SELECT 'notice ' || CAST(n.id AS text) || ' of order ' || o.number,
            CASE n.state WHEN 'sent' THEN 'the moment it was sent' ELSE 'not sent' END,
            n.state || COALESCE(', sent at ' || CAST(n.sent_at AS text), ', not sent')
        FROM makegood_notice n JOIN makegood_order o ON o.id = n.order_id
        WHERE n.state = 'sent' AND n.sent_at IS NULL OR n.state IN ('queued', 'withheld') AND n.sent_at IS NOT NULL
        """)


@check(
    "I16",
    "Every order that has had a backorder has its first notice: queued, sent, or withheld for a recorded reason.",
    how="orders with a `backorder` against their `notice` of kind `first`",
)
def everybody_is_told(scope: Scope) -> Iterable[Fault]:
    """Each order that is or was short."""
    return rows("""
        SELECT 'order ' || o.number, 'a first notice, or why there is none',
            COALESCE((
                SELECT MIN(n.state) FROM makegood_notice n WHERE n.order_id = o.id AND n.kind = 'first'
            ), 'none')
        FROM makegood_order o
        WHERE EXISTS (SELECT 1 FROM makegood_backorder b WHERE b.order_id = o.id) AND NOT EXISTS (
            SELECT 1 FROM makegood_notice n WHERE n.order_id = o.id AND n.kind = 'first'
                AND (n.state <> 'withheld' OR TRIM(n.why_not) <> '')
        )
        """)


CHECKS = (nobody_is_told_twice, everybody_is_told)
