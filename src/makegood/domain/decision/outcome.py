"""What may be done with a short order, what each way costs, and which one is recommended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Choice(StrEnum):
    """The four ways to go on with an order that is short (spec 4.1)."""

    HOLD = "hold"
    SPLIT = "split"
    SUBSTITUTE = "substitute"
    CANCEL = "cancel"


class Why(StrEnum):
    """Why an option is forbidden, what goes with it, what its cost lacks, and why it is the one recommended.

    A policy rule appears by name: `rule:NAME` chose this, `rule_forbids:NAME` took it away, `rule_blocked:NAME`
    would have chosen it, were it allowed.
    """

    ORDER_ON_HOLD = "order_on_hold"
    PAST_CANCEL_AFTER = "past_cancel_after"
    SHIP_COMPLETE = "ship_complete"
    SINGLE_UNIT = "single_unit"
    NOTHING_ON_TRACK = "nothing_on_track"
    BUNDLE = "bundle"
    CHANNEL_FORBIDS = "channel_forbids"
    NO_SUBSTITUTE = "no_substitute"
    SUBSTITUTE_SHORT = "substitute_short"
    PREORDER = "preorder"
    ONLY_WAY_LEFT = "only_way_left"

    NO_DATE = "no_date"
    NOTHING_MORE_COMES = "nothing_more_comes"
    MISSES_SHIP_BY = "misses_ship_by"
    MISSES_NEED_BY = "misses_need_by"
    PICKED_UNITS = "picked_units"
    AUTHORISATION_ENDS_FIRST = "authorisation_ends_first"
    GOODWILL = "goodwill"
    CUSTOMERS_RIGHT = "customers_right"
    NEEDS_CUSTOMER_APPROVAL = "needs_customer_approval"
    CANCEL_IS_DEFECT = "cancel_is_defect"
    SOLD_AT_LOSS = "sold_at_loss"

    OTHER_CURRENCY = "other_currency"
    MIXED_CURRENCIES = "mixed_currencies"
    PRICE_UNKNOWN = "price_unknown"
    CAPTURED_UNKNOWN = "captured_unknown"
    UNIT_COST_UNKNOWN = "unit_cost_unknown"
    SUBSTITUTE_COST_UNKNOWN = "substitute_cost_unknown"

    LOWEST_COST = "lowest_cost"
    COSTS_UNKNOWN = "costs_unknown"


class Option(NamedTuple):
    """One way: allowed or not, its expected cost in minor units (None = an input is unknown), reason codes.

    `by_right` = the law, or that there is no date, lets the customer go this way whatever the shop's rules say.
    `figures` are the parts of the cost and add up to it. `substitutes` = (line id, SKU that would go instead).
    """

    choice: Choice
    allowed: bool
    cost: int | None
    why: tuple[str, ...]
    figures: Mapping[str, int] = MappingProxyType({})
    substitutes: tuple[tuple[str, str], ...] = ()
    by_right: bool = False

    @property
    def offered(self) -> bool:
        """True when the customer may choose it."""
        return self.allowed or self.by_right


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The four options of an order in fixed order, and the one recommended.

    `by` = name of the policy rule, else `lowest_cost` or `costs_unknown`.
    """

    choice: Choice
    by: str
    options: tuple[Option, ...]
    currency: str


class FinanceAction(StrEnum):
    """What finance must do about an order's payment (spec 4.5)."""

    RENEW_AUTHORISATION = "renew_authorisation"
    PARTIAL_CAPTURE = "partial_capture"
    REFUND = "refund"
    CAPTURE_AGAIN = "capture_again"


@dataclass(frozen=True, slots=True)
class FinanceNeed:
    """One task for finance: minor units of `currency` (None = a price is unknown), a day, and a code for why; with
    `captured_unknown` the amount is the most it can be."""

    action: FinanceAction
    amount: int | None
    currency: str
    due_on: date
    why: str
