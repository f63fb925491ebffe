"""What a mail that came in is about, as a fact."""

from __future__ import annotations

from typing import NamedTuple


class About(NamedTuple):
    """An order by number and channel. `letter` = our message that a mail answers or returns; None = that was written
    anew since, or the sender is the customer of an order that the subject names. `address` = whom the message went to.
    `others` = further orders that it is about."""

    number: str
    channel: str
    letter: int | None = None
    address: str = ""
    others: tuple[tuple[str, str], ...] = ()
