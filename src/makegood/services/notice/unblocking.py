"""Mail goes to an address again that its owner did not want any mail to: they changed their mind, and told somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from makegood.db import locks
from makegood.db.models import Letter, Notice, Suppression
from makegood.domain.terms.errors import DomainError
from makegood.services._work import Work
from makegood.services.notice._rows import address_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Unblock:
    """Mail these addresses again. `why` = who wished it, and when: whoever complained may ask us."""

    addresses: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Unblocked:
    """Addresses that are mailed again."""

    addresses: int


def unblock(work: Work, command: Unblock) -> Unblocked:
    """End the block of each. Raises DomainError('address_not_blocked') with how many are not, ('text_required')."""
    if not command.why.strip():
        raise DomainError("text_required", {"expected": "who wished it, and when"})
    wanted = {address_digest(each) for each in command.addresses}
    letters = dict(Suppression.objects.filter(digest__in=wanted).values_list("digest", "letter_id"))
    about = _orders_of(letters.values())
    orders = locks.heads(pk for own in about.values() for pk in own)
    # Once their orders are locked: two who end the same block would tell of it twice.
    rows = list(Suppression.objects.filter(digest__in=wanted).order_by("pk").select_for_update())
    if len(rows) < len(wanted):
        # Named by their number only: this answer is kept in logs.
        raise DomainError("address_not_blocked", {"addresses": len(wanted) - len(rows)})
    for row in rows:
        for pk in about[row.letter_id]:
            data = {"letter": row.letter_id, "why": command.why}
            work.tell(orders[pk], "notice.unblocked", data)
    Suppression.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return Unblocked(len(rows))


def _orders_of(letters: Iterable[int]) -> dict[int, list[int]]:
    """The orders that each of these messages tells of, also of one that was written anew since."""
    found = {
        pk: set(map(int, told))
        for pk, told in Letter.objects.filter(pk__in=set(letters)).values_list("pk", "told")
    }
    for letter, order in Notice.objects.filter(letter_id__in=found).values_list("letter_id", "order_id"):
        found[letter or 0].add(order)
    return {pk: sorted(own) for pk, own in found.items()}
