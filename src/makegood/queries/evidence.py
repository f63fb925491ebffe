"""One file per order for a dispute (spec 5.8): everything that happened, in order, and every message as it was sent.

Each event holds the hash of its content and of the one before it, each message the digest that its event keeps, and the
whole ends with its seal: a changed byte shows, and so does what was left out. Whoever makes a whole file anew can seal
it anew; but it will not fit the history in the shop, whose last event has the hash that a true file ends with.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Q

from makegood.db.chain import canonical, link
from makegood.db.models import Contact, Event, Letter, Order
from makegood.domain.terms.errors import DomainError

STREAM = "order"
_EVENT = ("seq", "kind", "at", "actor", "cause", "data", "hash")
_LETTER = (
    "id",
    "kind",
    "way",
    "address",
    "language",
    "template",
    "policy_revision",
    "subject",
    "text",
    "html",
    "digest",
    "claimed_at",
    "outcome",
)

_TEXTS = ("address", "subject", "text", "html")
"""What the digest of a message is of."""


def evidence(order_id: int, *, story: Sequence[str], at: datetime) -> dict[str, Any]:
    """The file of an order as data for JSON; `story` = the same in plain sentences, `at` = the moment it is made."""
    order = Order.objects.select_related("channel").get(pk=order_id)
    about = Q(notices__order_id=order_id) | Q(told__has_key=str(order_id))
    letters = Letter.objects.filter(about).exclude(outcome="later").distinct().order_by("pk")
    contacts = Contact.objects.filter(order_id=order_id).order_by("pk")
    found = {
        "order": {"id": order.pk, "number": order.number, "channel": order.channel.name},
        "made_at": at,
        "story": list(story),
        "events": list(Event.objects.filter(stream=STREAM, ref=order_id).order_by("seq").values(*_EVENT)),
        "letters": list(letters.values(*_LETTER)),
        "contacts": list(contacts.values("kind", "at", "actor", "text")),
    }
    return _plain(found) | {"seal": seal_of(found)}


def seal_of(found: Mapping[str, Any]) -> str:
    """The digest of all of the file but the seal itself."""
    return sha256(
        canonical({name: value for name, value in found.items() if name != "seal"}).encode()
    ).hexdigest()


def check_evidence(found: Any) -> list[str]:
    """What does not hold in such a file, in plain words; nothing = it is as it was made.

    Raises DomainError('evidence_invalid') for what is no such file.
    """
    try:
        faults = list(_faults(found))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DomainError(
            "evidence_invalid", {"found": str(error)[:200], "expected": "a file of `evidence`"}
        ) from None
    return faults


def _faults(found: Mapping[str, Any]) -> Iterator[str]:
    before = ""
    digests: dict[int, str] = {}
    for number, each in enumerate(found["events"], 1):
        if each["seq"] != number:
            yield f"event {number} is missing"
            return
        right = link(
            before=before,
            stream=STREAM,
            ref=found["order"]["id"],
            seq=each["seq"],
            kind=each["kind"],
            at=datetime.fromisoformat(each["at"]),
            actor=each["actor"],
            cause=each["cause"],
            data=each["data"],
        )
        if each["hash"] != right:
            yield f"event {number} ({each['kind']}) was changed"
        before = each["hash"]
        digests |= _digest_in(each)
    forgotten = any(each["kind"] == "intake.erased" for each in found["events"])
    there = {each["id"] for each in found["letters"]}
    yield from (f"message {number} is missing" for number in sorted(digests) if number not in there)
    for each in found["letters"]:
        if forgotten and not any(each[name] for name in _TEXTS):
            # That it was sent, its event still says.
            continue
        whole = "\0".join(each[name] for name in _TEXTS)
        if each["digest"] != sha256(whole.encode()).hexdigest():
            yield f"the text of message {each['id']} was changed"
        elif each["id"] in digests and digests[each["id"]] != each["digest"]:
            yield f"message {each['id']} is not the one its event tells of"
    if found["seal"] != seal_of(found):
        yield "the file was changed since it was sealed"


def _digest_in(event: Mapping[str, Any]) -> dict[int, str]:
    """The digest of the message that an event tells of, by its number."""
    data = json.loads(event["data"])
    return (
        {data["letter"]: data["digest"]} if event["kind"].startswith("notice.") and "digest" in data else {}
    )


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    """As it stands in JSON."""
    found: dict[str, Any] = json.loads(canonical(value))
    return found
