"""What the shop decided beforehand, and what it changes its mind about."""

from __future__ import annotations

from collections.abc import Mapping

from makegood.demo.story.goods import CAPPED, ENDED, PROTECTED

_SHOP = """
[shop]
name = "Hearth & Trail"
currency = "USD"
zone = "America/New_York"
language = "en"
colour = "#9a3412"

# Whoever tries the shop at night wants to see its mail.
[notice]
quiet_from = 00:00:00
quiet_until = 00:00:00

[calendars.default]
holidays_of = "US"

[calendars.germany]
holidays_of = "DE"

[locations.hamburg]
countries = ["DE", "FR", "NL", "GB"]
calendar = "germany"

[locations.main]

[services.standard]
transit = [2, 5]

[services.express]
transit = [1, 2]

[suppliers."Summit Coffee Works"]
lead_time = [10, 14]

[suppliers."Nordwald Metall"]
lead_time = [15, 20]
calendar = "germany"

[channels.wholesale]
listing_weight = 2

[[decision.rules]]
name = "one parcel for what breaks"
items = ["fragile"]
forbid = ["split"]
"""
_TENTS = """
[[eligibility.rules]]
family = "tent"
longest_window_days = 60
decided_by = "owner"
why = "Nobody waits a season for a tent."
"""


def first_policy() -> str:
    """The policy the shop opens with."""
    return "\n".join((_SHOP, eligibility(CAPPED), allocation()))


def eligibility(caps: Mapping[str, int]) -> str:
    """Who may wait for what: caps by SKU, and nobody for what is not made any more."""
    capped = [
        f'[[eligibility.rules]]\nsku = "{sku}"\ncap_units = {cap}\ndecided_by = "owner"\n'
        'why = "As many as we can win back if it fails."\n'
        for sku, cap in caps.items()
    ]
    ended = [
        f'[[eligibility.rules]]\nsku = "{sku}"\nallowed = false\ndecided_by = "owner"\nwhy = "Not made any more."\n'
        for sku in ENDED
    ]
    return "\n".join((*capped, *ended, _TENTS))


def allocation(*, dearer_first: bool = False) -> str:
    """Who is served first; `dearer_first` = orders of 400 dollars and more before others of their day."""
    protected = ", ".join(f'"{sku}"' for sku in PROTECTED)
    value = "value_line = 400.00\n" if dearer_first else ""
    return f'[allocation]\nprotected_skus = [{protected}]\npriority_customer_tiers = ["gold"]\n{value}'
