"""Which notice an order is owed, as facts: words come later and elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from makegood.domain.decision.case import LineCase, OrderCase
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.dates import Window
from makegood.domain.terms.law import Law


class Kind(StrEnum):
    """What a notice is about. Those from `CHOICE_CONFIRMED` on tell what happened; the others how a delay stands."""

    FIRST = "first"
    DATE_LATER = "date_later"
    DATE_EARLIER = "date_earlier"
    STILL_WAITING = "still_waiting"
    CONSENT_NEEDED = "consent_needed"
    READY = "ready"
    CHOICE_CONFIRMED = "choice_confirmed"
    CHOICE_REPLACED = "choice_replaced"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    SUBSTITUTED = "substituted"
    PART_SHIPPED = "part_shipped"
    SHIPPED = "shipped"
    GOODWILL = "goodwill"


class Handed(StrEnum):
    """Whether somebody else has a message now.

    SENT = they said so. LATER = they have not: to try again is safe. REFUSED = they never will. UNCLEAR = the line was
    cut while they had it or part of it: it may have been sent, so nobody but a person sends it again.
    """

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNCLEAR = "unclear"


class Settled(StrEnum):
    """What a person says of a message that is unclear, was refused, or was theirs to pass on."""

    SENT = "sent"
    AGAIN = "again"
    NOT_SENT = "not_sent"


class NotOwed(StrEnum):
    """Why nothing has to be written today."""

    NOT_SHORT = "not_short"
    ON_HOLD = "on_hold"
    ON_TIME = "on_time"
    TOLD_RECENTLY = "told_recently"


class AnswerReason(StrEnum):
    """Why silence means what it means. `..._TOLD_LATE`: the notice comes after the ship time has gone by."""

    NOT_DELAYED = "not_delayed"
    ON_HOLD = "on_hold"
    CHANNEL_ASKS_NOBODY = "channel_asks_nobody"
    AGREED = "agreed"
    POLICY_DEFAULT = "policy_default"
    EU_SILENCE_KEEPS_ORDER = "eu_silence_keeps_order"
    FTC_WITHIN_SHIP_TIME = "ftc_within_ship_time"
    FTC_SHORT_DELAY = "ftc_short_delay"
    FTC_SHORT_DELAY_TOLD_LATE = "ftc_short_delay_told_late"
    FTC_TOLD_LATE = "ftc_told_late"
    FTC_LONG_DELAY = "ftc_long_delay"
    FTC_NO_DATE = "ftc_no_date"
    FTC_SECOND_DELAY = "ftc_second_delay"


@dataclass(frozen=True, slots=True)
class Swap:
    """What could go instead. `price` = what the customer pays for one, minor units; None = not known. `more` = by how
    much that is above what they ordered one for, below 0 when they pay less; None = not known."""

    title: str
    price: int | None
    currency: str
    more: int | None = None


class NoticeLine(NamedTuple):
    """A line, or the part of it that is late or on track, as the customer is told of it.

    Delayed: window None = no date yet; `substitute` = what could go instead. On track: window None = set aside and
    ready. `preorder` = its item is not on sale yet. `not_after` = the customer's last day, where that has gone by:
    nothing is kept for the line until the customer says more. `coming` = on track, but not all of it is here yet.
    """

    line_id: str
    sku: str
    title: str | None
    qty: int
    ship: Window | None
    deliver: Window | None
    substitute: Swap | None = None
    preorder: bool = False
    not_after: date | None = None
    coming: bool = False


class Told(NamedTuple):
    """Units of an item, by the name the customer knows it by; title None = only its SKU is known."""

    sku: str
    title: str | None
    qty: int


class News(NamedTuple):
    """Something that happened to an order since its customer was written to.

    `lines` = what it happened to; `instead` = what goes in its place. `choice` = what was chosen, or decided instead.
    `amount` = money given, minor units of `currency`. `parcel` = what the parcel is known by: carrier and tracking
    number.
    """

    kind: Kind
    lines: tuple[Told, ...] = ()
    instead: tuple[Told, ...] = ()
    choice: Choice | None = None
    amount: int = 0
    currency: str = ""
    parcel: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What silence means, until when an answer counts, and why. `silent_default` None = nobody is asked;
    on a channel that forbids asking, `answer_by` is the day our own decision is due."""

    law: Law
    silent_default: Choice | None
    answer_by: date | None
    reason: AnswerReason


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an order is owed a notice today and for which lines, and what its customer's silence means."""

    case: OrderCase
    occasion: Kind | NotOwed
    delayed: tuple[LineCase, ...]
    answer: Answer


@dataclass(frozen=True, slots=True)
class Notice:
    """One message for all lines of an order.

    `to` None = no address is known where `mailable`, else the channel wants its own messages used. `late` = the day
    a delayed line should have shipped has gone by. `together` = what is on track waits for the rest, unless the
    customer chooses otherwise, but for the lines in `sooner`: those were decided to go before. `part_left` = some of
    the order has left; `packing` = some of it is being packed, and goes whatever is chosen. `news` = what happened.
    `next_update_on` None = nothing of the order is open any more.
    `refund` = what goes back if the delayed units are cancelled, minor units of `currency`; None = not known.
    """

    order_id: str
    kind: Kind
    to: str | None
    mailable: bool
    channel: str
    language: str
    country: str | None
    customer: str | None
    late: bool
    delayed: tuple[NoticeLine, ...]
    on_track: tuple[NoticeLine, ...]
    together: bool
    options: tuple[Choice, ...]
    answer: Answer
    written_on: date
    next_update_on: date | None
    news: tuple[News, ...] = ()
    refund: int | None = None
    currency: str = ""
    sooner: frozenset[str] = frozenset()
    part_left: bool = False
    packing: bool = False

    @property
    def goes_in_parts(self) -> bool:
        """True where whoever waits gets together what has not left, and not all of the order."""
        return self.part_left or self.packing or not self.together

    def is_kept(self, line: NoticeLine) -> bool:
        """True of a line on track that waits for the rest of the order."""
        return self.together and line.line_id not in self.sooner

    @property
    def line_ids(self) -> list[str]:
        """The lines it is about: the delayed ones, or those that are ready."""
        lines = self.on_track if self.kind is Kind.READY else self.delayed
        return [line.line_id for line in lines]
