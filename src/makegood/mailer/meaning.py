"""What a mail that came in means for us: an answer, a mail of ours that did not arrive, a complaint, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.incoming import About
from makegood.mailer.address import plain_address
from makegood.mailer.outcome import without_address
from makegood.mailer.parsed import Parsed
from makegood.mailer.report import Report
from makegood.wording.answered import choice_named

_OURS = re.compile(r"notice-\d{1,18}-\d{1,9}")


@dataclass(frozen=True, slots=True)
class Answered:
    """A customer wrote about an order, or several. `choice` = the one that the first word names, where it came from the
    address that we wrote to, and is about one order: nobody else can name one, and for several one word is none."""

    about: About
    choice: Choice | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A message of ours did not arrive, and will not."""

    letter: int
    said: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message of ours is with whom it was for."""

    letter: int


@dataclass(frozen=True, slots=True)
class Complained:
    """Whoever got a message of ours does not want such mail. `sure` = the report names whom the message went to."""

    letter: int
    said: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Aside:
    """None of ours to act on, and why. `unread` = a person should still see it as new."""

    why: str
    unread: bool


Meaning = Answered | Refused | Arrived | Complained | Aside


def our_ids(mail: Parsed, *, domain: str) -> list[str]:
    """Ids of our messages that a mail answers or returns, as letters keep them. Two shops may share a mailbox: only
    those of this `domain` count."""
    return list(_ours(mail.ids, domain))


def meaning(mail: Parsed, *, letter: About | None, order: About | None) -> Meaning:
    """What it means. `letter` = by one of `our_ids`; `order` = by its subject and sender."""
    if mail.report is not None:
        return _reported(mail.report, letter)
    if mail.automatic:
        return Aside(mail.automatic, unread=False)
    about = letter or order
    if about is None:
        return Aside("not_about_an_order", unread=True)
    own = _same(mail.sender, about.address)
    return Answered(about, choice_named(mail.text) if own and not about.others else None)


def _reported(report: Report, about: About | None) -> Meaning:
    if about is None or about.letter is None:
        return Aside("report_of_no_message_of_ours", unread=True)
    # Our ids can be guessed, whom a message went to cannot: nobody else makes us believe what became of it.
    theirs = any(_same(each, about.address) for each in report.recipients)
    if report.kind == "complaint":
        # Many who pass complaints on leave out whose they are: then a person finds out.
        return Complained(about.letter, report.said, sure=theirs)
    if report.kind not in ("failed", "delivered"):
        return Aside(f"report_{report.kind}", unread=False)
    if not theirs:
        return Aside("report_of_somebody_else", unread=True)
    if report.kind == "delivered":
        return Arrived(about.letter)
    return Refused(about.letter, without_address(about.address, report.said))


def _same(one: str, other: str) -> bool:
    """An international domain is written in two ways."""
    return (plain_address(one) or one).lower() == (plain_address(other) or other).lower()


def _ours(ids: Iterable[str], domain: str) -> Iterable[str]:
    for each in ids:
        local, _, at = each.rpartition("@")
        if at.lower() == domain.lower() and _OURS.fullmatch(local):
            yield local
