"""The owner of dates approves or rejects what was proposed. Published windows are versions; all are kept (I8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from makegood.db import locks, sql
from makegood.db.models import OrderLine
from makegood.db.models import Promise as PromiseRow
from makegood.db.rows import by_id
from makegood.db.tasks import STOREFRONT
from makegood.domain.terms.errors import DomainError
from makegood.services._tasks import ask_of_items, crossed
from makegood.services._work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """Approve proposals: the customer's window is theirs from now on. One without days withdraws their date: they hear
    that there is none, and when they hear more."""

    proposals: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """Leave the published windows as they are. `why` is kept."""

    proposals: tuple[int, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """A line's new window, and its version; None = it has no date any more."""

    order: str
    line: str
    version: int
    ship_from: date | None
    ship_to: date | None


def publish(work: Work, command: Publish) -> list[Published]:
    """Publish proposals under the actor's name. Raises DomainError('proposal_settled') with those that nobody can
    approve any more: published, rejected or superseded meanwhile, or never made. Then none is published."""
    rows, lines = _proposals(command.proposals)
    # Items whose windows the storefront has to show, each with one of its proposals.
    shown = {lines[row.line_id].item_id: row.pk for row in rows}
    ask_of_items(
        work,
        [crossed(work, STOREFRONT, key=f"{item}:promise {pk}", item_id=item) for item, pk in shown.items()],
    )
    return settle(
        work,
        [(row, lines[row.line_id], lines[row.line_id].order_id) for row in rows],
        approved_by=work.actor,
    )


def reject(work: Work, command: Reject) -> None:
    """Reject proposals. Raises DomainError('proposal_settled') as `publish` does."""
    rows, lines = _proposals(command.proposals)
    orders = locks.heads(line.order_id for line in lines.values())
    for row in rows:
        line = lines[row.line_id]
        work.eased_items.add(line.item_id)
        work.set(row, state="rejected", settled_at=work.now)
        work.tell(
            orders[line.order_id],
            "promise.rejected",
            {"promise": row.pk, "line": line.line_id, "why": command.why},
        )


def put_idle_aside(work: Work) -> None:
    """Proposals for lines of which nothing waits any more: they were served, or ended. Nobody approves those."""
    idle = sql.read(PromiseRow, f"id IN ({_IDLE})", sql.ids(work.eased_orders))
    for row in idle:
        work.set(row, state="superseded", settled_at=work.now)
    lines = _lines(idle)
    work.eased_items |= {line.item_id for line in lines.values()}


_IDLE = """
    SELECT p.id FROM makegood_orderline l JOIN makegood_promise p ON p.line_id = l.id AND p.state = 'proposed'
    WHERE l.backordered_qty = 0 AND l.order_id IN_LIST(%s)
"""


def settle(
    work: Work, proposals: Sequence[tuple[PromiseRow, OrderLine, int]], *, approved_by: str
) -> list[Published]:
    """Publish proposals: each the next version of its line, with its approver. Their orders get locked here."""
    if not proposals:
        return []
    orders = locks.heads(order_id for _, _, order_id in proposals)
    versions = _versions([line.pk for _, line, _ in proposals])
    published = []
    for row, line, order_id in proposals:
        version = versions.get(line.pk, 0) + 1
        work.eased_items.add(line.item_id)
        work.eased_orders.add(order_id)
        work.set(row, state="published", version=version, approved_by=approved_by, settled_at=work.now)
        work.set(line, published_from=row.ship_from, published_to=row.ship_to)
        work.tell(
            orders[order_id],
            "promise.published",
            {
                "promise": row.pk,
                "line": line.line_id,
                "version": version,
                "ship": [row.ship_from.isoformat(), row.ship_to.isoformat()]
                if row.ship_from and row.ship_to
                else None,
                "approved_by": approved_by,
                "why": row.why,
            },
        )
        published.append(
            Published(orders[order_id].number, line.line_id, version, row.ship_from, row.ship_to)
        )
    return published


def _versions(line_ids: Sequence[int]) -> dict[int, int]:
    """The newest version of each line that has one."""
    found = sql.ask(
        "SELECT line_id, max(version) FROM makegood_promise WHERE state = 'published' AND line_id IN_LIST(%s)"
        " GROUP BY line_id",
        sql.ids(line_ids),
    )
    return dict(found)


def _proposals(ids: Sequence[int]) -> tuple[list[PromiseRow], dict[int, OrderLine]]:
    """Proposals with their lines, read again once their items and orders are locked: whoever holds an item may propose
    other windows for all who wait for it, and these here would be out of date."""
    lines = _lines(sql.read(PromiseRow, "id IN_LIST(%s)", sql.ids(ids)))
    locks.items(line.item_id for line in lines.values())
    locks.heads(line.order_id for line in lines.values())
    rows = [row for row in sql.read(PromiseRow, "id IN_LIST(%s)", sql.ids(ids)) if row.state == "proposed"]
    settled = sorted(set(ids) - {row.pk for row in rows})
    if settled:
        raise DomainError("proposal_settled", {"proposals": settled, "expected": "proposals that wait"})
    return rows, lines


def _lines(rows: Sequence[PromiseRow]) -> dict[int, OrderLine]:
    return by_id(sql.read(OrderLine, "id IN_LIST(%s)", sql.ids(row.line_id for row in rows)))
