"""The policy as it is and as it was."""

from __future__ import annotations

from makegood.db import facts
from makegood.domain.terms.policy import Policy, from_toml


def policy_of(revision: int | None = None) -> Policy:
    """The whole policy: the one in force, or as it was at a revision (0 = all at its defaults)."""
    return from_toml("\n".join(facts.policy_documents(up_to=revision)))
