"""What the settings of the policy are called beside their fields, where their own name in words would not do, and
what they are set to."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from makegood.domain.terms.policy.document import Policy
from makegood.domain.terms.policy.schema import Setting, settings_of
from makegood.wording.codes import words
from makegood.wording.refusals import named, sentence_begins

_LABELS: Mapping[str, str] = {
    "allowed": "May wait",
    "answer_days": "Days to answer",
    "assume_date_moved": "An update where nothing is known counts as a second delay",
    "authority": "Who may decide",
    "backorder_allowed": "May be sold there while it is not in stock",
    "bought_together_share": "Usually bought together from",
    "brake": "Brake: most messages at once",
    "business": "Business customers",
    "cancel_chance_per_day": "Chance of a cancellation per late day",
    "cancel_is_defect": "A cancellation by us counts against us",
    "cap_inbound_share": "Cap as a share of what is coming",
    "cap_units": "Cap in units",
    "channel": "On this channel only",
    "check_again_on": "Check the rule again on",
    "costs": "What things cost",
    "country_unknown": "Country of orders that name none",
    "cut_off": "Cut-off time",
    "default": "Where no rule fits",
    "delay_max_days": "Delay at most (days)",
    "delay_min_days": "Delay at least (days)",
    "digest_at": "Daily digest at",
    "earlier_orders_min": "Other orders at least",
    "email_allowed": "Buyers may be e-mailed",
    "enough_margin": "Margin is enough from",
    "escalates": "Escalates",
    "eu_countries": "Countries with the rights of Directive 2011/83",
    "evidence": "When evidence tips",
    "firm_release_days": "A release is stuck after (working days)",
    "frequent_receipts_per_year": "Receipts a year that are frequent",
    "from_days": "From day",
    "ftc_business": "The FTC rule covers business buyers",
    "ftc_countries": "Countries under the FTC rule",
    "ftc_late_offer_needs_consent": "A first notice that comes late needs a yes",
    "ftc_ship_days": "Ship time where none was stated (days)",
    "ftc_silence_days": "Longest delay that silence accepts (days)",
    "goodwill": "Goodwill",
    "hold_complete_days": "A one-parcel order keeps its stock for (days)",
    "holidays": "Days off",
    "holidays_of": "Public holidays of",
    "items": "Kinds of items",
    "keep_contacts_days": "Keep the text of replies for (days)",
    "lateness_confirmed": "Lateness of confirmed lots, without history",
    "lateness_unconfirmed": "Lateness of unconfirmed lots",
    "link_days": "A link opens its page for (days)",
    "listing_weight": "Weight when units are shared among channels",
    "longest_handling_days": "Longest handling time (working days)",
    "longest_window_days": "Furthest day that may be promised (days from today)",
    "look_back_days": "A cut lot is evidence for (days)",
    "low_price": "A price is low below",
    "margin_max": "Margin at most",
    "margin_min": "Margin at least",
    "method": "How a tier is served",
    "minimum_fill": "Fewest units worth giving",
    "need_by_horizon_days": "A date asked for is urgent within (days)",
    "need_by_within_days": "Date asked for within (days)",
    "options_allowed": "Buyers may be offered a choice",
    "parcel": "One more parcel",
    "preorder_cap_units": "Cap of preorders in units",
    "priority_customer_tiers": "Customer tiers that are priority",
    "processing": "Order processing (working days)",
    "protected_skus": "SKUs whose safety stock is never given",
    "publish_within_days": "Publish first windows at once within (days)",
    "quiet_from": "Quiet from",
    "quiet_until": "Quiet until",
    "react_days": "Time to react (working days)",
    "receiving": "Receiving and putaway (working days)",
    "recovery": "Winning a customer back",
    "refusal_chance": "Chance that a substitute is refused",
    "republish_earlier_days": "Tell of an earlier start from (days)",
    "republish_within_days": "Publish moved windows at once within (days)",
    "review_every_days": "Look again after (working days)",
    "review_on": "Look at it again on",
    "seasonal_margin_days": "A season ends at least so many days after arrival",
    "service": "Usual shipping service",
    "service_level": "Share of promises to keep",
    "several_captures": "One authorisation can be captured in parts",
    "silent_default": "No answer means",
    "spike_days": "Days that are compared",
    "spike_factor": "Demand spikes from so many times the usual",
    "spike_history_days": "Days before that are usual",
    "spike_minimum_units": "Fewest units of a spike",
    "stable_lateness_days": "Lead time is stable within (working days)",
    "strict": "Measures late shipments",
    "substitute_at_lower_price": "A substitute costs the lower price",
    "tiers": "Who goes first",
    "transit": "Transit (working days)",
    "undated": "Without a date",
    "undated_delay_days": "Late days assumed without a date",
    "update_every_days": "Days between two messages at most",
    "value_line": "An order is high-value from",
    "value_max": "Order value at most",
    "value_min": "Order value at least",
    "waiting_per_week": "Support for one waiting order per week",
    "zone": "Time zone",
}


def _inside(area: type) -> Iterator[Setting]:
    """Every setting of an area, and of the areas in it."""
    for setting in settings_of(area).values():
        yield setting
        inner = setting.kind.of or setting.kind
        if inner.name == "area":
            yield from _inside(inner.type)


_CODES = frozenset((each.name, code) for each in _inside(Policy) for code in each.one_of)
_SWITCHES = frozenset(each.name for each in _inside(Policy) if each.kind.name == "true or false")


def code_said(setting: str, code: str) -> str:
    """A code that a setting takes, in words; what flags say of items means something else elsewhere."""
    return sentence_begins(named(code)) if setting == "items" else words(code)


def value_said(setting: str, written: str) -> str:
    """What a document sets it to, as its field shows it: codes in words, the rest without the document's marks."""
    value = tomllib.loads(f"value = {written}", parse_float=str)["value"]
    if isinstance(value, list):
        return ", ".join(_said(setting, each) for each in value) or "none"
    return _said(setting, value)


def _said(setting: str, value: Any) -> str:
    if isinstance(value, bool):
        # Of anything but a switch a document says with false that it is not set.
        return ("Yes" if value else "No") if setting in _SWITCHES else "not set"
    return code_said(setting, value) if (setting, value) in _CODES else str(value)


def label_of(setting: str) -> str:
    """Of a setting by its name."""
    return _LABELS.get(setting) or sentence_begins(named(setting))
