"""Pictures that the shop shows."""

from __future__ import annotations

import base64
from typing import NamedTuple

from makegood.db.models import Picture


class Shown(NamedTuple):
    """A file as it was brought; `kind` = its content type."""

    kind: str
    content: bytes


def picture(digest: str) -> Shown | None:
    """The picture with this hash; None = there is none."""
    found = Picture.objects.filter(digest=digest).values_list("kind", "content").first()
    return None if found is None else Shown(found[0], base64.b64decode(found[1]))
