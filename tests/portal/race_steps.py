"""What customers do at the same moment, each in a process of their own."""

from __future__ import annotations

from collections.abc import Sequence

from django.test import Client

import makegood.config.urls  # noqa: F401 - once, and not anew in each process that asks for an address
from makegood.portal import clock
from makegood.services.decision import by_link
from tests.services.shop import NOW


def tap(
    number: int,
    *,
    taps: Sequence[tuple[str, str, str]],
    proof: str = "ann@example.org",
    protected: bool = True,
) -> int:
    """Press the button of a choice: (link, choice, what was seen), each process its own; the answer's status.
    Without protection nobody looks whether it is what was seen."""
    clock.now = lambda: NOW
    if not protected:
        vars(by_link)["compare_digest"] = lambda one, other: True
    link, choice, seen = taps[number % len(taps)]
    address = f"{link}/{choice}"
    return Client(SERVER_NAME="127.0.0.1").post(address, {"seen": seen, "proof": proof}).status_code
