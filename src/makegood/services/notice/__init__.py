"""Notice: who must be told what, by when? Queued in the same transaction, or withheld for a recorded reason (I16)."""

from __future__ import annotations

from makegood.services.notice._rows import BRAKED, COLLECT
from makegood.services.notice.claiming import Claimed, ClaimLetter, Ready, claim, keep
from makegood.services.notice.ending import (
    LEASE,
    ConfirmLetter,
    Handed,
    LapseLetters,
    SettleLetters,
    confirm,
    lapse,
    settle,
)
from makegood.services.notice.linking import (
    EndLinks,
    GiveLinks,
    Given,
    LinksEnded,
    address,
    end_links,
    give_links,
)
from makegood.services.notice.owing import (
    MUTED,
    owe_again,
    owe_first,
    owe_lifted,
    owe_more,
    withhold_idle,
)
from makegood.services.notice.telling import tell_what_happened
from makegood.services.notice.updates import OweUpdates, Updates, owe_updates
from makegood.services.notice.writing import WriteByLink, Written, write_by_link

__all__ = [
    "BRAKED",
    "COLLECT",
    "LEASE",
    "MUTED",
    "ClaimLetter",
    "Claimed",
    "ConfirmLetter",
    "EndLinks",
    "GiveLinks",
    "Given",
    "Handed",
    "LapseLetters",
    "LinksEnded",
    "OweUpdates",
    "Ready",
    "SettleLetters",
    "Updates",
    "WriteByLink",
    "Written",
    "address",
    "claim",
    "confirm",
    "end_links",
    "give_links",
    "keep",
    "lapse",
    "owe_again",
    "owe_first",
    "owe_lifted",
    "owe_more",
    "owe_updates",
    "settle",
    "tell_what_happened",
    "withhold_idle",
    "write_by_link",
]
