"""Policy areas of notices and of the delay law (spec 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from makegood.domain.terms.policy.setting import Country, setting

_EU_MEMBERS = tuple(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePolicy:
    """When a notice is owed and how customers answer."""

    update_every_days: int = setting(
        7,
        "Longest time between two messages to a waiting customer, calendar days; moved back to a work day.",
        least=1,
    )
    answer_days: int = setting(5, "Time to answer where no law sets it, working days after we ask.", least=1)
    silent_default: str = setting(
        "hold",
        "What no answer means where no law decides: hold or cancel. Silence never swaps an item.",
        one_of=("hold", "cancel"),
    )
    brake: int = setting(20, "More messages of one event than these wait for the owner of dates.")
    quiet_from: time | None = setting(
        time(21),
        "From this time of day on nobody is written to, where the customer lives; absent = no quiet hours.",
    )
    quiet_until: time | None = setting(time(7), "Until this time of the next morning.")
    digest_at: time = setting(
        time(16),
        "Business customers get one message a day about all their orders, at this time of day (shop zone).",
    )
    keep_contacts_days: int = setting(
        730,
        "How long the text of customers' replies is kept, calendar days; that they wrote is kept for ever.",
    )
    link_days: int = setting(
        30,
        "How long a link to an order's page opens it once the order has ended, calendar days; until then it does.",
        least=1,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayLawPolicy:
    """Which delay law applies where: 16 CFR 435 (FTC), Directive 2011/83/EU article 18, or none."""

    ftc_countries: tuple[Country, ...] = setting(
        ("US",), "Destinations under the FTC mail-order rule, 16 CFR 435 (ISO 3166, two letters)."
    )
    eu_countries: tuple[Country, ...] = setting(
        _EU_MEMBERS, "Destinations whose consumers have the rights of Directive 2011/83/EU, article 18."
    )
    country_unknown: Country | None = setting(
        None, "Country assumed for an order that names none; absent = no delay law."
    )
    ftc_business: bool = setting(
        True, "The FTC rule covers business buyers too: 16 CFR 435.1 speaks of buyers, not of consumers."
    )
    ftc_ship_days: int = setting(
        30, "Ship time where none was stated, calendar days after the order, 16 CFR 435.2(a)(1)."
    )
    ftc_silence_days: int = setting(
        30, "Longest definite first delay that silence accepts, calendar days, 16 CFR 435.2(b)(1)."
    )
    ftc_late_offer_needs_consent: bool = setting(
        False,
        "A first notice after the ship time always needs the customer's yes (strict: 16 CFR 435.2(c)(5)).",
    )
    assume_date_moved: bool = setting(
        False,
        "Where the window last told is not known (spreadsheets), a due update is a second delay in the US.",
    )
