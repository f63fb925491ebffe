"""The ageing queue of a day: every open case is looked at, and what needs a person is put before one (spec 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from makegood.db import locks, sql, tasks
from makegood.db.models import Backorder, Order, Task
from makegood.db.rows import load
from makegood.queries.catalogue import skus
from makegood.services._orders import OrderName, order_ids
from makegood.services._tasks import finish, moot_before, open_again, unasked
from makegood.services._work import Work
from makegood.services.review._looks import Looks, of_items


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Look at every open case today; only at those of some orders, or of some SKUs, where they are named."""

    orders: tuple[OrderName, ...] | None = None
    skus: tuple[str, ...] | None = None


@dataclass(slots=True, kw_only=True)
class Reviewed:
    """What a review found. `asked` = new tasks by kind; `escalated` = cases whose review nobody made; `preorders` =
    SKUs whose first sale day has come and that somebody still waits for; `passed` = lines whose window has ended;
    `taken_over` = tasks whose role did not react, so that its backup is asked; `moot` = tasks that nobody has to do any
    more."""

    cases: int = 0
    changed: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    escalated: int = 0
    preorders: tuple[str, ...] = ()
    passed: int = 0
    taken_over: int = 0
    moot: int = 0


def stale(work: Work, command: Review) -> tuple[Looks, set[int]]:
    """A first look at every case, and the items of which windows are looked at anew before the rest: where they have
    ended, and of bundles, which reserve nothing before they are whole, so that what they rest on may be gone.
    All items that the review will ask about are locked. Raises DomainError('order_unknown'), ('order_ambiguous'),
    ('sku_unknown')."""
    seen = Looks(work, _chosen(command))
    doubtful = {row.item_pk for row in seen.passed()} | _bundles() & {row.item_pk for row in seen.rows}
    wanted = of_items(work, seen)[0]
    about = {row.item_id or 0 for row in (*unasked(wanted), *moot_before(wanted))}
    locks.items(doubtful | about)
    # What is asked about them is closed again when others were quicker than we.
    work.eased_items |= about
    return seen, doubtful


def _bundles() -> set[int]:
    return {pk for (pk,) in sql.ask("SELECT DISTINCT bundle_id FROM makegood_bundlepart")}


def review(work: Work, command: Review, *, seen: Looks | None) -> Reviewed:
    """Give every case its bucket, owner and next review day of today, and ask people for what only they can do, each
    thing once. The same day again finds nothing new. Cases that stay what they are keep nobody waiting.
    `seen` = the first look, None = windows were proposed since.
    """
    chosen = _chosen(command)
    seen = seen or Looks(work, chosen)
    about_items, preorders = of_items(work, seen)
    fresh, again = unasked(about_items), moot_before(about_items)
    held, orders = _locked(work, seen)
    write(work, held, orders)
    asked = [*fresh, *unasked(held.wanted())]
    for row in asked:
        work.add(row)
    open_again(work, again)
    return Reviewed(
        cases=len(seen.rows),
        changed=sum(bool(each.changes) for each in held.looks),
        asked=Counter(row.kind for row in (*asked, *again)),
        escalated=sum("escalated_on" in each.changes for each in held.looks),
        preorders=tuple(sorted(preorders)),
        passed=len({row.line_pk for row in seen.passed()}),
        taken_over=_take_over(work),
        moot=_sweep(work, chosen),
    )


def _locked(work: Work, seen: Looks) -> tuple[Looks, Mapping[int, Order]]:
    """Another look, under their locks, at the orders that something changes of, or that something is asked about."""
    touched = {each.row.order_pk for each in seen.looks if each.changes}
    touched |= {row.order_id or 0 for row in unasked(seen.wanted())}
    orders = locks.heads(touched)
    return Looks(work, orders, facts=seen.facts), orders


def _chosen(command: Review) -> Collection[int] | None:
    """Orders to look at, None = all."""
    if command.orders is None and command.skus is None:
        return None
    found = set(order_ids(command.orders or ()).values())
    if command.skus:
        skus(command.skus)
        listed = sql.ask(
            "SELECT DISTINCT b.order_id FROM makegood_backorder b JOIN makegood_item i ON i.id = b.item_id"
            " WHERE b.state = 'open' AND i.sku IN_LIST(%s)",
            sorted(set(command.skus)),
        )
        found |= {pk for (pk,) in listed}
    return found


def write(work: Work, held: Looks, orders: Mapping[int, Order]) -> None:
    """Write what the looks change, and tell their orders, which are locked."""
    told: dict[int, list[dict[str, Any]]] = {}
    for each in held.looks:
        if each.changes:
            work.set_by_id(Backorder, each.row.pk, each.changes)
            told.setdefault(each.row.order_pk, []).append(each.told())
    for order_pk, cases in told.items():
        work.tell(orders[order_pk], "review.reviewed", {"cases": cases})


def _sweep(work: Work, chosen: Collection[int] | None) -> int:
    """Close what nobody has to do any more, whatever made it so."""
    if chosen is not None:
        return 0
    rows = tasks.all_moot()
    finish(work, rows, by=tasks.MOOT)
    return len(rows)


def _take_over(work: Work) -> int:
    """Ask the backup of every role that did not react in time (spec 9.2)."""
    kinds = (*tasks.HANDOFF_OF, tasks.STUCK_RELEASE, tasks.DEED_ASKED)
    late = Task.objects.filter(kind__in=kinds, done_at__isnull=True, due_on__lt=work.today).order_by("pk")
    ids = [row.pk for row in load(late) if _backup(work, row)]
    if not ids:
        return 0
    locks.tasks(ids)
    # Others may have done some of them, or said more, until we had the locks.
    found = [(row, _backup(work, row)) for row in load(late.filter(pk__in=sql.among(ids)))]
    for row, backup in found:
        if backup:
            work.set(row, role=backup, data={**row.data, "asked_first": row.role})
    return sum(1 for _, backup in found if backup)


def _backup(work: Work, row: Task) -> str:
    """Whoever is asked next; empty = nobody else."""
    handoff = tasks.HANDOFF_OF.get(row.kind)
    rule = getattr(work.shop.policy.handoffs, handoff) if handoff else None
    backup = rule.backup if rule else row.data.get("backup", row.role)
    return "" if "asked_first" in row.data or backup == row.role else str(backup)
