"""The shop's logo: kept once, named by the policy, there in every version of it."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from makegood.db.models import Picture, PolicyVersion
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import to_toml
from makegood.queries.pictures import picture
from makegood.queries.policy import current, policy_of
from makegood.services.policy import PolicySet, RestorePolicy, SetLogo, SetPolicy
from makegood.services.policy.logo import as_text
from tests.pictures import JPEG, PNG
from tests.services.shop import do

HASH = sha256(PNG).hexdigest()


def logo_now() -> str | None:
    """What the policy names."""
    return current()[1].shop.logo


def refused(command: Any) -> DomainError:
    """Why nothing changed."""
    before = (PolicyVersion.objects.count(), Picture.objects.count())
    with pytest.raises(DomainError) as caught:
        do(command)
    assert (PolicyVersion.objects.count(), Picture.objects.count()) == before
    return caught.value


def problem_of(error: DomainError) -> dict[str, str]:
    """The one thing that is wrong."""
    listed = error.data["problems"]
    assert isinstance(listed, list) and len(listed) == 1
    found: dict[str, str] = listed[0]
    return found


def test_a_logo_is_a_version_of_the_shop_and_its_bytes_come_back() -> None:
    do(SetPolicy(document="[shop]\nname = 'Ours'\n"))
    assert do(SetLogo(picture=as_text(PNG), note="new")) == PolicySet(2, ("shop",))
    assert (logo_now(), current()[1].shop.name) == (HASH, "Ours")
    assert picture(HASH) == ("image/png", PNG)
    assert PolicyVersion.objects.get(revision=2).note == "new"


def test_the_same_again_changes_nothing_and_is_kept_once() -> None:
    do(SetLogo(picture=as_text(PNG)))
    assert do(SetLogo(picture=as_text(PNG))) == PolicySet(1, ())
    do(SetLogo(picture=as_text(JPEG)))
    do(SetLogo(picture=as_text(PNG)))
    assert (logo_now(), Picture.objects.count()) == (HASH, 2)


def test_it_is_taken_away_and_an_older_version_brings_it_back() -> None:
    do(SetLogo(picture=as_text(PNG)))
    assert do(SetLogo(picture="")) == PolicySet(2, ("shop",))
    assert logo_now() is None
    assert policy_of(1).shop.logo == HASH
    do(RestorePolicy(area="shop", revision=1))
    assert logo_now() == HASH
    do(RestorePolicy(area="shop", revision=0))
    assert logo_now() is None


def test_a_document_carries_it_and_other_areas_leave_it_alone() -> None:
    do(SetLogo(picture=as_text(PNG)))
    assert do(SetPolicy(document=to_toml(current()[1]))) == PolicySet(1, ())
    do(SetPolicy(document="[notice]\nanswer_days = 9\n"))
    assert logo_now() == HASH
    do(SetPolicy(document="[shop]\nname = 'Other'\n"))
    assert logo_now() is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no Base64!", "a text that is no Base64"),
        ("", None),
        (b64encode(b"<svg/>").decode(), "an SVG"),
        (b64encode(bytes(300_000)).decode(), "300 KB"),
    ],
)
def test_what_is_no_picture_is_refused(text: str, found: str | None) -> None:
    if found is None:
        assert do(SetLogo(picture=text)) == PolicySet(0, ())
        return
    error = refused(SetLogo(picture=text))
    assert (error.code, error.data["found"]) == ("picture_refused", found)


def test_nobody_is_overwritten() -> None:
    do(SetPolicy(document="[shop]\nname = 'Ours'\n"))
    assert refused(SetLogo(picture=as_text(PNG), since=0)).code == "policy_changed"


def test_a_policy_that_names_a_picture_of_another_shop_is_refused() -> None:
    error = refused(SetPolicy(document=f"[shop]\nlogo = '{HASH}'\n"))
    problem = problem_of(error)
    assert (problem["where"], problem["code"], problem["value"]) == ("shop.logo", "unknown_name", HASH)
    error = refused(SetPolicy(document="[shop]\nlogo = 'logo.png'\n"))
    problem = problem_of(error)
    assert (problem["where"], problem["code"]) == ("shop.logo", "wrong_type")


def test_pictures_are_append_only() -> None:
    do(SetLogo(picture=as_text(PNG)))
    for change in (lambda: Picture.objects.update(kind="x"), Picture.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert picture(HASH) is not None
