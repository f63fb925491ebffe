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
from makegood.services.people.own import DropSecondFactors, EndSessions, Invitation, Invite, NoteSecondFactor
from makegood.services.people.views import DropView, KeepView

__all__ = [
    "Activate",
    "AddPeople",
    "Deactivate",
    "DropSecondFactors",
    "DropView",
    "EndSessions",
    "Invitation",
    "Invite",
    "IssueTokens",
    "Issued",
    "KeepView",
    "NewPassword",
    "NewPerson",
    "NewRoles",
    "NewToken",
    "NoteSecondFactor",
    "RevokeTokens",
    "SetPasswords",
    "SetRoles",
]
