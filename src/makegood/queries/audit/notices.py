"""Notices: I15, nobody is told the same twice, and I16, nobody who waits is told nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256

from makegood.db.sql import ask_many
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


@check(
    "I16",
    "Customers of muted orders are told nothing, and nothing is withheld for that reason once they are muted no more.",
    how="`muted` of each order against the state and `why_not` of its notices",
)
def muted_orders_are_silent(scope: Scope) -> Iterable[Fault]:
    """Each notice that does not go with its order."""
    return rows("""
        SELECT 'notice ' || CAST(n.id AS text) || ' of order ' || o.number,
            CASE WHEN o.muted THEN 'withheld, the order is muted' ELSE 'not muted, as its order' END,
            n.state || CASE n.why_not WHEN '' THEN '' ELSE ', ' || n.why_not END
        FROM makegood_notice n JOIN makegood_order o ON o.id = n.order_id
        WHERE o.muted AND n.state <> 'withheld' OR NOT o.muted AND n.state = 'withheld' AND n.why_not = 'muted'
        """)


@check(
    "I15",
    "What a notice says became of it is what its message says, and a message is what was written when it went.",
    how="`state` of each notice against `outcome` of its letter; the digest of each letter that is not erased, anew",
)
def letters_agree(scope: Scope) -> Iterable[Fault]:
    """Each notice that has a letter, and each letter."""
    yield from rows("""
        SELECT 'notice ' || CAST(n.id AS text) || ' of order ' || o.number, n.state,
            'letter ' || CAST(l.id AS text) || ' ' || CASE l.outcome WHEN '' THEN 'on its way' ELSE l.outcome END
        FROM makegood_notice n JOIN makegood_letter l ON l.id = n.letter_id JOIN makegood_order o ON o.id = n.order_id
        WHERE n.state = 'claimed' AND l.outcome <> '' OR n.state = 'sent' AND l.outcome <> 'sent'
            OR n.state = 'failed' AND l.outcome NOT IN ('refused', 'later')
            OR n.state = 'uncertain' AND l.outcome <> 'unclear'
        """)
    letters = ask_many(
        "SELECT id, digest, address, subject, text, html FROM makegood_letter WHERE digest <> ''"
    )
    for pk, digest, *texts in letters:
        right = sha256("\0".join(texts).encode()).hexdigest()
        if any(texts) and digest != right:
            yield f"letter {pk}", f"digest {digest}", right


@check(
    "I16",
    "Nobody who waits passes the day we gave for our next message without one, unless a person was warned.",
    how="`next_update_on` of open lines before the day (needs the day), against notices that may go and open tasks",
)
def nobody_waits_in_silence(scope: Scope) -> Iterable[Fault]:
    """Each order of which a line waits, is told of, and is not on hold."""
    if scope.today is None:
        return ()
    return rows(
        """
        SELECT 'order ' || o.number, 'a message by ' || MIN(CAST(l.next_update_on AS text)), 'none, and nobody warned'
        FROM makegood_orderline l JOIN makegood_order o ON o.id = l.order_id
        WHERE l.next_update_on < %s AND l.reserved_qty + l.backordered_qty > 0 AND NOT o.muted AND NOT o.on_hold
            AND NOT EXISTS (SELECT 1 FROM makegood_notice n WHERE n.order_id = o.id
                AND n.state IN ('queued', 'claimed') AND n.held_for = '' AND n.due_at >= %s)
            AND NOT EXISTS (SELECT 1 FROM makegood_task t WHERE t.order_id = o.id AND t.done_at IS NULL
                AND t.kind IN ('update_at_risk', 'pass_on_message', 'customer_not_reached', 'unclear_message',
                    'notice_incomplete'))
        GROUP BY o.id, o.number
        """,
        scope.today.isoformat(),
        (scope.today - timedelta(days=2)).isoformat(),
    )


CHECKS = (
    nobody_is_told_twice,
    letters_agree,
    everybody_is_told,
    muted_orders_are_silent,
    nobody_waits_in_silence,
)
