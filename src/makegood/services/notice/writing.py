"""What a customer writes to us on their page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from makegood.db import locks, tasks
from makegood.db.models import Contact
from makegood.db.rows import new
from makegood.domain.terms.errors import DomainError
from makegood.queries.portal import PORTAL, door
from makegood.services._tasks import task
from makegood.services._work import Work
from makegood.services.notice.claiming import SUPPORT

MOST = 10
"""Messages about one order that are taken on one day: whoever sends more than that is no customer with a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteByLink:
    """A customer's message about their order. `digest` = the hash of the link's end."""

    digest: str
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """A message that is kept. `known` = the same was written today already, and nothing changed."""

    order: str
    known: bool


def write_by_link(work: Work, command: WriteByLink) -> Written:
    """Keep the message and ask support to answer it; the same one on the same day is one.

    Raises DomainError('link_unknown'), ('messages_too_many').
    """
    first = door(command.digest, now=work.now)
    orders = locks.heads([first.order] if first else [])
    found = door(command.digest, now=work.now)
    if found is None or found.order not in orders:
        raise DomainError("link_unknown")
    order, text = orders[found.order], command.text.strip()
    digest = sha256(text.encode()).hexdigest()[:16]
    key = f"{tasks.CUSTOMER_WROTE}:{found.order}:{work.today}:{digest}"
    if tasks.known([key]):
        return Written(order.number, known=True)
    written = Contact.objects.filter(order_id=found.order, kind=PORTAL, at__gt=work.now - timedelta(days=1))
    if written.count() >= MOST:
        raise DomainError("messages_too_many", {"order": order.number, "most": MOST})
    row = new(Contact, order_id=found.order, kind=PORTAL, text=text, at=work.now, actor=work.actor)
    work.add_numbered(Contact, [row])
    kind = tasks.CUSTOMER_WROTE
    work.add(task(work, key=key, kind=kind, role=SUPPORT, order_id=found.order, contact=row.pk))
    # The text is the customer's, and may have to be erased one day: history only says that there was one.
    work.tell(order, "notice.written", {"contact": row.pk})
    return Written(order.number, known=False)
