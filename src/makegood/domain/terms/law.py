"""Which delay law is in force where, and how long a line's ship time lasts under the FTC rule (spec 5.7).

Sources: 16 CFR 435.2(a)(1); Directive 2011/83/EU, article 18. Worked cases: docs/rules/notice.md.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from makegood.domain.terms.policy.notice import DelayLawPolicy


class Law(StrEnum):
    """The delay law in force (spec 5.7)."""

    FTC = "ftc"
    EU = "eu"
    NONE = "none"


class Laws:
    """The delay laws of a shop's policy, by destination and kind of buyer."""

    def __init__(self, law: DelayLawPolicy) -> None:
        self._of_business = law.ftc_business
        self._unknown = law.country_unknown
        self._ship_time = timedelta(days=law.ftc_ship_days)
        self._by_country = dict.fromkeys(law.eu_countries, Law.EU) | dict.fromkeys(law.ftc_countries, Law.FTC)

    def applies(self, *, country: str | None, business: bool) -> Law:
        """The law of a destination (ISO 3166, two letters). The EU's is for consumers only."""
        law = self._by_country.get(country or self._unknown or "", Law.NONE)
        if business and (law is Law.EU or (law is Law.FTC and not self._of_business)):
            return Law.NONE
        return law

    def ship_time_ends(self, *, placed_on: date, stated_on: date | None, baseline: date) -> date:
        """The last day of a line's ship time: the one that was stated, else so many days after the order."""
        # A far day the customer asked for, or an item's first day of sale, was part of the offer.
        return stated_on or max(placed_on + self._ship_time, baseline)
