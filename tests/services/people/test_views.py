"""Views that people keep: each for themselves, and their history names nothing that they wrote."""

from __future__ import annotations

import json
from typing import Any

import pytest

from makegood import flow
from makegood.db.models import Event, Person, SavedView
from makegood.domain.terms.errors import DomainError
from makegood.queries.views import views, views_for
from makegood.services.people import AddPeople, DropView, IssueTokens, KeepView, NewPerson, NewToken
from tests.services.shop import NOW, do


def people(*names: str) -> dict[str, Person]:
    """People of support."""
    do(AddPeople(people=tuple(NewPerson(email=f"{name}@example.org", roles=("support",)) for name in names)))
    return {name: Person.objects.get(email=f"{name}@example.org") for name in names}


def keep(
    name: str = "Late", query: str = "which=late", *, person: str = "ada", page: str = "backorders"
) -> KeepView:
    """A view of Ada's."""
    return KeepView(person=f"{person}@example.org", page=page, name=name, query=query)


def by(person: Person, command: Any) -> Any:
    """Somebody asks for it in person."""
    return flow.run(command, actor=f"person:{person.pk}", now=NOW, roles={"support"})


def test_a_view_is_kept_replaced_and_dropped() -> None:
    ada = people("ada")["ada"]
    by(ada, keep())
    by(ada, keep(query="which=broken"))
    assert [(each.page, each.name, each.query) for each in views(ada.pk)] == [
        ("backorders", "Late", "which=broken")
    ]
    by(ada, DropView(person="ada@example.org", page="backorders", name="Late"))
    by(ada, DropView(person="ada@example.org", page="backorders", name="Late"))
    assert views(ada.pk) == []


def test_the_same_again_changes_nothing() -> None:
    ada = people("ada")["ada"]
    by(ada, keep())
    before = Event.objects.count()
    by(ada, keep())
    assert Event.objects.count() == before


def test_history_tells_that_a_view_was_kept_and_not_what_it_is_called() -> None:
    ada = people("ada")["ada"]
    by(ada, keep("Orders of Mr Smith"))
    event = Event.objects.get(kind="people.view_kept")
    assert json.loads(event.data) == {"view": SavedView.objects.get().pk}


def test_nobody_keeps_or_drops_views_of_others() -> None:
    found = people("ada", "eve")
    by(found["ada"], keep())
    for command in (keep("Mine"), DropView(person="ada@example.org", page="backorders", name="Late")):
        with pytest.raises(DomainError) as refused:
            by(found["eve"], command)
        assert refused.value.code == "not_yours"
    assert [each.name for each in views(found["ada"].pk)] == ["Late"]


@pytest.mark.parametrize(
    "wrong",
    [keep(" "), keep("x" * 61), keep(query="x" * 2001), keep(page="secrets")],
    ids=["no name", "long name", "long query", "other page"],
)
def test_a_view_that_makes_no_sense_is_refused(wrong: KeepView) -> None:
    ada = people("ada")["ada"]
    with pytest.raises(DomainError) as refused:
        by(ada, wrong)
    # What no column holds is refused before anybody looks at it.
    assert refused.value.code in ("view_invalid", "entry_invalid")
    assert views(ada.pk) == []


def test_thirty_views_are_enough() -> None:
    ada = people("ada")["ada"]
    for number in range(30):
        by(ada, keep(f"View {number}"))
    with pytest.raises(DomainError, match="view_invalid"):
        by(ada, keep("One more"))
    by(ada, keep("View 3", "which=review"))
    assert len(views(ada.pk)) == 30


def test_a_key_sees_and_keeps_the_views_of_its_person() -> None:
    found = people("ada", "eve")
    token = NewToken(person="ada@example.org", name="script", scopes=("support",))
    (issued,) = do(IssueTokens(tokens=(token,)))
    flow.run(keep(), actor=f"token:{issued.token}", now=NOW, roles={"support"})
    assert [each.name for each in views_for(f"token:{issued.token}")] == ["Late"]
    assert [each.name for each in views_for(f"person:{found['ada'].pk}")] == ["Late"]
    assert views_for(f"person:{found['eve'].pk}") == views_for("cli") == views_for("token:999") == []
