"""Notice: who must be told what, by when? Queued in the same transaction, or withheld for a recorded reason (I16)."""

from __future__ import annotations

from makegood.queries.sending import COLLECT
from makegood.services.notice._rows import BRAKED
from makegood.services.notice.claiming import ClaimLetter, Ready, SetAside, claim, keep, set_aside
from makegood.services.notice.coming_back import Bounce, Complain, bounce, complain
from makegood.services.notice.contacts import ContactKind, LogContacts, NewContact, drop_texts, log
from makegood.services.notice.ending import LEASE, ConfirmLetter, LapseLetters, confirm, lapse
from makegood.services.notice.erasing import Erase, erase, stay_forgotten
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
    FIRST,
    MUTED,
    owe_again,
    owe_first,
    owe_lifted,
    owe_more,
    withhold_idle,
)
from makegood.services.notice.settling import SettleLetters, settle
from makegood.services.notice.silence import AnswerSilence, Silent, silent
from makegood.services.notice.taking import SEVERAL, Claimed, drafted
from makegood.services.notice.telling import of_interest, tell_what_happened
from makegood.services.notice.unblocking import Unblock, Unblocked, unblock
from makegood.services.notice.updates import OweUpdates, Updates, owe_settled, owe_updates, warn_paused
from makegood.services.notice.writing import WriteByLink, write_by_link

__all__ = [
    "BRAKED",
    "COLLECT",
    "FIRST",
    "LEASE",
    "MUTED",
    "SEVERAL",
    "AnswerSilence",
    "Bounce",
    "ClaimLetter",
    "Claimed",
    "Complain",
    "ConfirmLetter",
    "ContactKind",
    "EndLinks",
    "Erase",
    "GiveLinks",
    "Given",
    "LapseLetters",
    "LinksEnded",
    "LogContacts",
    "NewContact",
    "OweUpdates",
    "Ready",
    "SetAside",
    "SettleLetters",
    "Silent",
    "Unblock",
    "Unblocked",
    "Updates",
    "WriteByLink",
    "address",
    "bounce",
    "claim",
    "complain",
    "confirm",
    "drafted",
    "drop_texts",
    "end_links",
    "erase",
    "give_links",
    "keep",
    "lapse",
    "log",
    "of_interest",
    "owe_again",
    "owe_first",
    "owe_lifted",
    "owe_more",
    "owe_settled",
    "owe_updates",
    "set_aside",
    "settle",
    "silent",
    "stay_forgotten",
    "tell_what_happened",
    "unblock",
    "warn_paused",
    "withhold_idle",
    "write_by_link",
]
