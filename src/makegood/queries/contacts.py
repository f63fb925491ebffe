"""What customers wrote or said about orders, for whoever answers them (spec 5.6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from makegood.db.models import Contact
from makegood.queries.shop import Shop


class ListedContact(NamedTuple):
    """A contact. `letter` = our message that it answers. `text` None = nothing was written, or it is older than the
    policy keeps it, or whoever wrote is forgotten."""

    contact: int
    order: str
    channel: str
    kind: str
    at: datetime
    letter: int | None
    text: str | None
    logged_by: str


def contacts_of(order_ids: Iterable[int], *, shop: Shop, now: datetime) -> list[ListedContact]:
    """The contacts of orders, the newest first. What is older than `notice.keep_contacts_days` is not shown, whether or
    not a worker has dropped it yet."""
    oldest = now - timedelta(days=shop.policy.notice.keep_contacts_days)
    rows = Contact.objects.filter(order_id__in=list(order_ids)).order_by("-at", "-pk")
    names = ("pk", "order__number", "order__channel__name", "kind", "at", "letter_id", "text", "actor")
    return [
        ListedContact(pk, order, channel, kind, at, letter, (text or None) if at >= oldest else None, actor)
        for pk, order, channel, kind, at, letter, text, actor in rows.values_list(*names)
    ]
