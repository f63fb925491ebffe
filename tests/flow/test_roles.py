"""A command is done by those who may, and refused to all others before anything happens (spec 9.2)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pytest

from makegood import flow
from makegood.db.models import Event, Location
from makegood.db.models.access import ROLES
from makegood.domain.closure.ending import Approval
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.reason import Reason
from makegood.queries import access
from makegood.services._orders import OrderName
from makegood.services.catalogue import AddPlaces
from makegood.services.closure import Cancel, CancelLine
from makegood.services.receipt.receive import Delivered, Receive
from tests.services.shop import NOW, arrive, cases, everything, goods, line, take

LEAD, WAREHOUSE = "operations_lead", "warehouse"

MAY = {
    "operations_lead": """Decide Undecide TakeOrders SetItems SetSafetyStock AddPlaces ImportShop Publish Reject
        Expect ChangeEta Allocate Reallocate Withdraw Firm FlagStuck Cancel ConfirmReason SetPolicy SetLogo
        RestorePolicy Review CloseTasks AssignCases AssignTasks Choose Approve""",
    "purchasing": "Decide Undecide SetItems Expect ChangeEta ConfirmReason CloseTasks AssignTasks",
    "support": "Decide Undecide TakeOrders Cancel ConfirmReason Review CloseTasks AssignCases AssignTasks",
    "warehouse": """Decide Undecide AddPlaces Receive Count MoveStock UndoReceipt Return Allocate Release Recall
        StartPicking Ship CancelShipments FlagStuck CloseTasks AssignTasks""",
    "finance": "Decide Undecide CloseTasks AssignTasks",
    "manager": "Decide Undecide Publish Reject Cancel CancelByManager SetPolicy SetLogo RestorePolicy "
    "Review CloseTasks AssignCases AssignTasks Choose Approve Revive",
    "engineer": """Revive ImportShop AddPeople SetRoles Deactivate Activate SetPasswords IssueTokens RevokeTokens
        Invite DropSecondFactors""",
}
"""What each role may change, told a second time: a slip in the table is seen here. Who decides, the policy narrows."""


def run(command: Any, roles: Collection[str] | None) -> Any:
    return flow.run(command, actor="person:1", now=NOW, roles=roles)


def refusal(command: Any, roles: Collection[str]) -> dict[str, object]:
    """What is told about a command that is not for these roles; nothing has changed."""
    before = everything()
    with pytest.raises(DomainError) as refused:
        run(command, roles)
    with pytest.raises(DomainError) as shown:
        flow.preview(command, actor="person:1", now=NOW, roles=roles)
    assert everything() == before
    assert (refused.value.code, refused.value.data) == (shown.value.code, shown.value.data)
    assert refused.value.code == "not_allowed"
    return refused.value.data


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_do_this_and_no_more(role: str) -> None:
    told = {name for names in MAY.values() for name in names.split()}
    assert {name for name in told if role in access.may(name)} == set(MAY[role].split())


def test_whoever_may_does_it_and_history_says_who() -> None:
    goods("MUG")
    run(AddPlaces(names=("main",)), {WAREHOUSE})
    run(Receive(deliveries=(Delivered(sku="MUG", counted_qty=3),)), {"support", WAREHOUSE})
    assert set(Event.objects.values_list("actor", flat=True)) == {"person:1"}


def test_a_role_without_authority_is_told_what_it_was_and_who_may() -> None:
    goods("MUG")
    Location.objects.create(name="main")
    told = refusal(Receive(deliveries=(Delivered(sku="MUG", counted_qty=3),)), {"support", "finance"})
    assert told == {"verb": "Receive", "roles": ["finance", "support"], "may": [WAREHOUSE]}


def test_whoever_holds_no_role_may_do_nothing() -> None:
    assert refusal(AddPlaces(names=("main",)), ())["may"] == [LEAD, WAREHOUSE]
    assert not Location.objects.exists()


def test_without_roles_it_is_the_machine_itself_which_may_do_everything() -> None:
    run(AddPlaces(names=("main",)), None)
    assert Location.objects.get().name == "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """A use-case that nobody gave to anybody."""


def test_what_the_table_does_not_know_is_forbidden_to_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[object] = []
    monkeypatch.setattr(flow, "STEPS", {Unheard: lambda work, command: done.append(command)})
    assert refusal(Unheard(), ROLES) == {"verb": "Unheard", "roles": sorted(ROLES), "may": []}
    assert done == []


def test_a_managers_word_is_given_by_a_manager_only() -> None:
    goods("MUG")
    arrive("MUG", 1)
    take("A", ("MUG", 3))
    own_word = Cancel(
        lines=(CancelLine(order=OrderName("A")),),
        reason=Reason.POLICY_EXCEPTION,
        approved_by=Approval.MANAGER,
        text="the last ones went to a hospital",
    )
    assert refusal(own_word, {"support", LEAD})["may"] == ["manager"]
    run(own_word, {"manager"})
    assert (cases("A"), line("A")) == ([("cancelled", 2)], {"cancelled": 3})


def test_policy_may_leave_a_verb_to_some_of_those_who_have_it_and_to_nobody_else() -> None:
    access.check("Cancel", {"support"}, only={"support", "finance"})
    for role in ("manager", "finance"):
        with pytest.raises(DomainError) as refused:
            access.check("Cancel", {role}, only={"support", "finance"})
        assert refused.value.data == {"verb": "Cancel", "roles": [role], "may": ["support"]}
