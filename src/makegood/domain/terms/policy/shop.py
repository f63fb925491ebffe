"""Policy areas about the shop itself: who it is, when it works, where it ships from, how it is reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from makegood.domain.terms.dates import DayRange
from makegood.domain.terms.policy.setting import Colour, Country, Currency, PictureHash, Zone, setting

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopPolicy:
    """The shop's own name, money, clock and language."""

    name: str = setting("Our shop", "Name that customers read in notices.", filled=True)
    currency: Currency = setting(
        "USD", "ISO 4217 code of the shop's money; prices without a currency are in it."
    )
    zone: Zone = setting("UTC", "IANA time zone of the shop; a moment without a zone is in it.")
    language: str = setting("en", "Language of notices when the customer's is not known.", filled=True)
    colour: Colour = setting(
        "#1f5f8b", "Colour of buttons in mails to customers, and of the line above them."
    )
    logo: PictureHash | None = setting(
        None,
        "Picture at the top of customers' pages, by the SHA-256 of its bytes; `makegood policy logo` sets it.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPolicy:
    """Working days of a location, supplier or carrier."""

    weekdays: tuple[str, ...] = setting(
        WEEKDAYS[:5], "Days of the week that are worked.", one_of=WEEKDAYS, filled=True
    )
    holidays: tuple[date, ...] = setting((), "Days off, besides public holidays.")
    holidays_of: str | None = setting(
        None, "Country whose public holidays are days off, with a part of it after a dash: US, DE-BY."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationPolicy:
    """A place that holds stock: whom it serves and how long its steps take. Absent steps are those of [promise]."""

    channels: tuple[str, ...] = setting((), "Channels it serves; empty = all.")
    countries: tuple[Country, ...] = setting((), "Countries it serves (ISO 3166, two letters); empty = all.")
    calendar: str = setting("default", "Name of its calendar.", refers_to="calendars")
    cut_off: time | None = setting(
        None,
        "Orders placed at or after this time of day (shop zone) count as placed on the next working day.",
    )
    receiving: DayRange | None = setting(None, "Receiving and putaway, working days.")
    processing: DayRange | None = setting(None, "Order processing, working days.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePolicy:
    """A shipping service level."""

    transit: DayRange = setting(DayRange(2, 5), "Transit, working days of the carrier.")
    calendar: str = setting("default", "Name of the carrier's calendar.", refers_to="calendars")


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierPolicy:
    """What is agreed with a supplier."""

    lead_time: DayRange | None = setting(
        None, "From order to arrival, working days; used when an order has no ETA."
    )
    calendar: str = setting("default", "Name of the supplier's calendar.", refers_to="calendars")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPolicy:
    """The rules of a sales channel (spec 9.4), where they are written and how long to trust them."""

    strict: bool = setting(False, "The channel measures late shipments, so its orders rank in tier 2.")
    email_allowed: bool = setting(
        True, "The buyer may be e-mailed; else we write through the channel's own messages."
    )
    options_allowed: bool = setting(True, "The buyer may be offered split, substitute or cancel.")
    backorder_allowed: bool = setting(True, "What is not in stock may be listed there at all.")
    longest_handling_days: int | None = setting(
        None, "Longest handling time the channel lets us set, working days."
    )
    cancel_is_defect: bool = setting(False, "A cancellation by us counts against the seller account.")
    listing_weight: int = setting(1, "Share of the listable quantity, relative to the other channels.")
    source: str = setting("", "Where the rule is written.")
    check_again_on: date | None = setting(None, "Past this day the rule is a warning, not a fact.")


def may_ask(channel: ChannelPolicy) -> bool:
    """True when the channel lets us write to the buyer and offer a choice."""
    return channel.email_allowed and channel.options_allowed


Calendars = Mapping[str, CalendarPolicy]
Locations = Mapping[str, LocationPolicy]
Services = Mapping[str, ServicePolicy]
Suppliers = Mapping[str, SupplierPolicy]
Channels = Mapping[str, ChannelPolicy]
