"""Keys for programs: told once, kept as a hash, never more than their person may."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest

from makegood.db.models import Token
from makegood.queries.people import Key, Who, keys, who_is, who_signs_in
from makegood.services.people import (
    Deactivate,
    IssueTokens,
    NewRoles,
    NewToken,
    RevokeTokens,
    SetRoles,
)
from tests.services.people.team import ADA, BOB, add, history, issue, problems, refusal
from tests.services.shop import NOW, do

HOUR = timedelta(hours=1)


def test_a_key_is_told_once_and_only_its_hash_is_kept() -> None:
    add(ADA, "support", "warehouse")
    key = issue(ADA, "warehouse", "support", name=" till ")
    assert key.secret.startswith("mgt_")
    assert len(key.secret) == len("mgt_") + 43, "256 bits"
    assert Token.objects.get().hash == sha256(key.secret.encode()).hexdigest()
    assert list(keys()) == [Key(key.token, "till", ADA, ("support", "warehouse"), NOW, None, None)]
    assert key.secret not in repr(key)


def test_history_says_what_a_key_opens_and_neither_its_name_nor_itself() -> None:
    add(ADA, "support")
    key = issue(ADA, "support", expires_at=NOW + HOUR)
    do(RevokeTokens(tokens=(key.token,)))
    assert history(ADA)[1:] == [
        (
            "people.token_issued",
            f'{{"expires_at":"2026-11-23T10:00:00+00:00","scopes":["support"],"token":{key.token}}}',
        ),
        ("people.token_revoked", f'{{"token":{key.token}}}'),
    ]


def test_no_two_keys_are_the_same() -> None:
    add(ADA, "support")
    twice = (NewToken(person=ADA, name="till", scopes=("support",)),) * 2
    first, second = do(IssueTokens(tokens=twice))
    assert first.secret != second.secret
    assert first.token != second.token


def test_every_problem_of_keys_is_told_and_none_is_made() -> None:
    add(ADA, "engineer")
    add(BOB, "support")
    do(Deactivate(people=(BOB,)))
    wanted = (
        NewToken(person=ADA, name="t" * 101, scopes=("engineer",)),
        NewToken(person=ADA, name=" ", scopes=("engineer",)),
        NewToken(person=ADA, name="a", scopes=("engineer", "manager")),
        NewToken(person=ADA, name="b", scopes=()),
        NewToken(person=ADA, name="c", scopes=("engineer",), expires_at=NOW),
        NewToken(person=BOB, name="d", scopes=("support",)),
    )
    assert problems(refusal(IssueTokens(tokens=wanted))) == [
        (ADA, "name_too_long"),
        (ADA, "name_missing"),
        (ADA, "scope_not_held"),
        (ADA, "scope_not_held"),
        (ADA, "expired"),
        (BOB, "person_inactive"),
    ]
    nobody = NewToken(person="eve@example.com", name="e", scopes=("support",))
    assert refusal(IssueTokens(tokens=(nobody,))).code == "person_unknown"


def test_a_key_opens_what_its_scopes_and_its_persons_roles_have_in_common() -> None:
    add(ADA, "support", "warehouse", "finance")
    key = issue(ADA, "support", "warehouse")
    who = f"token:{key.token}"
    assert who_is(key.secret, now=NOW) == Who(who, frozenset({"support", "warehouse"}))
    do(SetRoles(people=(NewRoles(person=ADA, roles=("warehouse", "manager")),)))
    assert who_is(key.secret, now=NOW) == Who(who, frozenset({"warehouse"}))
    do(SetRoles(people=(NewRoles(person=ADA, roles=()),)))
    assert who_is(key.secret, now=NOW) == Who(who, frozenset())


def test_a_key_ends_at_its_moment_or_when_it_is_revoked() -> None:
    add(ADA, "support")
    key, other = issue(ADA, "support", expires_at=NOW + HOUR), issue(ADA, "support")
    assert who_is(key.secret, now=NOW + HOUR - timedelta(microseconds=1)) is not None
    assert who_is(key.secret, now=NOW + HOUR) is None
    assert do(RevokeTokens(tokens=(other.token,))) == [other.token]
    assert who_is(other.secret, now=NOW) is None
    assert do(RevokeTokens(tokens=(other.token,))) == []


def test_keys_that_are_not_there_cannot_be_revoked() -> None:
    add(ADA, "support")
    key = issue(ADA, "support")
    unknown = refusal(RevokeTokens(tokens=(key.token, 97, 98)))
    assert (unknown.code, unknown.data) == ("token_unknown", {"tokens": [97, 98]})


@pytest.mark.parametrize("shown", ["", "mgt_", "mgt_" + "x" * 43, "ключ", "\x00", "x" * 10_000])
def test_what_is_no_key_opens_nothing(shown: str) -> None:
    add(ADA, "support")
    issue(ADA, "support")
    assert who_is(shown, now=NOW) is None


def test_the_hash_that_is_kept_opens_nothing() -> None:
    add(ADA, "support")
    issue(ADA, "support")
    assert who_is(Token.objects.get().hash, now=NOW) is None


def test_an_active_person_acts_in_all_their_roles() -> None:
    add(ADA, "engineer")
    bob = add(BOB, "support", "finance")
    assert who_signs_in(BOB.upper()) == Who(f"person:{bob.pk}", frozenset({"support", "finance"}))
    do(Deactivate(people=(BOB,)))
    assert who_signs_in(BOB) is None
    assert who_signs_in("eve@example.com") is None
    assert who_signs_in("bob@example.com\x00") is None
