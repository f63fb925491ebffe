"""Tasks: I3, an oversell is put before a person, and I6, what people are asked is asked once and while it has to be
done."""

from __future__ import annotations

from collections.abc import Iterable

from makegood.db.tasks import IS_MOOT, OVERSELL, REVIEW_OVERDUE
from makegood.queries.audit.check import Fault, Scope, check, rows
from makegood.queries.audit.lines import CASE, LINE, OF_CASE, OF_LINE


@check(
    "I3",
    "What was accepted although it may not wait was put before a person.",
    how="oversold lines whose first backorder is open against the `oversell` task of the line, done or not",
)
def oversells_are_asked_about(scope: Scope) -> Iterable[Fault]:
    """Each line that waits as an oversell since it came."""
    return rows(f"""
        SELECT {LINE}, 'a task of whoever looks at oversells', 'none'
        FROM makegood_orderline line {OF_LINE}
        WHERE line.oversell AND EXISTS (
            SELECT 1 FROM makegood_backorder b WHERE b.line_id = line.id AND b.state = 'open'
                AND b.detected_at = o.taken_at AND b.reopens_id IS NULL
        ) AND NOT EXISTS (
            SELECT 1 FROM makegood_task t WHERE t.line_id = line.id AND t.kind = '{OVERSELL}'
        )
        """)  # noqa: S608 - names of our own


@check(
    "I6",
    "A review that escalated was put before a person.",
    how="`escalated_on` of open backorders against the `review_overdue` task of their line, done or not",
)
def escalations_are_asked_about(scope: Scope) -> Iterable[Fault]:
    """Each case that escalated."""
    return rows(f"""
        SELECT {CASE}, 'a task of whoever reviews escalate to', 'none, escalated on ' || CAST(b.escalated_on AS text)
        FROM makegood_backorder b {OF_CASE}
        WHERE b.state = 'open' AND b.escalated_on IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM makegood_task t WHERE t.line_id = b.line_id AND t.kind = '{REVIEW_OVERDUE}'
        )
        """)  # noqa: S608


@check(
    "I6",
    "Nobody is asked the same twice: one task per crossing, review, window and release.",
    how="`task.key`, however it is spelt; open tasks about one SKU by their kind",
)
def nobody_is_asked_twice(scope: Scope) -> Iterable[Fault]:
    """Each key, and each kind of question about a SKU that is open."""
    yield from rows("""
        SELECT 'task ' || LOWER(TRIM(key)), 1, COUNT(*) FROM makegood_task
        GROUP BY LOWER(TRIM(key)) HAVING COUNT(*) > 1
        """)
    yield from rows("""
        SELECT 'item ' || i.sku || ', open ' || t.kind, 1, COUNT(*)
        FROM makegood_task t JOIN makegood_item i ON i.id = t.item_id
        WHERE t.done_at IS NULL AND t.kind IN ('windows_waiting', 'preorder_due')
        GROUP BY i.sku, t.kind HAVING COUNT(*) > 1
        """)


@check(
    "I6",
    "No task is open that nobody has to do any more, and a task that is done says when and by whom.",
    how="open tasks against what they are about: the case that waits, the window, the proposal, the release; `done_at` "
    "and `done_by`",
)
def tasks_are_to_be_done(scope: Scope) -> Iterable[Fault]:
    """Each task."""
    yield from rows(f"""
        SELECT 'task ' || CAST(t.id AS text) || ', ' || t.kind, 'done, or something to do', 'open'
        FROM makegood_task t WHERE t.done_at IS NULL AND {IS_MOOT}
        """)  # noqa: S608
    yield from rows("""
        SELECT 'task ' || CAST(t.id AS text) || ', ' || t.kind, 'both when and by whom, or neither',
            COALESCE(CAST(t.done_at AS text), 'open') || ', by '
            || CASE t.done_by WHEN '' THEN 'nobody' ELSE t.done_by END
        FROM makegood_task t WHERE (t.done_at IS NULL) <> (TRIM(t.done_by) = '')
        """)


CHECKS = (oversells_are_asked_about, escalations_are_asked_about, nobody_is_asked_twice, tasks_are_to_be_done)
