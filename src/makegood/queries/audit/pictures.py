"""Pictures: what the policy names is there, and is what it is called."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from hashlib import sha256

from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.picture import picture_of
from makegood.queries.audit.check import Fault, Scope, check, rows


@check(
    "I11",
    "Every version of the policy finds the picture that it names, byte for byte as it was brought.",
    how="`shop.logo` of each `policyversion` against `picture.digest`; each `picture` hashed and looked at anew",
)
def pictures_are_there(scope: Scope) -> Iterator[Fault]:
    """Each picture, and each version of the shop's own area."""
    known = set()
    for pk, digest, kind, content in rows("SELECT id, digest, kind, content FROM makegood_picture"):
        known.add(digest)
        found = _looked_at(content)
        if found != (digest, kind):
            yield f"picture {pk}", f"{kind} of hash {digest}", " of hash ".join(reversed(found))
    for (revision,) in rows("SELECT revision FROM makegood_policyversion WHERE area = 'shop' ORDER BY id"):
        logo = scope.policy(revision).shop.logo
        if logo is not None and logo not in known:
            yield f"policy revision {revision}", f"picture {logo}", "none"


def _looked_at(content: str) -> tuple[str, str]:
    """Its hash and its kind, by its bytes."""
    try:
        read = base64.b64decode(content, validate=True)
        return sha256(read).hexdigest(), picture_of(read).kind
    except (binascii.Error, DomainError):
        return "another", "no picture"


CHECKS = (pictures_are_there,)
