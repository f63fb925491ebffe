"""A message is taken: its row, what its notices say by it, its links, and who passes it on where nothing is mailed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from makegood.db.models import Letter, Notice, Suppression, Task
from makegood.db.rows import new
from makegood.db.sql import among
from makegood.db.tasks import PASS_ON_MESSAGE
from makegood.domain.notice import outcome
from makegood.domain.notice.digest import rank
from makegood.queries.letters import told_by
from makegood.services._tasks import SUPPORT, task
from makegood.services._work import Work
from makegood.services.notice._rows import address_digest
from makegood.services.notice.linking import UNTOLD, address, new_link
from makegood.wording.several import Told

SEVERAL = "several"
"""The kind of a message that tells of several orders."""


@dataclass(frozen=True, slots=True)
class Going:
    """What is told of one order, and the notices that make it so."""

    order_id: int
    rows: Sequence[Notice]
    notice: outcome.Notice


@dataclass(slots=True)
class Claimed:
    """A message in somebody's hands, its text still to be written: what it tells of each order, and where the page of
    that is. `secrets` = the ends of its links."""

    row: Letter
    told: Sequence[Told]
    secrets: Sequence[str]


def drafted(notices: Iterable[outcome.Notice]) -> list[Told]:
    """As they would go if they went now: the end of a link is made only when one does."""
    found = list(notices)
    stopped = _stopped({each.to for each in found if each.to})
    return [
        Told(each, address(UNTOLD)) if each.to and each.to not in stopped else Told(replace(each, to=None))
        for each in found
    ]


def take(work: Work, going: Sequence[Going], *, by: str) -> Claimed:
    """One message of all of these, which go to one customer."""
    going = sorted(going, key=lambda each: rank(each.notice))
    first = going[0].notice
    stopped = _stopped([first.to]).get(first.to, "") if first.to else ""
    way = "email" if first.to and not stopped else "person"
    letter = _letter(work, going, way=way, by=by)
    for each in going:
        _claimed(work, letter, each)
    if way == "person":
        why = "channel" if not first.mailable else stopped or "no_address"
        for each in going:
            work.add(_pass_on(work, letter, each, why))
        # A reply to what somebody else passes on does not reach our mailbox: the text asks for none.
        return Claimed(letter, [Told(replace(each.notice, to=None)) for each in going], ())
    secrets = [new_link(work, each.order_id)[0] for each in going]
    told = [Told(each.notice, address(secret)) for each, secret in zip(going, secrets, strict=True)]
    return Claimed(letter, told, secrets)


def _letter(work: Work, going: Sequence[Going], *, way: str, by: str) -> Letter:
    first, rows = going[0].notice, [row for each in going for row in each.rows]
    # One more than any of them had: no two messages of a notice have the same number.
    number = max(row.tries for row in rows) + 1
    for row in rows:
        work.set(row, tries=number)
    letter = new(
        Letter,
        message_id=f"notice-{min(row.pk for row in rows)}-{number}",
        way=way,
        address=(first.to or "") if way == "email" else "",
        language=first.language,
        kind=first.kind.value if len(going) == 1 else SEVERAL,
        told={str(each.order_id): told_by(each.notice) for each in going},
        claimed_at=work.now,
        claimed_by=by[:100],
    )
    work.add_numbered(Letter, [letter])
    return letter


def _claimed(work: Work, letter: Letter, going: Going) -> None:
    notice = going.notice
    answer = notice.answer
    for row in going.rows:
        work.set(
            row,
            state="claimed",
            letter_id=letter.pk,
            lines=notice.line_ids,
            next_update_on=notice.next_update_on,
            answer_by=answer.answer_by if notice.options else None,
            silent_default=answer.silent_default.value if answer.silent_default and notice.options else "",
            law=answer.law.value,
        )


def _pass_on(work: Work, letter: Letter, going: Going, why: str) -> Task:
    return task(
        work,
        key=f"{PASS_ON_MESSAGE}:{letter.pk}:{going.order_id}",
        kind=PASS_ON_MESSAGE,
        role=SUPPORT,
        order_id=going.order_id,
        letter=letter.pk,
        channel=going.notice.channel,
        why=why,
    )


def _stopped(addresses: Collection[str]) -> dict[str, str]:
    """Why nothing is mailed to addresses any more; to those that are not in it, it is."""
    digests = {each: address_digest(each) for each in addresses}
    found = Suppression.objects.filter(digest__in=among(digests.values()))
    why = dict(found.values_list("digest", "why"))
    return {each: why[digest] for each, digest in digests.items() if digest in why}
