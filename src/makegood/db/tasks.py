"""Kinds of tasks, and when one has become moot: what it asks for is done, or nobody waits for it any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from makegood.db import sql
from makegood.db.models import Task
from makegood.domain.terms.handoff import Handoff

OVERSELL = "oversell"
AGEING = "ageing"
REVIEW = "review"
REVIEW_OVERDUE = "review_overdue"
PROMISE_PASSED = "promise_passed"
NO_DATE = "no_date"
PREORDER_DUE = "preorder_due"
WINDOWS_WAITING = "windows_waiting"
DATE_WITHOUT_SUPPLY = "date_without_supply"
STUCK_RELEASE = "stuck_release"

NOTICES_HELD = "notices_held"
NOTICE_INCOMPLETE = "notice_incomplete"
NOTICE_FAILED = "notice_failed"
UPDATE_AT_RISK = "update_at_risk"
PASS_ON_MESSAGE = "pass_on_message"  # noqa: S105 - the kind of a task
CUSTOMER_NOT_REACHED = "customer_not_reached"
UNCLEAR_MESSAGE = "unclear_message"
SILENCE = "silence"
DATE_ASKED = "date_asked"
COMPLAINT = "complaint_came"

RENEW = "renew_authorisation"
GOODWILL = "goodwill"
PAY_GOODWILL = "pay_goodwill"
DEED_ASKED = "deed_asked"

MOOT = "moot"
"""Who closed a task that nobody had to do any more."""

TYPED = ("said", "detail", "reason", "place")
"""What a task holds that somebody typed; a search was typed into the address of a page, too."""

OF_AN_ANSWER = (GOODWILL, DEED_ASKED)
"""Tasks that are a question: whoever is asked says yes, or no and why."""

OF_A_LETTER = (PASS_ON_MESSAGE, CUSTOMER_NOT_REACHED, UNCLEAR_MESSAGE)
"""Tasks about a message: a person passes it on, or finds out what became of it."""

OF_A_LOOK = (AGEING, REVIEW, REVIEW_OVERDUE)
"""Tasks that ask a person to look at a waiting line; who does so has reviewed it."""

OF_LINES = (OVERSELL, DATE_ASKED, *OF_A_LOOK)
"""Tasks about a line that waits."""

STOREFRONT = "inventory_to_storefront"
SUPPLIER_DELAY = "purchasing_to_support"
RETURNED = "returned_units"

HANDOFF_OF: Mapping[str, Handoff] = {
    STOREFRONT: "inventory_to_storefront",
    SUPPLIER_DELAY: "purchasing_to_support",
    "split_decided": "support_to_warehouse",
    "substitute_decided": "support_to_warehouse",
    "refund": "warehouse_to_finance",
    "partial_capture": "warehouse_to_finance",
    "capture_again": "warehouse_to_finance",
    PAY_GOODWILL: "warehouse_to_finance",
    RETURNED: "warehouse_to_finance",
}
"""Tasks that are the crossing of a handoff, and of which."""

_OPEN = "SELECT 1 FROM makegood_backorder b WHERE b.state = 'open'"
# `|| ''`: by the line's own index. Left the choice, PostgreSQL reads the index of all open cases for each task anew.
_OPEN_OF_ONE = "b.state || '' = 'open'"
_LINE_ENDED = (
    f"NOT EXISTS (SELECT 1 FROM makegood_backorder b WHERE {_OPEN_OF_ONE} AND b.line_id = t.line_id)"  # noqa: S608
)
_PROPOSED = "SELECT 1 FROM makegood_promise p WHERE p.line_id = b.line_id AND p.state = 'proposed'"
_OPEN_LINE = """SELECT 1 FROM makegood_backorder b JOIN makegood_orderline l ON l.id = b.line_id
        WHERE b.state = 'open'"""

_MOOT: Mapping[str, str] = {
    **dict.fromkeys(OF_LINES, _LINE_ENDED),
    DATE_WITHOUT_SUPPLY: f"""{_LINE_ENDED} OR NOT EXISTS (
        SELECT 1 FROM makegood_orderline l WHERE l.id = t.line_id
            AND t.key = 'no_supply:' || CAST(l.id AS text) || ':' || CAST(l.published_to AS text)
    )""",  # noqa: S608
    PROMISE_PASSED: f"""NOT EXISTS (
        SELECT 1 FROM makegood_backorder b JOIN makegood_orderline l ON l.id = b.line_id
        WHERE {_OPEN_OF_ONE} AND b.order_id = t.order_id
            AND t.key = 'promise_passed:' || CAST(b.order_id AS text) || ':' || CAST(l.published_to AS text)
    )""",  # noqa: S608
    RENEW: """NOT EXISTS (
        SELECT 1 FROM makegood_backorder b
        WHERE b.state || '' IN ('open', 'allocated', 'released') AND b.order_id = t.order_id
    )""",
    PREORDER_DUE: f"NOT EXISTS ({_OPEN} AND b.item_id = t.item_id)",
    NO_DATE: f"""NOT EXISTS (
        {_OPEN_LINE} AND b.item_id = t.item_id AND l.published_to IS NULL
            AND NOT EXISTS ({_PROPOSED})
    )""",
    WINDOWS_WAITING: f"NOT EXISTS ({_OPEN} AND b.item_id = t.item_id AND EXISTS ({_PROPOSED}))",
    SUPPLIER_DELAY: """NOT EXISTS (
        SELECT 1 FROM makegood_item i WHERE i.id = t.item_id AND i.backordered_qty > 0
    )""",
    STUCK_RELEASE: """EXISTS (
        SELECT 1 FROM makegood_release r WHERE t.key = 'stuck:' || CAST(r.id AS text) AND r.ended_at IS NOT NULL
    )""",
}

IS_MOOT = "(" + " OR ".join(f"t.kind = '{kind}' AND ({when})" for kind, when in _MOOT.items()) + ")"
"""True of a task `t` that asks for what is done, or what nobody needs any more."""


def moot(*, orders: Iterable[int] = (), items: Iterable[int] = ()) -> list[Task]:
    """Open tasks about these orders and items that have become moot."""
    found: dict[int, Task] = {}
    for column, listed in (("order_id", sql.ids(orders)), ("item_id", sql.ids(items))):
        if listed:
            found |= {row.pk: row for row in _moot(f"AND t.{column} IN_LIST(%s)", listed)}
    return list(found.values())


def all_moot() -> list[Task]:
    """All of them."""
    return _moot("")


def _moot(which: str, *values: object) -> list[Task]:
    chosen = f"SELECT t.id FROM makegood_task t WHERE t.done_at IS NULL {which} AND {IS_MOOT}"  # noqa: S608
    return sql.read(Task, f"id IN ({chosen})", *values)


def known(keys: Iterable[str]) -> set[str]:
    """Those of the keys that have been asked for, done or not."""
    listed = sorted(set(keys))
    if not listed:
        return set()
    return {key for (key,) in sql.ask("SELECT key FROM makegood_task WHERE key IN_LIST(%s)", listed)}
