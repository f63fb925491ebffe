"""What a picture is, its own bytes say."""

from __future__ import annotations

import pytest

from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.picture import LARGEST, Picture, picture_of
from tests.pictures import JPEG, PNG, WEBP, WEBP_LONG, WEBP_LOSSLESS, png

KINDS = {
    "image/png": [PNG],
    "image/jpeg": [JPEG],
    "image/webp": [WEBP, WEBP_LOSSLESS, WEBP_LONG],
}
ALL = [(kind, each) for kind, some in KINDS.items() for each in some]
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REFUSED = {
    "an SVG": SVG,
    "a GIF": b"GIF89a" + bytes(40),
    "a PDF": b"%PDF-1.7",
    "an icon file": b"\x00\x00\x01\x00" + bytes(40),
    "a file that is no picture": b"<html><script>alert(1)</script>",
    "an empty file": b"",
    "201 KB": PNG + bytes(LARGEST + 1 - len(PNG)),
    "15 by 40 pixels": png(15, 40),
    "40 by 2,001 pixels": png(40, 2_001),
    "0 by 40 pixels": png(0, 40),
}


def found(content: bytes) -> object:
    """Why it is refused."""
    with pytest.raises(DomainError) as caught:
        picture_of(content)
    assert caught.value.code == "picture_refused"
    assert (
        caught.value.data["expected"] == "PNG, JPEG or WebP of at most 200 KB, each side 16 to 2,000 pixels"
    )
    return caught.value.data["found"]


@pytest.mark.parametrize(("kind", "content"), ALL)
def test_what_a_browser_wrote_is_known(kind: str, content: bytes) -> None:
    assert picture_of(content) == Picture(kind, 40, 20)


@pytest.mark.parametrize("said", REFUSED)
def test_anything_else_is_refused_with_what_it_is(said: str) -> None:
    assert found(REFUSED[said]) == said


@pytest.mark.parametrize(("kind", "content"), ALL)
def test_one_that_is_cut_short_anywhere_is_refused(kind: str, content: bytes) -> None:
    for length in range(12, len(content)):
        cut = content[:length]
        if not cut.endswith(b"\xff\xd9"):
            assert found(cut) == f"a {kind.removeprefix('image/').upper()} that is cut short or damaged"


def test_nothing_may_follow_a_picture_nor_stand_wrong_in_it() -> None:
    for wrong in (PNG + SVG, WEBP + SVG, JPEG + SVG, PNG[:40] + b"\x00" + PNG[41:]):
        assert str(found(wrong)).endswith("that is cut short or damaged")


def test_the_largest_sides_and_the_smallest_are_pictures() -> None:
    assert picture_of(png(16, 2_000)) == Picture("image/png", 16, 2_000)
    room = LARGEST - len(png(16, 16))
    assert picture_of(png(16, 16, more=bytes(room))) == Picture("image/png", 16, 16)
