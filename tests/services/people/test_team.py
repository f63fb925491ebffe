"""Who works here, in which roles, and whether they may come in (spec 9.2)."""

from __future__ import annotations

from typing import Any

import pytest

from makegood.db.models import Backorder, Event, Person
from makegood.domain.terms.errors import DomainError
from makegood.queries.people import TeamMember, team, who_is
from makegood.services.people import (
    Activate,
    AddPeople,
    Deactivate,
    NewPassword,
    NewPerson,
    NewRoles,
    SetPasswords,
    SetRoles,
)
from tests.services.people.team import (
    ADA,
    BOB,
    PASSWORD,
    add,
    everything,
    history,
    issue,
    problems,
    refusal,
    roles,
)
from tests.services.shop import NOW, do, goods, take


def test_people_are_known_by_their_address_whatever_its_case() -> None:
    ada = add(" Ada@Example.COM ", "engineer", "support", name=" Ada ")
    bob = add(BOB, password=None)
    assert team() == [
        TeamMember(ada.pk, ADA, "Ada", ("engineer", "support"), active=True, signs_in=True),
        TeamMember(bob.pk, BOB, "", (), active=True, signs_in=False),
    ]
    assert problems(refusal(AddPeople(people=(NewPerson(email="ADA@example.com"),)))) == [
        (ADA, "person_known")
    ]


def test_every_problem_of_people_is_told_and_nobody_is_added() -> None:
    add(ADA)
    wanted = (
        NewPerson(email=ADA),
        NewPerson(email="nobody"),
        NewPerson(email=BOB, roles=("boss", "support")),
        NewPerson(email=BOB.upper()),
        NewPerson(email=f"{'a' * 63}@{'b.' * 90}example.com", name="b" * 201),
    )
    assert problems(refusal(AddPeople(people=wanted))) == [
        (BOB, "person_twice"),
        (BOB, "role_unknown"),
        (BOB.upper(), "person_twice"),
        (ADA, "person_known"),
        ("nobody", "email_invalid"),
        (wanted[-1].email, "email_invalid"),
        (wanted[-1].email, "name_too_long"),
    ]


def test_hats_are_given_and_taken_and_history_tells_both_sides() -> None:
    add(ADA, "engineer")
    add(BOB, "support", "finance")
    do(SetRoles(people=(NewRoles(person=BOB, roles=("finance", "warehouse")),)))
    assert (roles(ADA), roles(BOB)) == (("engineer",), ("finance", "warehouse"))
    assert history(BOB) == [
        ("people.added", '{"roles":["finance","support"]}'),
        ("people.assigned", '{"before":["finance","support"],"roles":["finance","warehouse"]}'),
    ]


def test_the_same_hats_again_change_nothing() -> None:
    add(BOB, "support", "finance")
    before = everything()
    do(SetRoles(people=(NewRoles(person=BOB, roles=("finance", "support", "support")),)))
    assert everything() == before


def test_roles_that_make_no_sense_are_refused() -> None:
    add(BOB, "support")
    assert problems(refusal(SetRoles(people=(NewRoles(person=BOB, roles=("boss",)),)))) == [
        (BOB, "role_unknown")
    ]
    twice = tuple(NewRoles(person=BOB, roles=(role,)) for role in ("finance", "support"))
    assert problems(refusal(SetRoles(people=twice))) == [(BOB, "person_twice")] * 2
    unknown = refusal(SetRoles(people=(NewRoles(person="eve@example.com", roles=()),)))
    assert (unknown.code, unknown.data) == ("person_unknown", {"people": ["eve@example.com"]})


def test_whoever_leaves_is_let_in_no_longer_and_their_keys_end() -> None:
    add(ADA, "engineer")
    add(BOB, "support")
    key = issue(BOB, "support")
    assert do(Deactivate(people=(BOB,))) == [key.token]
    assert who_is(key.secret, now=NOW) is None
    assert history(BOB)[-1] == ("people.deactivated", f'{{"tokens":[{key.token}]}}')
    do(Activate(people=(BOB,)))
    assert (roles(BOB), who_is(key.secret, now=NOW)) == (("support",), None)
    assert [kind for kind, _ in history(BOB)][-2:] == ["people.deactivated", "people.activated"]


def test_leaving_twice_and_coming_back_twice_is_told_once() -> None:
    add(ADA, "engineer")
    add(BOB)
    for command in (Deactivate, Deactivate, Activate, Activate):
        do(command(people=(BOB,)))
    assert [kind for kind, _ in history(BOB)] == ["people.added", "people.deactivated", "people.activated"]


def test_the_cases_of_whoever_leaves_go_back_to_a_role() -> None:
    bob = add(BOB, "support")
    goods("MUG")
    take("A", ("MUG", 2))
    Backorder.objects.update(owner=f"person:{bob.pk}")
    do(Deactivate(people=(BOB,)))
    case = Backorder.objects.get()
    assert case.owner == "support"
    told = Event.objects.filter(stream="order").latest("seq")
    assert (told.kind, told.data) == ("review.handed_back", f'{{"cases":[{case.pk}],"owner":"support"}}')


@pytest.mark.parametrize(
    "command",
    [
        Deactivate(people=(ADA, BOB)),
        SetRoles(people=(NewRoles(person=ADA, roles=("support",)), NewRoles(person=BOB, roles=()))),
    ],
)
def test_the_last_who_lets_people_in_stays(command: object) -> None:
    add(ADA, "engineer")
    add(BOB, "engineer")
    assert refusal(command).code == "last_engineer"


def test_one_of_two_who_let_people_in_may_leave_and_then_the_other_stays() -> None:
    add(ADA, "engineer")
    add(BOB, "engineer")
    do(Deactivate(people=(ADA,)))
    assert refusal(Deactivate(people=(BOB,))).code == "last_engineer"
    assert refusal(SetRoles(people=(NewRoles(person=BOB, roles=()),))).code == "last_engineer"
    do(Activate(people=(ADA,)))
    do(SetRoles(people=(NewRoles(person=BOB, roles=()),)))
    assert roles(BOB) == ()


def test_a_shop_without_anybody_who_lets_people_in_can_still_change() -> None:
    add(BOB, "support")
    do(Deactivate(people=(BOB,)))
    assert not Person.objects.get().is_active


def test_another_password_is_kept_as_a_hash_of_its_own(settings: Any) -> None:
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[1:]  # without the quick one of tests
    add(ADA)
    before = Person.objects.get().password
    do(SetPasswords(passwords=(NewPassword(person=ADA, password="nine white geese"),)))
    ada = Person.objects.get()
    assert (ada.check_password("nine white geese"), ada.check_password(PASSWORD)) == (True, False)
    assert before.startswith("scrypt$")
    assert history(ADA)[-1] == ("people.password_changed", "{}")


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("herons", ["password_too_short"]),
        ("1qaz2wsx3edc", ["password_too_common"]),
        ("ada@example.com", ["password_too_similar"]),
        ("ada lovelace!", ["password_too_similar"]),
        ("password", ["password_too_short", "password_too_common"]),
    ],
)
def test_a_password_that_can_be_guessed_is_refused_and_not_repeated(password: str, wrong: list[str]) -> None:
    for make in (
        lambda: NewPerson(email=ADA, name="Ada Lovelace", password=password),
        lambda: NewPassword(person=ADA, name="Ada Lovelace", password=password),
    ):
        with pytest.raises(DomainError) as refused:
            make()
        assert (refused.value.code, refused.value.data) == ("password_refused", {"problems": wrong})


def test_a_command_does_not_show_the_password_it_was_made_with() -> None:
    person = NewPerson(email=ADA, password=PASSWORD)
    shown = f"{person!r} {AddPeople(people=(person,))!r} {NewPassword(person=ADA, password=PASSWORD)!r}"
    assert PASSWORD not in shown
    assert "scrypt" not in shown
