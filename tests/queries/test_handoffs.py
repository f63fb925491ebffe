"""The four handoffs name who crosses, who reacts and how soon (spec 9.2)."""

from __future__ import annotations

import pytest

from makegood.db.models.access import ROLES
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Policy, from_toml
from makegood.queries import access
from makegood.queries.access import VERBS
from makegood.queries.handoffs import WrittenHandoff, handoffs


def test_each_names_its_owner_backup_time_and_who_may_cross() -> None:
    assert [
        (each.handoff, each.owner, each.backup, each.react_days, each.roles) for each in handoffs(Policy())
    ] == [
        ("inventory_to_storefront", "operations_lead", "manager", 0, ("manager", "operations_lead")),
        ("purchasing_to_support", "support", "operations_lead", 1, ("operations_lead", "purchasing")),
        (
            "support_to_warehouse",
            "warehouse",
            "operations_lead",
            1,
            ("manager", "operations_lead", "support"),
        ),
        ("warehouse_to_finance", "finance", "manager", 2, ("warehouse",)),
    ]


@pytest.mark.parametrize("handoff", handoffs(Policy()), ids=lambda each: each.handoff)
def test_a_role_without_authority_cannot_cross(handoff: WrittenHandoff) -> None:
    crossed = {role for verb in handoff.verbs for role in ROLES if not _refused(verb, role)}
    if "Decide" in handoff.verbs:
        crossed -= set(ROLES) - set(handoff.roles)  # the policy narrows who decides: tests/services/decision
    assert crossed == set(handoff.roles)


def _refused(verb: str, role: str) -> bool:
    try:
        access.check(verb, {role})
    except DomainError as refused:
        return refused.code == "not_allowed"
    return False


def test_what_crosses_stands_in_the_table_of_roles() -> None:
    assert {verb for each in handoffs(Policy()) for verb in each.verbs} <= VERBS.keys()


def test_who_decides_crosses_as_the_policy_has_it() -> None:
    policy = from_toml('[decision.authority]\nsplit = "finance"\n')
    found = {each.handoff: each.roles for each in handoffs(policy)}["support_to_warehouse"]
    assert found == ("finance", "manager", "operations_lead", "support")


def test_a_shop_names_its_own_owner() -> None:
    policy = from_toml('[handoffs.support_to_warehouse]\nowner = "operations_lead"\nbackup = "manager"\n')
    found = {each.handoff: each for each in handoffs(policy)}["support_to_warehouse"]
    assert (found.owner, found.backup) == ("operations_lead", "manager")
