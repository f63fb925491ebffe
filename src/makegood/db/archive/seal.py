"""The seal of a file: its last bytes are the digest of all bytes before them. No byte can change unnoticed."""

from __future__ import annotations

from hashlib import sha256
from typing import BinaryIO

_MARK = b"sha256:"
LENGTH = len(_MARK) + 64
BLANK = b" " * LENGTH
"""What stands in its place until the file is whole."""
_PART = 1 << 20


def seal(file: BinaryIO) -> None:
    """Write the seal where BLANK stands, at the end."""
    at = _end(file)
    digest = _digest(file, at)
    file.seek(at)
    file.write(digest)


def broken(file: BinaryIO) -> tuple[str, str] | None:
    """What was found at the end of a file and what was expected there; None = not a byte has changed."""
    at = _end(file)
    if at < 0:
        return "a file that is too short", "a seal at its end"
    file.seek(at)
    found = file.read(LENGTH)
    if not found.startswith(_MARK):
        return "no seal at its end", "a file that is whole"
    expected = _digest(file, at)
    return None if found == expected else (found.decode("ascii", "replace"), expected.decode("ascii"))


def _end(file: BinaryIO) -> int:
    return file.seek(0, 2) - LENGTH


def _digest(file: BinaryIO, size: int) -> bytes:
    digest = sha256()
    file.seek(0)
    while size > 0:
        part = file.read(min(size, _PART))
        if not part:
            break
        digest.update(part)
        size -= len(part)
    return _MARK + digest.hexdigest().encode()
