"""People who sign in, their roles, and keys for programs (spec 9.2)."""

from __future__ import annotations

from makegood.services.people.commands import (
    Activate,
    AddPeople,
    Deactivate,
    Issued,
    IssueTokens,
    NewPassword,
    NewPerson,
    NewRoles,
    NewToken,
    RevokeTokens,
    SetPasswords,
    SetRoles,
)

__all__ = [
    "Activate",
    "AddPeople",
    "Deactivate",
    "IssueTokens",
    "Issued",
    "NewPassword",
    "NewPerson",
    "NewRoles",
    "NewToken",
    "RevokeTokens",
    "SetPasswords",
    "SetRoles",
]
