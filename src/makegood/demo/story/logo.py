"""The sample shop's logo, drawn: a peak under a low sun, and the shop's name in strokes of one width."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil, floor, hypot
from struct import pack

Point = tuple[float, float]
Stroke = Sequence[Point]

_WIDTH, _HEIGHT = 560, 96
_RUST, _WHITE, _INK = (0x9A, 0x34, 0x12), (0xFF, 0xFF, 0xFF), (0x2B, 0x21, 0x1C)
_TALL, _WIDE, _GAP, _TOP, _PEN = 38.0, 27.0, 14.0, 29.0, 2.6
_R = ((0.0, 1.0), (0.0, 0.0), (0.55, 0.0), (0.75, 0.08), (0.8, 0.25), (0.75, 0.42), (0.55, 0.5), (0.0, 0.5))
_AND = (
    *(
        (0.95, 1.0),
        (0.24, 0.3),
        (0.2, 0.12),
        (0.35, 0.0),
        (0.52, 0.0),
        (0.64, 0.12),
        (0.6, 0.27),
        (0.14, 0.6),
    ),
    *((0.06, 0.8), (0.2, 0.98), (0.45, 1.0), (0.7, 0.86), (0.9, 0.55)),
)
_LETTERS: Mapping[str, Sequence[Stroke]] = {
    "H": (((0, 0), (0, 1)), ((0.8, 0), (0.8, 1)), ((0, 0.5), (0.8, 0.5))),
    "E": (((0.65, 0), (0, 0), (0, 1), (0.65, 1)), ((0, 0.5), (0.55, 0.5))),
    "A": (((0, 1), (0.45, 0), (0.9, 1)), ((0.17, 0.65), (0.73, 0.65))),
    "R": (_R, ((0.4, 0.5), (0.82, 1))),
    "T": (((0, 0), (0.8, 0)), ((0.4, 0), (0.4, 1))),
    "I": (((0.0, 0), (0.0, 1)),),
    "L": (((0, 0), (0, 1), (0.6, 1)),),
    "&": (_AND,),
}
"""Strokes in a box of one by one."""


def logo() -> bytes:
    """A PNG with a transparent ground."""
    rows = [bytearray(_WIDTH * 4) for _ in range(_HEIGHT)]
    _draw(rows, ((48, 48), (48, 48)), 42, _RUST)
    _draw(rows, ((20, 64), (41, 33), (53, 51), (60, 42), (76, 64)), 3, _WHITE)
    _draw(rows, ((63, 29), (63, 29)), 5.5, _WHITE)
    for stroke in _written("HEARTH & TRAIL", at=112):
        _draw(rows, stroke, _PEN, _INK)
    return _png(rows)


def _written(text: str, *, at: float) -> Iterator[Stroke]:
    for letter in text:
        strokes = _LETTERS.get(letter, ())
        for stroke in strokes:
            yield [(at + x * _WIDE, _TOP + y * _TALL) for x, y in stroke]
        at += max((x for stroke in strokes for x, _ in stroke), default=0.1) * _WIDE + _GAP


def _draw(rows: Sequence[bytearray], stroke: Stroke, pen: float, colour: tuple[int, int, int]) -> None:
    """A line through the points, `pen` = half its width; its edge is as soft as the pixels are large."""
    across, down = [x for x, _ in stroke], [y for _, y in stroke]
    for y in range(floor(min(down) - pen - 1), ceil(max(down) + pen + 2)):
        for x in range(floor(min(across) - pen - 1), ceil(max(across) + pen + 2)):
            far = min(_far(x, y, *ends) for ends in pairwise(stroke))
            share = min(1.0, max(0.0, pen - far + 0.5))
            if share:
                _lay(rows[y], x * 4, colour, share)


def _far(x: float, y: float, first: Point, last: Point) -> float:
    """How far a pixel is from the line between two points."""
    along, up = last[0] - first[0], last[1] - first[1]
    length = along * along + up * up
    part = ((x - first[0]) * along + (y - first[1]) * up) / length if length else 0.0
    part = min(1.0, max(0.0, part))
    return hypot(x - first[0] - part * along, y - first[1] - part * up)


def _lay(row: bytearray, at: int, colour: tuple[int, int, int], share: float) -> None:
    """Colour over what is there."""
    below = row[at + 3] / 255
    alpha = share + below * (1 - share)
    for part in range(3):
        row[at + part] = round((colour[part] * share + row[at + part] * below * (1 - share)) / alpha)
    row[at + 3] = round(alpha * 255)


def _png(rows: Sequence[bytearray]) -> bytes:
    head = pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 6, 0, 0, 0)
    lines = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    chunks = ((b"IHDR", head), (b"IDAT", lines), (b"IEND", b""))
    told = [
        pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data)) for name, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(told)
