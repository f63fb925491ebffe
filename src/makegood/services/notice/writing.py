"""What a customer writes to us on their page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from makegood.db import locks
from makegood.db.models import Contact, Order
from makegood.domain.terms.errors import DomainError
from makegood.queries.portal import door
from makegood.services._orders import OrderName
from makegood.services._work import Work
from makegood.services.notice.contacts import ContactKind, LogContacts, Logged, NewContact, log

MOST = 10
"""Messages about one order that are taken in one day: whoever sends more than that is no customer with a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteByLink:
    """A customer's message about their order. `digest` = the hash of the link's end."""

    digest: str
    text: str


def write_by_link(work: Work, command: WriteByLink) -> Logged:
    """Keep the message as a contact that somebody must answer; the same one on the same day is one.

    Raises DomainError('link_unknown'), ('messages_too_many').
    """
    first = door(work.shop, command.digest, now=work.now)
    locks.heads([first.order] if first else [])
    # Whoever ends it has done so before us, or comes after us.
    found = door(work.shop, command.digest, now=work.now)
    if found is None:
        raise DomainError("link_unknown")
    text = command.text.strip()
    ref = f"{ContactKind.PORTAL}:{work.today}:{sha256(text.encode()).hexdigest()}"
    own = Contact.objects.filter(order_id=found.order, kind=ContactKind.PORTAL)
    lately = own.filter(at__gt=work.now - timedelta(days=1))
    if lately.count() >= MOST and not own.filter(ref=ref).exists():
        raise DomainError("messages_too_many", {"order_id": found.order, "most": MOST})
    order = OrderName(*Order.objects.values_list("number", "channel__name").get(pk=found.order))
    each = NewContact(order=order, kind=ContactKind.PORTAL, text=text, ref=ref, answer=True)
    (logged,) = log(work, LogContacts(contacts=(each,)))
    return logged
