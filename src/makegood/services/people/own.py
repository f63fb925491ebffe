"""What people do about their own way in, and what is done for those who cannot get in any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session

from makegood.db.models import Person
from makegood.domain.terms.errors import DomainError
from makegood.queries.invitations import invitation
from makegood.queries.people import address
from makegood.queries.sessions import sessions_of
from makegood.services._work import Work
from makegood.services.people._rows import locked


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """Make a link for each of these people with which they choose a password. It ends after three days, and when it was
    used; until then a password they have still lets them in. Where mails leave the shop it is mailed to them."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that was made, told this once, and until when it can be used."""

    email: str
    link: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DropSecondFactors:
    """These people sign in with their password alone from now on, and may set up another second factor."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSecondFactor:
    """Somebody set up a second factor of their own, took it away, or made recovery codes."""

    person: int
    what: Literal["on", "off", "codes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSessions:
    """Somebody is signed in no longer in these browsers, by the names of their sessions."""

    person: int
    sessions: tuple[str, ...]


def invite(work: Work, command: Invite) -> list[Invitation]:
    """Raises DomainError('person_unknown'), ('people_refused') for those who work here no longer."""
    people = locked(command.people)
    out = [
        {"person": email, "problem": "person_inactive", "expected": "somebody who works here"}
        for email, person in people.items()
        if not person.is_active
    ]
    if out:
        raise DomainError("people_refused", {"problems": out})
    until = work.now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    for person in people.values():
        work.tell(person, "people.invited", {"until": until.isoformat()})
    return [Invitation(email, invitation(person), until) for email, person in people.items()]


def drop_second_factors(work: Work, command: DropSecondFactors) -> list[str]:
    """The addresses of those who had one. Raises DomainError('person_unknown')."""
    dropped = []
    for email, person in locked(command.people).items():
        if Authenticator.objects.filter(user_id=person.pk).delete()[0]:
            work.tell(person, "people.second_factor_dropped", {})
            dropped.append(address(email))
    return dropped


def note_second_factor(work: Work, command: NoteSecondFactor) -> None:
    """Only history: the factor itself is kept by whoever checks it."""
    kinds = {"on": "people.second_factor_on", "off": "people.second_factor_off", "codes": "people.codes_made"}
    work.tell(_themselves(command.person), kinds[command.what], {})


def end_sessions(work: Work, command: EndSessions) -> int:
    """How many ended; what is somebody else's, or ended before, is left."""
    own = {each.session for each in sessions_of(command.person, now=work.now)} & set(command.sessions)
    if own:
        Session.objects.filter(session_key__in=own).delete()
        work.tell(_themselves(command.person), "people.signed_out", {"number": len(own)})
    return len(own)


def _themselves(person: int) -> Person:
    (row,) = locked(Person.objects.filter(pk=person).values_list("email", flat=True)).values()
    return row
