"""Policy: what the business decides beforehand, every version of it; the shop's own words are one of its areas."""

from __future__ import annotations

from makegood.services.policy.areas import (
    PolicySet,
    RestorePolicy,
    SetPolicy,
    moves_units,
    restore_policy,
    set_policy,
)
from makegood.services.policy.logo import SetLogo, set_logo
from makegood.services.policy.templates import RestoreTemplate, SetTemplate, restore_template, set_template

__all__ = [
    "PolicySet",
    "RestorePolicy",
    "RestoreTemplate",
    "SetLogo",
    "SetPolicy",
    "SetTemplate",
    "moves_units",
    "restore_policy",
    "restore_template",
    "set_logo",
    "set_policy",
    "set_template",
]
