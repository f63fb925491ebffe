"""Notice: who must be told what, by when? Queued in the same transaction, or withheld for a recorded reason (I16)."""

from __future__ import annotations

from makegood.services.notice._rows import BRAKED, COLLECT
from makegood.services.notice.claiming import Claimed, ClaimLetter, Ready, claim, keep
from makegood.services.notice.coming_back import Bounce, Complain, bounce, complain
from makegood.services.notice.contacts import ContactKind, LogContacts, NewContact, log
from makegood.services.notice.ending import (
    LEASE,
    ConfirmLetter,
    LapseLetters,
    SettleLetters,
    confirm,
    lapse,
    settle,
)
from makegood.services.notice.erasing import Erase, erase
from makegood.services.notice.owing import (
    MUTED,
    owe_again,
    owe_first,
    owe_lifted,
    owe_more,
    withhold_idle,
)
from makegood.services.notice.silence import AnswerSilence, Silent, silent
from makegood.services.notice.telling import tell_what_happened
from makegood.services.notice.updates import OweUpdates, Updates, owe_updates

__all__ = [
    "BRAKED",
    "COLLECT",
    "LEASE",
    "MUTED",
    "AnswerSilence",
    "Bounce",
    "ClaimLetter",
    "Claimed",
    "Complain",
    "ConfirmLetter",
    "ContactKind",
    "Erase",
    "LapseLetters",
    "LogContacts",
    "NewContact",
    "OweUpdates",
    "Ready",
    "SettleLetters",
    "Silent",
    "Updates",
    "bounce",
    "claim",
    "complain",
    "confirm",
    "erase",
    "keep",
    "lapse",
    "log",
    "owe_again",
    "owe_first",
    "owe_lifted",
    "owe_more",
    "owe_updates",
    "settle",
    "silent",
    "tell_what_happened",
    "withhold_idle",
]
