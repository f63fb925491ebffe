"""What follows an invitation outside our database: its mail, handed over at once, for its link is kept nowhere. Pages,
programs and the command line go this one way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from makegood.mailer.invitation import mail_invitation
from makegood.queries.invitations import posted
from makegood.services.people import Invitation


class Invited(NamedTuple):
    """A link, told this once, and what became of its mail: `mailed` = they have it now, `said` = in words."""

    email: str
    link: str
    expires_at: datetime
    mailed: bool
    said: str


def mail_invitations(made: Iterable[Invitation], *, now: datetime) -> list[Invited]:
    """Mail each, where mails leave the shop; asked after they were made and written down. It takes as long as a mail
    server takes, and raises nothing."""
    return [_mailed(each, now) for each in made]


def _mailed(made: Invitation, now: datetime) -> Invited:
    about = posted(made.email, until=made.expires_at, now=now)
    mailed, said = mail_invitation(**about._asdict(), link=made.link, at=now)
    return Invited(made.email, made.link, made.expires_at, mailed, said)
