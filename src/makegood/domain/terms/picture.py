"""Pictures by their own bytes: what they are and how large. A file's name, and what a browser calls it, say nothing.

SVG is none of them: it can carry script.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from makegood.domain.terms.errors import DomainError

LARGEST = 200_000
"""Bytes of a file."""
LEAST, MOST = 16, 2_000
"""Pixels of a side."""

_EXPECTED = f"PNG, JPEG or WebP of at most {LARGEST // 1000} KB, each side {LEAST} to {MOST:,} pixels"
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_OTHERS: Mapping[bytes, str] = {
    b"GIF8": "a GIF",
    b"BM": "a BMP",
    b"%PDF": "a PDF",
    b"II*\x00": "a TIFF",
    b"MM\x00*": "a TIFF",
    b"\x00\x00\x01\x00": "an icon file",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """`kind` = its content type; sides in pixels."""

    kind: str
    width: int
    height: int


def picture_of(content: bytes) -> Picture:
    """What a file holds. Raises DomainError('picture_refused') with what was found and what was expected."""
    check_size(len(content))
    kind, sides = _read(content)
    if sides is None:
        raise refused(f"a {kind.removeprefix('image/').upper()} that is cut short or damaged")
    width, height = sides
    if not (LEAST <= width <= MOST and LEAST <= height <= MOST):
        raise refused(f"{width:,} by {height:,} pixels")
    return Picture(kind, width, height)


def check_size(size: int) -> None:
    """`size` in bytes. Raises DomainError('picture_refused')."""
    if size > LARGEST:
        raise refused(f"{-(-size // 1000):,} KB")


def refused(found: str) -> DomainError:
    """Why a file is no picture of ours."""
    return DomainError("picture_refused", {"found": found, "expected": _EXPECTED})


def _read(content: bytes) -> tuple[str, tuple[int, int] | None]:
    read: Callable[[bytes], tuple[int, int] | None]
    if content.startswith(_PNG):
        kind, read = "image/png", _png
    elif content.startswith(b"\xff\xd8\xff"):
        kind, read = "image/jpeg", _jpeg
    elif content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        kind, read = "image/webp", _webp
    else:
        raise refused(_other(content))
    try:
        return kind, read(content)
    except IndexError:
        return kind, None


def _other(content: bytes) -> str:
    for start, said in _OTHERS.items():
        if content.startswith(start):
            return said
    if b"<svg" in content[:1000].lower():
        return "an SVG"
    return "a file that is no picture" if content else "an empty file"


def _png(content: bytes) -> tuple[int, int] | None:
    """Chunk by chunk, each with its checksum, to the last one and nothing after it."""
    at, sides = len(_PNG), None
    while at + 12 <= len(content):
        length, name = _big(content, at, 4), content[at + 4 : at + 8]
        end = at + 12 + length
        body = content[at + 4 : end - 4]
        if end > len(content) or zlib.crc32(body) != _big(content, end - 4, 4):
            return None
        if at == len(_PNG):
            if (name, length) != (b"IHDR", 13):
                return None
            sides = _big(content, at + 8, 4), _big(content, at + 12, 4)
        if name == b"IEND":
            return sides if end == len(content) else None
        at = end
    return None


def _jpeg(content: bytes) -> tuple[int, int] | None:
    """Segment by segment to the one with the sides; the file ends as it has to."""
    if not content.endswith(b"\xff\xd9"):
        return None
    at = 2
    while content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xFF:
            at += 1
        elif mark in _JPEG_ALONE:
            at += 2
        elif mark in _JPEG_SIZES:
            return _big(content, at + 7, 2), _big(content, at + 5, 2)
        else:
            at += 2 + _big(content, at + 2, 2)
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    """The file is as long as it says; the sides stand in the first chunk of each of its three kinds."""
    if _little(content, 4, 4) + 8 != len(content):
        return None
    name = content[12:16]
    if name == b"VP8X":
        return _little(content, 24, 3) + 1, _little(content, 27, 3) + 1
    if name == b"VP8L" and content[20] == 0x2F:
        packed = _little(content, 21, 4)
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    if name == b"VP8 " and content[23:26] == b"\x9d\x01\x2a":
        return _little(content, 26, 2) & 0x3FFF, _little(content, 28, 2) & 0x3FFF
    return None


def _big(content: bytes, at: int, length: int) -> int:
    return int.from_bytes(_exactly(content, at, length), "big")


def _little(content: bytes, at: int, length: int) -> int:
    return int.from_bytes(_exactly(content, at, length), "little")


def _exactly(content: bytes, at: int, length: int) -> bytes:
    found = content[at : at + length]
    if len(found) < length:
        raise IndexError(at)
    return found
