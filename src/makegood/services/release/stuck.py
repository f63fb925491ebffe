"""A release that does not become a shipment in the set time is put before the warehouse, once (spec 7.6)."""

from __future__ import annotations

from makegood.db import sql
from makegood.db.models import Release as ReleaseRow
from makegood.db.tasks import STUCK_RELEASE
from makegood.queries.releases import stuck
from makegood.services._holdings import hold
from makegood.services._tasks import task
from makegood.services._work import Work
from makegood.services.release._rows import open_releases, stuck_key
from makegood.services.release.commands import FlagStuck


def flag_stuck(work: Work, command: FlagStuck) -> list[int]:
    """Flag releases that are newly stuck, each with a task for the warehouse; their ids."""
    policy, steps = work.shop.policy, work.shop.steps
    ids = [
        each.release
        for each in stuck(policy=policy, steps=steps, today=work.today)
        if each.flagged_on is None
    ]
    if not ids:
        return []
    holdings = hold(ReleaseRow.objects.filter(pk__in=sql.among(ids)).values_list("order_id", flat=True))
    releases = open_releases(holdings)
    # Some may have left, or been flagged, while we waited for their orders.
    ids = [pk for pk in ids if pk in releases and releases[pk].stuck_on is None]
    for pk in ids:
        row = releases[pk]
        order = holdings.orders[row.order_id].order
        work.set(row, stuck_on=work.today)
        work.add(
            task(
                work,
                key=stuck_key(pk),
                kind=STUCK_RELEASE,
                role="warehouse",
                order_id=order.pk,
                release=pk,
                backup="operations_lead",
            )
        )
        work.tell(order, "release.flagged", {"release": pk})
    return ids
