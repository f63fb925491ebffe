"""The languages of the customer's page, each with that of its messages."""

from __future__ import annotations

from typing import NamedTuple

from makegood.wording.english import AMERICAN, ENGLISH
from makegood.wording.german import GERMAN
from makegood.wording.phrases import Phrases
from makegood.wording.portal.english import AMERICAN_PORTAL, ENGLISH_PORTAL
from makegood.wording.portal.german import GERMAN_PORTAL
from makegood.wording.portal.phrases import PortalPhrases


class Tongue(NamedTuple):
    """One language: the sentences of the page, and dates, numbers and laws as messages say them."""

    page: PortalPhrases
    letters: Phrases


_AMERICAN = Tongue(AMERICAN_PORTAL, AMERICAN)
TONGUES = {"en": Tongue(ENGLISH_PORTAL, ENGLISH), "de": Tongue(GERMAN_PORTAL, GERMAN)}


def tongue(wanted: str | None, *, fallback: str, country: str | None = None) -> Tongue:
    """The customer's language, else the shop's, else English; its American way in the United States."""
    tag = wanted or fallback
    found = next((TONGUES[name] for name in map(_name, (tag, fallback)) if name in TONGUES), TONGUES["en"])
    if found is TONGUES["en"] and (country == "US" or tag.upper().endswith("-US")):
        return _AMERICAN
    return found


def _name(tag: str) -> str:
    return tag.strip().lower().replace("_", "-").partition("-")[0]
