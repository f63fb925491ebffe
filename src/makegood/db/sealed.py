"""A sealed file of one order's history: whether it is as it was made (spec 5.8).

Needs no shop and no database: whoever is shown such a file may prove it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from makegood.db.chain import canonical, link
from makegood.db.typed_names import TYPED, digest_of
from makegood.domain.terms.errors import DomainError

STREAM = "order"
"""The stream of events that such a file holds."""

TEXTS = ("address", "subject", "text", "html")
"""What the digest of a message is of."""


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
        return list(_faults(found))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        # What Python says of it helps nobody who holds the file.
        named = f"no {error.args[0]!r}" if isinstance(error, KeyError) else "something else"
        raise no_evidence(named) from None


def no_evidence(found: str) -> DomainError:
    """The error that says what was found instead of such a file."""
    return DomainError("evidence_invalid", {"found": found, "expected": "a file of `makegood evidence`"})


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
    yield from _typed(found, forgotten=forgotten)
    there = {each["id"] for each in found["letters"]}
    yield from (f"message {number} is missing" for number in sorted(digests) if number not in there)
    for each in found["letters"]:
        if forgotten and not any(each[name] for name in TEXTS):
            # That it was sent, its event still says.
            continue
        whole = "\0".join(each[name] for name in TEXTS)
        if each["digest"] != sha256(whole.encode()).hexdigest():
            yield f"the text of message {each['id']} was changed"
        elif each["id"] in digests and digests[each["id"]] != each["digest"]:
            yield f"message {each['id']} is not the one its event tells of"
    if found["seal"] != seal_of(found):
        yield "the file was changed since it was sealed"


def _typed(found: Mapping[str, Any], *, forgotten: bool) -> Iterator[str]:
    """Of whoever is forgotten only that something was typed is left."""
    beside = {each["seq"]: each for each in found["typed"]}
    for event in found["events"]:
        said = json.loads(event["data"]).get(TYPED.get(event["kind"], ""))
        if not isinstance(said, dict):
            continue
        own = beside.get(event["seq"])
        if own is None:
            yield f"what was typed into event {event['seq']} is missing"
        elif not (forgotten and own["text"] == own["salt"] == "") and (
            digest_of(salt=own["salt"], text=own["text"]) != said["digest"]
        ):
            yield f"what was typed into event {event['seq']} was changed"


def _digest_in(event: Mapping[str, Any]) -> dict[int, str]:
    """The digest of the message that an event tells of, by its number."""
    data = json.loads(event["data"])
    return (
        {data["letter"]: data["digest"]} if event["kind"].startswith("notice.") and "digest" in data else {}
    )
