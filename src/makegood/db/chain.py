"""The hash chain of events: each one's hash covers its content and the hash of the one before it in its stream."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256


def canonical(data: object) -> str:
    """The one way to write an event's data: sorted keys, no blanks, days and moments as ISO 8601."""
    return _encode(data)


def _plain(value: date | datetime) -> str:
    return value.isoformat()


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain).encode


def link(
    *,
    before: str,
    stream: str,
    ref: int,
    seq: int,
    kind: str,
    at: datetime,
    actor: str,
    cause: str,
    data: str,
) -> str:
    """Hash of an event whose predecessor has the hash `before` (empty for the first one of a stream)."""
    text = "\n".join((before, stream, str(ref), str(seq), kind, _moment(at), actor, cause, data))
    return sha256(text.encode()).hexdigest()


@lru_cache(maxsize=100)
def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
