"""Decisions: I13, what was chosen is applied once and with the word it needs; what goes instead has its line."""

from __future__ import annotations

from collections.abc import Iterable

from makegood.queries.audit.check import Fault, Scope, check, rows
from makegood.queries.audit.lines import LINE, OF_LINE


@check(
    "I13",
    "A decision that ends units has the word it needs: to substitute the customer's, to cancel the customer's, the "
    "law's or a manager's; and of two decisions about the same lines of an order the later one replaced the other.",
    how="`choice`, `approved_by`, `lines` and `replaced_at` of every `decision`",
)
def decisions_have_their_word(scope: Scope) -> Iterable[Fault]:
    """Each decision, and each pair of them that stands for the same lines."""
    yield from rows("""
        SELECT 'decision ' || CAST(d.id AS text) || ' of order ' || o.number,
            CASE d.choice WHEN 'substitute' THEN 'the word of the customer'
                ELSE 'the word of the customer, the law or a manager' END,
            CASE d.approved_by WHEN '' THEN 'nobody''s' ELSE d.approved_by END
        FROM makegood_decision d JOIN makegood_order o ON o.id = d.order_id
        WHERE d.choice = 'substitute' AND d.approved_by <> 'customer'
            OR d.choice = 'cancel' AND d.approved_by NOT IN ('customer', 'law', 'manager')
        """)
    yield from rows("""
        SELECT 'decision ' || CAST(earlier.id AS text) || ' of order ' || o.number,
            'replaced by decision ' || CAST(later.id AS text), earlier.choice || ' still stands'
        FROM makegood_decision earlier
        JOIN makegood_decision later ON later.order_id = earlier.order_id AND later.id > earlier.id
            AND CAST(later.lines AS text) = CAST(earlier.lines AS text)
        JOIN makegood_order o ON o.id = earlier.order_id
        WHERE earlier.replaced_at IS NULL AND later.replaced_at IS NULL
        """)


@check(
    "I13",
    "What goes instead of a line, or raises its quantity, belongs to the same order; no more units were substituted "
    "than went instead; and no line queues since before its order was taken.",
    how="`replaces`, `part_of` and `joined_at` of every line; `substituted_qty` against the lines that replace it",
)
def lines_belong_together(scope: Scope) -> Iterable[Fault]:
    """Each line that came after its order, and each that lost units to another."""
    yield from rows(f"""
        SELECT {LINE}, 'a line of its own order',
            'line ' || other.line_id || ' of order #' || CAST(other.order_id AS text)
        FROM makegood_orderline line {OF_LINE}
        JOIN makegood_orderline other ON other.id = line.replaces_id OR other.id = line.part_of_id
        WHERE other.order_id <> line.order_id OR other.id = line.id
            OR other.id = line.part_of_id AND other.item_id <> line.item_id
        """)  # noqa: S608 - names of our own
    yield from rows(f"""
        SELECT {LINE}, 'at most ' || CAST(COALESCE(went.qty, 0) AS text) || ' substituted', line.substituted_qty
        FROM makegood_orderline line {OF_LINE}
        LEFT JOIN (
            SELECT replaces_id, SUM(ordered_qty) AS qty FROM makegood_orderline
            WHERE replaces_id IS NOT NULL GROUP BY replaces_id
        ) went ON went.replaces_id = line.id
        WHERE line.substituted_qty > COALESCE(went.qty, 0)
        """)  # noqa: S608
    yield from rows(f"""
        SELECT {LINE}, 'since ' || CAST(o.taken_at AS text) || ' or later', line.joined_at
        FROM makegood_orderline line {OF_LINE} WHERE line.joined_at < o.taken_at
        """)  # noqa: S608


CHECKS = (decisions_have_their_word, lines_belong_together)
