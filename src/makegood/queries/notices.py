"""Every message that was owed to a customer: what it is about, and whether it went."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from makegood.db.models import Notice
from makegood.db.models.notice import NOTICE_STATES
from makegood.domain.terms.errors import DomainError
from makegood.queries.pages import Listing


class ListedNotice(NamedTuple):
    """A notice, without its customer's address. `lines` = line ids it is about, `why_not` = why it is not sent,
    `held_for` = what it waits for ("" = nothing), `letter` = the last message that told it or tried to,
    `silent_default` = what no answer by `answer_by` means."""

    notice: int
    order: str
    channel: str
    kind: str
    state: str
    lines: list[str]
    queued_at: datetime
    due_at: datetime
    sent_at: datetime | None
    why_not: str
    held_for: str
    letter: int | None
    answer_by: date | None
    silent_default: str
    next_update_on: date | None


_NAMES = (
    "pk", "order__number", "order__channel__name", "kind", "state", "lines", "queued_at", "due_at", "sent_at",
    "why_not", "held_for", "letter_id", "answer_by", "silent_default", "next_update_on",
)  # fmt: skip


def notices(
    *,
    state: str | None = None,
    kind: str | None = None,
    order: str | None = None,
    channel: str | None = None,
) -> Listing[ListedNotice]:
    """Notices, the newest first: in a state, of a kind, about the order of a number, of a channel; None = all.

    Raises DomainError('entry_invalid') for a state that there is not.
    """
    if state is not None and state not in NOTICE_STATES:
        told = {"at": "state", "found": state, "expected": f"one of {', '.join(NOTICE_STATES)}"}
        raise DomainError("entry_invalid", told)
    wanted = {"state": state, "kind": kind, "order__number": order, "order__channel__name": channel}
    return Listing(
        found=Notice.objects.filter(**{name: value for name, value in wanted.items() if value is not None}),
        order=("-pk",),
        names=_NAMES,
        make=lambda found: [ListedNotice(*row) for row in found],
    )
