"""Customers that are forgotten: I23, no personal datum of theirs remains."""

from __future__ import annotations

from collections.abc import Iterable

from makegood.queries.audit.check import Fault, Scope, check, rows


@check(
    "I23",
    "Of a customer that is forgotten no personal datum remains: no name, no address, no message to or from them, and "
    "no link that opens.",
    how="columns of `customer` with `erased_at`, and of the letters, contacts and links of their orders",
)
def the_forgotten_are(scope: Scope) -> Iterable[Fault]:
    """Each customer with `erased_at`, and each row that hangs on one."""
    return rows("""
        SELECT 'customer ' || CAST(c.id AS text), 'nothing personal', 'columns of the customer'
        FROM makegood_customer c
        WHERE c.erased_at IS NOT NULL AND (c.ref <> 'erased:' || CAST(c.id AS text)
            OR COALESCE(c.name, c.email, c.tier, c.language, c.country, c.postcode) IS NOT NULL)
        UNION ALL
        SELECT DISTINCT 'customer ' || CAST(c.id AS text), 'nothing personal', 'letter ' || CAST(l.id AS text)
        FROM makegood_customer c JOIN makegood_order o ON o.customer_id = c.id
        JOIN makegood_notice n ON n.order_id = o.id JOIN makegood_letter l ON l.id = n.letter_id
        WHERE c.erased_at IS NOT NULL AND l.address || l.subject || l.text || l.html || l.said <> ''
        UNION ALL
        SELECT 'customer ' || CAST(c.id AS text), 'nothing personal', 'contact ' || CAST(t.id AS text)
        FROM makegood_customer c JOIN makegood_order o ON o.customer_id = c.id
        JOIN makegood_contact t ON t.order_id = o.id
        WHERE c.erased_at IS NOT NULL AND t.text || t.ref <> ''
        UNION ALL
        SELECT 'customer ' || CAST(c.id AS text), 'no link that opens', 'link ' || CAST(k.id AS text)
        FROM makegood_customer c JOIN makegood_order o ON o.customer_id = c.id
        JOIN makegood_link k ON k.order_id = o.id
        WHERE c.erased_at IS NOT NULL AND k.revoked_at IS NULL
        """)


CHECKS = (the_forgotten_are,)
