"""Customers that are forgotten: I23, no personal datum of theirs remains."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from makegood.db.sql import ask_many
from makegood.db.tasks import TYPED as TYPED_INTO_TASKS
from makegood.db.typed_names import TYPED, digest_of
from makegood.queries.audit.check import Fault, Scope, check, rows
from makegood.queries.audit.queue import FINDINGS
from makegood.queries.audit.sides import Row, side_by_side

_HANGS_ON_AN_ORDER = (
    (
        "contact",
        "'contact ' || CAST(t.id AS text)",
        "t.text <> '' OR (t.ref <> '' AND SUBSTR(t.ref, 1, 7) <> 'erased:')",
    ),
    ("decision", "'decision ' || CAST(t.id AS text)", "t.why <> ''"),
    ("backorder", "'backorder ' || CAST(t.id AS text)", "t.reason_text <> ''"),
    (
        "typedtext",
        "'what was typed into event ' || CAST(t.seq AS text) || ' of order ' || gone.number",
        "t.text || t.salt <> ''",
    ),
    ("shipment", "'parcel ' || CAST(t.id AS text)", "t.carrier || t.tracking <> ''"),
    ("link", "'link ' || CAST(t.id AS text) || ' that opens'", "t.revoked_at IS NULL"),
)
"""Tables of which each row hangs on an order, what a row is called, and when it still holds something."""

_THEIR_ORDERS = """
    FROM makegood_customer c JOIN makegood_order o ON o.customer_id = c.id AND c.erased_at IS NOT NULL
"""
_GONE = f"""
    WITH gone AS (
        SELECT 'customer ' || CAST(c.id AS text) AS who, o.id, o.number, o.postcode, o.language
        {_THEIR_ORDERS}
    )
    SELECT 'customer ' || CAST(c.id AS text), 'nothing personal', 'columns of the customer'
    FROM makegood_customer c
    WHERE c.erased_at IS NOT NULL AND (c.ref <> 'erased:' || CAST(c.id AS text)
        OR COALESCE(c.name, c.email, c.tier) IS NOT NULL)
    UNION ALL
    SELECT who, 'nothing personal', 'order #' || CAST(id AS text)
    FROM gone WHERE COALESCE(postcode, language) IS NOT NULL
    UNION ALL
    SELECT DISTINCT who, 'nothing personal', 'letter ' || CAST(l.id AS text)
    FROM gone JOIN makegood_notice n ON n.order_id = gone.id JOIN makegood_letter l ON l.id = n.letter_id
    WHERE l.address || l.subject || l.text || l.html || l.said <> ''
"""  # noqa: S608 - names of our own
_LEFT = """
    UNION ALL
    SELECT who, 'nothing personal', {named}
    FROM gone JOIN makegood_{table} t ON t.order_id = gone.id WHERE {holds}
"""
_THEIRS = _GONE + "".join(
    _LEFT.format(table=table, named=named, holds=holds) for table, named, holds in _HANGS_ON_AN_ORDER
)
"""What is left of whoever is forgotten, and of their orders."""
_TASKS = f"""
    SELECT c.id, t.id, t.data {_THEIR_ORDERS} JOIN makegood_task t ON t.order_id = o.id ORDER BY t.id
"""
_RUNS = f"""
    SELECT c.id, run.id, run.findings {_THEIR_ORDERS} JOIN makegood_runmention m ON m.order_id = o.id
    JOIN makegood_allocationrun run ON run.id = m.run_id ORDER BY run.id, o.id
"""
_FORGOTTEN = """
    SELECT id FROM makegood_order
    WHERE customer_id IN (SELECT id FROM makegood_customer WHERE erased_at IS NOT NULL) ORDER BY id
"""
_TOLD = f"""
    SELECT ref, seq, kind, data FROM makegood_event
    WHERE stream = 'order' AND kind IN ({", ".join(f"'{kind}'" for kind in sorted(TYPED))}) ORDER BY ref, seq
"""  # noqa: S608


@check(
    "I23",
    "Of a customer that is forgotten no personal datum remains: no name, no address, no message to or from them, "
    "nothing that was typed about their orders, no parcel's number, and no link that opens.",
    how="columns of `customer` with `erased_at`, and of the orders, letters, contacts, decisions, backorders, tasks, "
    "typed texts, parcels and links that are theirs, and the words in runs of the queue about them",
)
def the_forgotten_are(scope: Scope) -> Iterator[Fault]:
    """Each customer with `erased_at`, and each row that hangs on one."""
    for customer, pk, data in ask_many(_TASKS):
        if any(json.loads(data).get(name) for name in TYPED_INTO_TASKS):
            yield f"customer {customer}", "nothing personal", f"task {pk}"
    for customer, pk, findings in ask_many(_RUNS):
        if any(each.get("why") for each in json.loads(findings)):
            yield f"customer {customer}", "nothing personal", f"run {pk}"
    yield from rows(_THEIRS)


@check(
    "I23",
    "What was typed into an event of an order stands beside it, as it was typed; it is empty when its customer is "
    "forgotten, and only then.",
    how="the digest in the data of every such event against its typed text, anew",
)
def typed_texts_hold(scope: Scope) -> Iterator[Fault]:
    """Every event of an order that tells of such a text, and every text."""
    texts = ask_many("SELECT order_id, seq, salt, text FROM makegood_typedtext ORDER BY order_id, seq")
    forgotten = ask_many(_FORGOTTEN)
    for order, (told, kept, gone) in side_by_side(ask_many(_TOLD), texts, forgotten):
        yield from _typed(order, told, kept, forgotten=bool(gone))


def _typed(order: int, told: Iterable[Row], kept: Iterable[Row], *, forgotten: bool) -> Iterator[Fault]:
    beside = {seq: (salt, text) for _, seq, salt, text in kept}
    for _, seq, kind, data in told:
        said = json.loads(data).get(TYPED[kind]) or ""
        salt, text = beside.pop(seq, (None, ""))
        entity = f"order #{order}, event {seq} ({kind})"
        if isinstance(said, str):
            # Earlier versions wrote it there; of whoever is not forgotten it may stay.
            if said and forgotten:
                yield entity, "no word that was typed", "one, where nothing can be erased"
            elif salt is not None:
                yield entity, "nothing that was typed", "a text"
        elif salt is None:
            yield entity, "what was typed", "nothing beside it"
        elif (salt or text or not forgotten) and digest_of(salt=salt, text=text) != said["digest"]:
            yield entity, "the text that was typed", "another, or none"
    for seq in sorted(beside):
        yield f"order #{order}, event {seq}", "an event that something was typed into", "only the text"


@check(
    "I23",
    "The words in a run of the queue are found from every order they are about.",
    how="the findings of each run that hold words, against its rows of `runmention`",
)
def runs_know_whom_they_mention(scope: Scope) -> Iterator[Fault]:
    """Every run that tells of a withdrawal, with or without its words."""
    mentions = ask_many("""
        SELECT m.run_id, channel.name, o.number
        FROM makegood_runmention m JOIN makegood_order o ON o.id = m.order_id
        JOIN makegood_channel channel ON channel.id = o.channel_id ORDER BY m.run_id, m.order_id
        """)
    for pk, (told, known) in side_by_side(ask_many(FINDINGS), mentions):
        about = {
            (each.get("channel"), each["order"])
            for _, findings in told
            for each in json.loads(findings)
            if each.get("why")
        }
        named = {(channel, number) for _, channel, number in known}
        # Earlier versions told the number alone.
        named |= {(None, number) for _, number in named}
        for channel, number in sorted(about - named, key=str):
            yield f"run {pk}", f"a mention of order {number} of {channel or 'its channel'}", "none"


CHECKS = (the_forgotten_are, typed_texts_hold, runs_know_whom_they_mention)
