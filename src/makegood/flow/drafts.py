"""The messages that a command would have sent, written before anybody approves it (spec 3.7)."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Max

from makegood.db.models import Notice
from makegood.db.rows import load
from makegood.queries.letters import compose
from makegood.services._work import Work
from makegood.wording.notice import NoticeWriter

MOST = 50
"""So many drafts are written; whoever approves thousands of messages reads a few."""


class Draft(NamedTuple):
    """A message as it would go: about which order, by which channel, and whether it waits for the brake."""

    order: str
    channel: str
    kind: str
    mailable: bool
    held: bool
    subject: str
    text: str


def newest_notice() -> int:
    """The number of the newest notice."""
    return int(Notice.objects.aggregate(newest=Max("pk"))["newest"] or 0)


def drafts(work: Work, *, after: int) -> tuple[list[Draft], int]:
    """What the notices that were queued since would say, and how many customers they would go to."""
    # Others may have queued some meanwhile: theirs have another moment.
    rows = load(Notice.objects.filter(pk__gt=after, state="queued", queued_at=work.now).order_by("pk"))
    by_order: dict[int, list[Notice]] = {}
    for row in rows:
        by_order.setdefault(row.order_id, []).append(row)
    few = dict(list(by_order.items())[:MOST])
    writer = NoticeWriter(shop=work.shop.policy.shop, templates=work.shop.policy.templates)
    found = []
    for pk, composed in compose(work.shop, few, today=work.today).items():
        notice = composed.notice
        if notice is not None:
            said = writer.text(notice)
            held = any(row.held_for for row in few[pk])
            found.append(
                Draft(
                    composed.order.number,
                    notice.channel,
                    notice.kind.value,
                    notice.mailable,
                    held,
                    said.subject,
                    said.text,
                )
            )
    return found, len(by_order)
