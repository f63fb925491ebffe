"""Mail that came in: read, understood, kept, and only then marked as read. One that is read twice counts once."""

from __future__ import annotations

import logging
from datetime import datetime

from makegood import flow
from makegood.db.jobs import WORKER
from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.incoming import About
from makegood.domain.notice.outcome import Handed
from makegood.domain.terms.errors import DomainError
from makegood.mailer import inbox
from makegood.mailer.inbox import Found, Inbox
from makegood.mailer.mail import domain
from makegood.mailer.meaning import Answered, Arrived, Aside, Complained, Meaning, Refused, meaning, our_ids
from makegood.mailer.parsed import Parsed, parsed
from makegood.queries import incoming
from makegood.services._orders import OrderName
from makegood.services.notice import Bounce, Complain, ConfirmLetter, ContactKind, LogContacts, NewContact

_LOG = logging.getLogger("makegood.inbox")
_LATER = frozenset({"busy", "changed_meanwhile"})
"""Errors after which the same mail may be kept at the next reading."""


def read_inbox(now: datetime) -> None:
    """All that nobody has read yet. Raises DomainError('inbox_away'), ('inbox_refused'); what was kept stays."""
    with inbox.opened() as box:
        for found in box.unread():
            _read(box, found, now)


def _read(box: Inbox, found: Found, now: datetime) -> None:
    try:
        meant = keep(parsed(found.content), now)
    except DomainError:
        return
    if isinstance(meant, Aside):
        # Its number in the mailbox, and nothing of what it says.
        _LOG.info("mail %s put aside: %s", found.uid.decode(), meant.why)
    if isinstance(meant, Aside) and meant.unread:
        box.put_aside(found)
    else:
        box.read(found)


def keep(mail: Parsed, now: datetime) -> Meaning:
    """Keep what a mail means; what that was. Raises DomainError('busy'), ('changed_meanwhile'): the same mail may be
    kept later."""
    meant = understood(mail)
    try:
        _keep(mail, meant, now)
    except DomainError as error:
        if error.code in _LATER:
            raise
        return Aside(error.code, unread=True)
    return meant


def understood(mail: Parsed) -> Meaning:
    """What a mail means, by our messages and orders as they are now."""
    said = f"{mail.subject}\n{mail.text}"
    letter = incoming.by_message(our_ids(mail, domain=domain()), said=said)
    order = None
    if letter is None and mail.report is None and not mail.automatic:
        order = incoming.by_sender(mail.sender, subject=mail.subject)
    return meaning(mail, letter=letter, order=order)


def _contacts(mail: Parsed, about: About, choice: Choice | None) -> tuple[NewContact, ...]:
    """One for each order it is about, so that nobody takes its customer for silent; one answer is enough."""
    orders = [OrderName(about.number, about.channel), *(OrderName(*other) for other in about.others)]
    return tuple(
        NewContact(
            order=order,
            kind=ContactKind.EMAIL,
            text=mail.text,
            ref=mail.ref,
            letter=about.letter,
            answer=order == orders[0],
            choice=choice,
        )
        for order in orders
    )


def _keep(mail: Parsed, meant: Meaning, now: datetime) -> None:
    match meant:
        case Answered(about, choice):
            flow.run(LogContacts(contacts=_contacts(mail, about, choice)), actor=WORKER, now=now)
        case Refused(letter, said):
            flow.run(Bounce(letter=letter, said=said), actor=WORKER, now=now)
        case Arrived(letter):
            # What a person, or they themselves, said before stands.
            delivered = ConfirmLetter(letter=letter, handed=Handed.SENT, said="delivered")
            flow.run(delivered, actor=WORKER, now=now)
        case Complained(letter, said, sure):
            flow.run(Complain(letter=letter, said=said, sure=sure), actor=WORKER, now=now)
        case Aside():
            pass
