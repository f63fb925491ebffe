"""Policy is a value: one document with an area per subject."""

from __future__ import annotations

from makegood.domain.terms.policy.document import Policy
from makegood.domain.terms.policy.reading import areas_of, from_toml
from makegood.domain.terms.policy.writing import Difference, area_to_toml, differences, to_toml, version

__all__ = [
    "Difference",
    "Policy",
    "area_to_toml",
    "areas_of",
    "differences",
    "from_toml",
    "to_toml",
    "version",
]
