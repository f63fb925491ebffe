"""The areas of the policy, as people call them."""

from __future__ import annotations

from collections.abc import Mapping

AREAS: Mapping[str, str] = {
    "eligibility": "What may wait",
    "promise": "Windows",
    "allocation": "Who is served first",
    "decision": "Hold, split, substitute, cancel",
    "review": "Ageing and reviews",
    "notice": "Messages",
    "templates": "The shop's own words",
    "delay_law": "Delay law",
    "closure": "Causes",
    "handoffs": "Handoffs",
    "shop": "The shop",
    "channels": "Sales channels",
    "locations": "Locations",
    "services": "Shipping services",
    "suppliers": "Suppliers",
    "calendars": "Working days",
}
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Who may wait, and who is served", ("eligibility", "allocation", "promise", "decision")),
    ("Who is told and who looks", ("notice", "templates", "delay_law", "review", "closure", "handoffs")),
    ("The shop", ("shop", "channels", "locations", "services", "suppliers", "calendars")),
)
"""In the order in which they are shown."""


def area_said(area: str) -> str:
    """What people call it."""
    return AREAS.get(area, area)
