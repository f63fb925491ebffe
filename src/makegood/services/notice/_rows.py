"""Rows of notices: when each may go, and what is known of those before it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from makegood.db import sql
from makegood.db.models import Notice
from makegood.db.rows import new
from makegood.domain.notice.outcome import NotOwed
from makegood.queries.consent import REACHED
from makegood.queries.sending import COLLECT
from makegood.services._work import Work

BRAKED = "brake"
"""What a notice is held for that is one of too many of one event (spec 5.9)."""

ERASED = "erased"
"""Why nobody is told anything: the customer is forgotten."""


def write(
    work: Work,
    order_id: int,
    *,
    kind: str,
    occasion: str,
    why_not: str = "",
    due_at: datetime | None = None,
    **rest: Any,
) -> Notice:
    """Queue a notice, or record why it does not go. `due_at` None = when others of its order have been collected."""
    row = new(
        Notice,
        order_id=order_id,
        kind=kind,
        occasion=occasion,
        state="withheld" if why_not else "queued",
        why_not=why_not,
        queued_at=work.now,
        due_at=due_at or work.now + COLLECT,
        policy_revision=work.shop.revision,
        **rest,
    )
    work.add(row)
    return row


def address_digest(address: str) -> str:
    """What stands for an address where it may not stand itself; capitals do not matter."""
    return sha256(address.strip().lower().encode()).hexdigest()


def told_orders(order_ids: Iterable[int]) -> set[int]:
    """Those of the orders whose customers know of a delay, from us or from before we were there; none that is
    muted, or whose customer is forgotten."""
    found = sql.ask(
        """
        SELECT o.id FROM makegood_order o LEFT JOIN makegood_customer c ON c.id = o.customer_id
        WHERE NOT o.muted AND c.erased_at IS NULL AND o.id IN_LIST(%s) AND (
            EXISTS (SELECT 1 FROM makegood_notice n WHERE n.order_id = o.id
                AND n.state IN_LIST(%s))
            OR EXISTS (SELECT 1 FROM makegood_orderline l WHERE l.order_id = o.id AND l.notified_on IS NOT NULL))
        """,
        sql.ids(order_ids),
        list(REACHED),
    )
    return {pk for (pk,) in found}


def on_time_orders(order_ids: Iterable[int]) -> set[int]:
    """Those of the orders of which nobody was told anything, for their units would be there by the day they hold."""
    found = sql.ask(
        """
        SELECT n.order_id FROM makegood_notice n JOIN makegood_order o ON o.id = n.order_id
        LEFT JOIN makegood_customer c ON c.id = o.customer_id
        WHERE n.order_id IN_LIST(%s) AND n.kind = 'first' AND n.state = 'withheld' AND n.why_not = %s
            AND NOT o.muted AND c.erased_at IS NULL
        """,
        sql.ids(order_ids),
        NotOwed.ON_TIME.value,
    )
    return {pk for (pk,) in found}


def queued_orders(order_ids: Iterable[int]) -> set[int]:
    """Those of the orders of which a message waits to go."""
    found = sql.ask(
        "SELECT DISTINCT order_id FROM makegood_notice WHERE state = 'queued' AND order_id IN_LIST(%s)",
        sql.ids(order_ids),
    )
    return {pk for (pk,) in found}
