"""What a language must be able to say on the customer's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.page import Step


class State(StrEnum):
    """How an order stands, at first sight."""

    LATE = "late"
    LATER = "later"
    UNDATED = "undated"
    WAITING = "waiting"
    HELD = "held"
    SENT = "sent"
    ENDED = "ended"


class Answer(StrEnum):
    """What the page answers to what a customer did."""

    CHANGED = "changed"
    GONE = "gone"
    IMPOSSIBLE = "impossible"
    PROOF = "proof"
    TRIES = "tries"
    BUSY = "busy"
    WRITTEN = "written"
    WRITTEN_UNMAILED = "written_unmailed"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    ENOUGH = "enough"
    BROWSER = "browser"


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionWords:
    """One way: its name, the question before it is done, what happens, and the button that does it. `what_all` = what
    happens where nothing else is in the order, `what_rest` = where it goes in parts, `what_packed` = while one of these
    is being packed; "" = the same."""

    name: str
    ask: str
    what: str
    button: str
    what_all: str = ""
    what_rest: str = ""
    what_packed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalPhrases:
    """The sentences of one language. `{window}`, `{day}`, `{order}` and the like are filled in by the writer.

    `some`, `rest` and `all`: part of the order is late, all that was not sent yet, or the whole of it. Windows come
    with their preposition, as in a notice. `direction` = ltr or rtl.
    """

    direction: str
    title: str
    placed: str
    states: Mapping[State, str]
    headlines: Mapping[State, str]
    lead_some: Mapping[State, str]
    lead_rest: Mapping[State, str]
    lead_all: Mapping[State, str]
    on_track: str
    ended: str
    arrives: str
    ships: str
    no_date: str
    not_after: str
    ready: str
    with_the_rest: str
    before_the_rest: str
    comes_with_the_rest: str
    preorder: str
    shipped_units: str
    cancelled_units: str
    swapped_units: str
    journey: str
    journey_supplier: str
    journey_us: str
    journey_you: str
    journey_done: str
    journey_now: str
    journey_next: str
    coming: str
    set_aside: str
    on_its_way: str
    choice: str
    choice_again: str
    to_choice: str
    options: Mapping[Choice, OptionWords]
    money: str
    time: str
    no_money: str
    refund: str
    refund_of: str
    refund_exact: str
    refund_nothing: str
    swap_price: str
    swap_less: str
    swap_more: str
    swap_same: str
    swap_price_unknown: str
    time_window: str
    time_none: str
    time_unknown: str
    time_now: str
    time_split: str
    time_cancel: str
    chosen: Mapping[Choice, str]
    decided: Mapping[Choice, str]
    chosen_on: str
    may_change: str
    yours: str
    next_update: str
    proof_label: str
    proof_why: str
    proof_help: str
    cancel_by_writing: str
    back: str
    about: str
    history: str
    steps: Mapping[Step, str]
    sent_by: str
    sent_tracked: str
    write: str
    write_label: str
    write_button: str
    write_help: str
    write_help_unmailed: str
    answers: Mapping[Answer, str]
    closed_title: str
    closed: str
    closed_help: str
