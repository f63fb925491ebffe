"""Which of our messages and orders a mail that came in is about."""

from __future__ import annotations

import re
from collections.abc import Collection

from makegood.db.models import Job, Letter, Notice, Order
from makegood.domain.notice.incoming import About
from makegood.queries.letters import orders_of

READING = "inbox"
"""The kind of the job that reads the mailbox."""
_MANY = 200


def by_message(message_ids: Collection[str], *, said: str) -> About | None:
    """The first of these messages that is ours and its customer not forgotten; of several orders those that are named
    in what they `said`, or all, where none is. `message_ids` = as our letters keep them, the nearest first."""
    letters = Letter.objects.filter(message_id__in=message_ids, way="email").exclude(address="")
    known = {row.message_id: row for row in letters.only("message_id", "address")}
    found = next((known[each] for each in message_ids if each in known), None)
    if found is None:
        return None
    orders = orders_of(found.pk)
    first, *others = [each for each in orders if _names(said, each[0])] or orders
    # What was written anew since is answered all the same, and is no message of its orders any more.
    letter = found.pk if Notice.objects.filter(letter_id=found.pk).exists() else None
    return About(*first, letter, found.address, tuple(others))


def by_sender(sender: str, *, subject: str) -> About | None:
    """The newest order of this customer that the subject names; the longest number counts, 1001-2 before 1001."""
    if not sender or not subject:
        return None
    orders = Order.objects.filter(customer__email__iexact=sender, customer__erased_at=None).order_by("-pk")
    named = [
        each for each in orders.values_list("number", "channel__name")[:_MANY] if _names(subject, each[0])
    ]
    return About(*max(named, key=lambda each: len(each[0])), address=sender) if named else None


def why_unread() -> str:
    """Why the mailbox could not be read the last time; "" = it was, or nobody has tried yet."""
    tried = Job.objects.filter(kind=READING, try_number__gt=0).order_by("-key")
    return tried.values_list("error", flat=True).first() or ""


def _names(said: str, number: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(number)}(?![\w-])", said, re.IGNORECASE) is not None
