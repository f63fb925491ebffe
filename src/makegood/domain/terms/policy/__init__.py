"""Policy is a value: one document with an area per subject."""

from __future__ import annotations

from makegood.domain.terms.policy.document import Policy
from makegood.domain.terms.policy.reading import from_toml
from makegood.domain.terms.policy.writing import Difference, differences, to_toml, version

__all__ = ["Difference", "Policy", "differences", "from_toml", "to_toml", "version"]
