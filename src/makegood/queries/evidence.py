"""One file per order for a dispute (spec 5.8): everything that happened, in order, and every message as it was sent.

Each event holds the hash of its content and of the one before it, each message and what was typed the digest that its
event keeps, and the whole ends with its seal: a changed byte shows, and so does what was left out. Whoever makes a
whole file anew can seal it anew; but it will not fit the history in the shop, whose last event has the hash that a true
file ends with.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from makegood.db.chain import canonical
from makegood.db.models import Contact, Letter
from makegood.db.sealed import seal_of
from makegood.queries.story import Story

_EVENT = ("seq", "kind", "at", "actor", "cause", "hash")
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


def evidence(story: Story, *, told: Sequence[str], at: datetime) -> dict[str, Any]:
    """The file of an order as data for JSON; its story was read with what was typed. `told` = the same in plain
    sentences, `at` = the moment it is made."""
    order_id = story.order.pk
    about = Q(notices__order_id=order_id) | Q(told__has_key=str(order_id))
    letters = Letter.objects.filter(about).exclude(outcome="later").distinct().order_by("pk")
    contacts = Contact.objects.filter(order_id=order_id).order_by("pk")
    found = {
        "order": {"id": order_id, "number": story.order.number, "channel": story.channel},
        "made_at": at,
        "story": list(told),
        "events": [
            {name: getattr(each, name) for name in _EVENT} | {"data": each.written} for each in story.history
        ],
        "typed": [
            {"seq": each.seq, "salt": each.typed[0], "text": each.typed[1]}
            for each in story.history
            if each.typed is not None
        ],
        "letters": list(letters.values(*_LETTER)),
        "contacts": list(contacts.values("kind", "at", "actor", "text")),
    }
    return _plain(found) | {"seal": seal_of(found)}


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    """As it stands in JSON."""
    found: dict[str, Any] = json.loads(canonical(value))
    return found
