"""Who may do what: one table, role × verb. What has no row is forbidden (spec 9.2).

A verb is a use-case of `flow`, by the name of its command, or a question, by the name of its module here. One person
may wear several hats; what each hat may do stays separate.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from makegood.domain.terms.errors import DomainError

_LEAD, _PURCHASING, _SUPPORT = "operations_lead", "purchasing", "support"
_WAREHOUSE, _FINANCE, _MANAGER, _ENGINEER = "warehouse", "finance", "manager", "engineer"
_PEOPLE = (_LEAD, _PURCHASING, _SUPPORT, _WAREHOUSE, _FINANCE, _MANAGER)
_ALL = (*_PEOPLE, _ENGINEER)
ROLES = _ALL
"""Every hat there is, in the order of the columns of the table."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One row. `word` = the chapter it belongs to; `says` = what it does, to be read after "may"."""

    word: str
    name: str
    roles: tuple[str, ...]
    says: str


_USE_CASES = (
    Verb("intake", "TakeOrders", (_LEAD, _SUPPORT), "take orders"),
    Verb("intake", "EditOrders", (_SUPPORT, _LEAD), "change orders that were taken"),
    Verb("intake", "SetItems", (_LEAD, _PURCHASING), "change the catalogue: items, substitutes, bundles"),
    Verb("intake", "SetSafetyStock", (_LEAD,), "say how much is kept back"),
    Verb("intake", "AddPlaces", (_LEAD, _WAREHOUSE), "add places that hold stock"),
    Verb("intake", "ImportShop", (_LEAD, _ENGINEER), "take over a shop from files"),
    Verb("intake", "Choose", (_LEAD, _MANAGER), "say what customers of imported orders are told"),
    Verb("intake", "Approve", (_LEAD, _MANAGER), "let notices go that the brake holds"),
    Verb("notice", "GiveLinks", (_SUPPORT, _LEAD, _MANAGER), "make links to the pages of orders"),
    Verb("notice", "EndLinks", (_SUPPORT, _LEAD, _MANAGER), "end all links to the pages of orders"),
    Verb("notice", "Erase", (_ENGINEER, _MANAGER), "forget a customer: no personal datum remains"),
    Verb("notice", "LogContacts", (_SUPPORT, _LEAD, _MANAGER), "keep replies and calls about orders"),
    Verb("notice", "Unblock", (_SUPPORT, _LEAD, _MANAGER), "mail an address again that wanted no more mail"),
    Verb("notice", "SetTemplate", (_SUPPORT, _LEAD, _MANAGER), "write messages in the shop's own words"),
    Verb(
        "notice", "RestoreTemplate", (_SUPPORT, _LEAD, _MANAGER), "make the words of messages what they were"
    ),
    Verb("notice", "OweUpdates", (_SUPPORT, _LEAD, _ENGINEER), "queue the updates that are due"),
    Verb(
        "notice", "SettleLetters", (_SUPPORT, _LEAD, _MANAGER), "say what became of a message that is unclear"
    ),
    Verb("promise", "AskForDates", _PEOPLE, "ask the owner of dates for another one"),
    Verb("promise", "Publish", (_LEAD, _MANAGER), "publish proposed windows"),
    Verb("promise", "Reject", (_LEAD, _MANAGER), "reject proposed windows"),
    Verb(
        "decision",
        "Decide",
        (_SUPPORT, _LEAD, _PURCHASING, _WAREHOUSE, _FINANCE, _MANAGER),
        "decide about short orders; of these only the role that `decision.authority` names, and a manager",
    ),
    Verb(
        "decision",
        "Undecide",
        (_SUPPORT, _LEAD, _PURCHASING, _WAREHOUSE, _FINANCE, _MANAGER),
        "take back decisions that nothing came of, as who may make them",
    ),
    Verb("review", "Review", (_LEAD, _SUPPORT, _MANAGER), "look at every waiting line today"),
    Verb("review", "AskForDeeds", _ALL, "ask those who may for what is not theirs to do"),
    Verb("review", "AnswerTasks", _ALL, "say yes or no to what their role is asked"),
    Verb("review", "CloseTasks", _PEOPLE, "say that tasks of their role are done"),
    Verb("review", "AssignCases", (_SUPPORT, _LEAD, _MANAGER), "say who looks after backorders"),
    Verb("review", "AssignTasks", _PEOPLE, "hand tasks of their role to another"),
    Verb("receipt", "Expect", (_PURCHASING, _LEAD), "write purchase orders down"),
    Verb("receipt", "ChangeEta", (_PURCHASING, _LEAD), "note a supplier's new word"),
    Verb("receipt", "Receive", (_WAREHOUSE,), "take deliveries in"),
    Verb("receipt", "Count", (_WAREHOUSE,), "note stock counts"),
    Verb("receipt", "MoveStock", (_WAREHOUSE,), "move units between shelves and places"),
    Verb("receipt", "UndoReceipt", (_WAREHOUSE,), "undo mistyped receipts"),
    Verb("receipt", "Return", (_WAREHOUSE,), "take returned units back after inspection"),
    Verb("allocation", "Allocate", (_LEAD, _WAREHOUSE), "serve the queue"),
    Verb("allocation", "Reallocate", (_LEAD,), "run the queue again for all that is held"),
    Verb("allocation", "Withdraw", (_LEAD,), "take units from a line for others"),
    Verb("allocation", "Firm", (_LEAD,), "make units firm, or loosen them"),
    Verb("release", "Release", (_WAREHOUSE,), "hand lines to the warehouse"),
    Verb("release", "Recall", (_WAREHOUSE,), "take released units back"),
    Verb("release", "StartPicking", (_WAREHOUSE,), "begin to pick a release"),
    Verb("release", "Ship", (_WAREHOUSE,), "tell of parcels that left"),
    Verb("release", "CancelShipments", (_WAREHOUSE,), "tell of parcels that did not leave after all"),
    Verb("release", "FlagStuck", (_WAREHOUSE, _LEAD), "flag releases that do not leave"),
    Verb("closure", "Cancel", (_SUPPORT, _LEAD, _MANAGER), "cancel what the customer or the law cancels"),
    Verb("closure", "CancelByManager", (_MANAGER,), "cancel without the customer's word, and say why"),
    Verb("closure", "Reopen", (_SUPPORT, _LEAD), "open what was cancelled again"),
    Verb("closure", "ConfirmReason", (_SUPPORT, _PURCHASING, _LEAD), "confirm why units were missing"),
    Verb("policy", "SetPolicy", (_LEAD, _MANAGER), "change the policy"),
    Verb("policy", "SetLogo", (_LEAD, _MANAGER), "show customers the shop's logo, or none"),
    Verb("policy", "RestorePolicy", (_LEAD, _MANAGER), "make an area of the policy what it was"),
    Verb("machine", "Revive", (_ENGINEER, _MANAGER), "have jobs tried again that were given up"),
    Verb("people", "AddPeople", (_ENGINEER,), "add people"),
    Verb("people", "SetRoles", (_ENGINEER,), "say who wears which hats"),
    Verb("people", "Deactivate", (_ENGINEER,), "shut people out"),
    Verb("people", "Activate", (_ENGINEER,), "let people in again"),
    Verb("people", "SetPasswords", (_ENGINEER,), "give people another password"),
    Verb("people", "Invite", (_ENGINEER,), "make links with which people choose a password"),
    Verb("people", "DropSecondFactors", (_ENGINEER,), "take away second factors that were lost"),
    Verb("people", "IssueTokens", (_ENGINEER,), "give out keys for programs"),
    Verb("people", "RevokeTokens", (_ENGINEER,), "end keys"),
    Verb("people", "KeepView", _ALL, "keep a view of a list for themselves"),
    Verb("people", "DropView", _ALL, "drop a view that they keep"),
    Verb("machine", "PauseSending", (_ENGINEER, _MANAGER, _LEAD), "keep everything from being sent"),
    Verb("machine", "ResumeSending", (_ENGINEER, _MANAGER, _LEAD), "let messages be sent again"),
)
_QUESTIONS = (
    Verb("intake", "readiness", _ALL, "ask whether a SKU is ready to be listed"),
    Verb("intake", "catalogue", _ALL, "see what the shop sells"),
    Verb("intake", "muted", _ALL, "see which imported orders are muted still"),
    Verb("intake", "orders", _ALL, "see every order, and what became of each unit"),
    Verb("intake", "story", _ALL, "read the whole story of an order"),
    Verb("notice", "evidence", (_SUPPORT, _LEAD, _MANAGER), "take one order's file for a dispute"),
    Verb("notice", "contacts", (_SUPPORT, _LEAD, _MANAGER), "read what customers wrote about orders"),
    Verb("promise", "proposals", _ALL, "see windows that wait for the owner of dates"),
    Verb("promise", "slip", _ALL, "see what a purchase order breaks when it slips"),
    Verb("promise", "availability", _ALL, "ask what may still be sold"),
    Verb("decision", "decisions", _ALL, "ask what may be done with short orders, and what it costs"),
    Verb("promise", "why_date", _ALL, "ask what a window rests on"),
    Verb("notice", "notices", _ALL, "see what customers are owed and told"),
    Verb("notice", "templates", _ALL, "read the shop's own words, and what an order's customer would read"),
    Verb("review", "tasks", _ALL, "see what people are asked to do"),
    Verb("review", "cases", _ALL, "see every open backorder"),
    Verb("review", "affairs", _ALL, "see the state of affairs"),
    Verb("receipt", "arrivals", _ALL, "see what came last and what comes next"),
    Verb("receipt", "suppliers", _ALL, "see how suppliers keep their word"),
    Verb("receipt", "stock", _ALL, "see what lies where"),
    Verb("allocation", "why_not", _ALL, "ask why a line waits"),
    Verb("metrics", "measures", _ALL, "see the weekly figures, and the orders behind each"),
    Verb("release", "releases", _ALL, "see what the warehouse was told, and what is stuck"),
    Verb("policy", "policy", _ALL, "read the policy and its history"),
    Verb("policy", "handoffs", _ALL, "see who hands what to whom, and who must react"),
    Verb("people", "views", _ALL, "see the views that they keep"),
    Verb("people", "people", (_ENGINEER, _MANAGER), "see who works here, and which keys there are"),
    Verb("machine", "jobs", (_ENGINEER, _MANAGER, _LEAD), "see what the worker has to do, and run it"),
    Verb(
        "machine",
        "machine",
        (_ENGINEER, _MANAGER, _LEAD),
        "see who paused sending, and who had jobs tried again that were given up",
    ),
    Verb("machine", "audit", (_ENGINEER, _MANAGER, _LEAD), "run the audit, and read the whole history"),
    Verb("machine", "health", (_ENGINEER, _MANAGER, _LEAD), "look at the database's health"),
    Verb("machine", "sending", _ALL, "see whether messages are sent"),
    Verb("machine", "backup", (_ENGINEER,), "take the whole shop away in one file"),
)

VERBS: Mapping[str, Verb] = {verb.name: verb for verb in (*_USE_CASES, *_QUESTIONS)}


def with_its_words(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a task or an event carries, and beside the verb that it names how the table says it (`says`)."""
    row = VERBS.get(str(data.get("verb", "")))
    return {**data, "says": row.says} if row else data


def may(verb: str) -> tuple[str, ...]:
    """The roles that may do it; none for a verb without a row."""
    known = VERBS.get(verb)
    return known.roles if known else ()


def check(verb: str, roles: Collection[str] | None, *, only: Collection[str] | None = None) -> None:
    """Refuse what none of these roles may do. `roles` None = whoever works at the machine itself: everything.

    `only` = those of the table that the policy leaves. Raises DomainError('not_allowed') with verb, roles and who may.
    """
    if roles is None:
        return
    allowed = [role for role in may(verb) if only is None or role in only]
    if not set(roles) & set(allowed):
        raise DomainError("not_allowed", {"verb": verb, "roles": sorted(roles), "may": allowed})
