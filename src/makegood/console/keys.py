"""What names a row by several texts, as a browser sends it: line breaks inside a field's value arrive changed, so
that nothing but visible signs stands between the parts."""

from __future__ import annotations

import json
from collections.abc import Iterable


def key_of(*parts: str) -> str:
    """The parts as one text. Whatever a part holds, it comes back as it was."""
    return json.dumps(parts, separators=(",", ":"))


def parts_of(keys: Iterable[str], number: int) -> list[list[str]]:
    """The parts of each key, once each; what is no key of so many parts is left out."""
    found = (_read(each) for each in dict.fromkeys(keys))
    return [parts for parts in found if len(parts) == number and all(isinstance(each, str) for each in parts)]


def _read(key: str) -> list[str]:
    try:
        found = json.loads(key)
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []
