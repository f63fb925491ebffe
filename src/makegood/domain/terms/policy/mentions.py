"""What the policy names that only the business's data can know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from makegood.domain.terms.policy.document import Policy
from makegood.domain.terms.policy.schema import text_of, walk

About = Literal["sku", "family", "supplier", "location", "channel", "customer_tier"]

_SETTINGS: dict[str, About] = {
    "sku": "sku",
    "protected_skus": "sku",
    "family": "family",
    "channel": "channel",
    "channels": "channel",
    "customer_tiers": "customer_tier",
    "priority_customer_tiers": "customer_tier",
}
# Calendars and services are the policy's own: the data is held to them, not they to the data.
_TABLES: dict[str, About] = {"suppliers": "supplier", "locations": "location", "channels": "channel"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the policy: where it stands (places in a list count from 1), what it is a name of, the name."""

    where: str
    about: About
    name: str


def mentions(policy: Policy) -> Iterator[Mention]:
    """Every name of a SKU, family, supplier, location, channel or customer tier, in the policy's order.

    The tables that every policy has by default are left out.
    """
    ordinary = Policy()
    for table, about in _TABLES.items():
        for name in getattr(policy, table):
            if name not in getattr(ordinary, table):
                yield Mention(f"{table}.{text_of(name)}", about, name)
    for where, setting, value in walk(policy):
        named = _SETTINGS.get(setting.name)
        if named is None or value is None or setting.kind.name == "names":
            continue
        if isinstance(value, str):
            yield Mention(where, named, value)
        else:
            yield from (Mention(f"{where}[{place}]", named, name) for place, name in enumerate(value, 1))
