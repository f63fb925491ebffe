"""The policy of a live shop: every version kept, the whole checked with each change, no author overwritten."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from makegood import flow
from makegood.db.models import OrderLine, PolicyVersion, Promise
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Policy, from_toml, to_toml
from makegood.queries.policy import current, diff, history, policy_of
from makegood.queries.shop import policy_at
from makegood.services.catalogue import AddPlaces, KeptBack, SetSafetyStock
from makegood.services.policy import PolicySet, RestorePolicy, SetPolicy
from tests.services.receipt.test_expect import expected
from tests.services.shop import NOW, arrive, do, goods, line, problems, take


def told(document: str, **rest: Any) -> PolicySet:
    """The shop's policy is changed."""
    found = do(SetPolicy(document=document, **rest))
    assert isinstance(found, PolicySet)
    return found


def refused(command: Any) -> DomainError:
    """Why a command changed nothing."""
    before = list(PolicyVersion.objects.order_by("pk").values())
    with pytest.raises(DomainError) as caught:
        do(command)
    assert list(PolicyVersion.objects.order_by("pk").values()) == before
    return caught.value


def test_a_change_is_one_revision_of_all_areas_that_it_makes_different() -> None:
    document = "[calendars.de]\nholidays_of = 'DE'\n[locations.main]\ncalendar = 'de'\n[review]\n"
    assert told(document, note="we moved") == PolicySet(1, ("calendars", "locations"))
    (change,) = history()
    assert (change.revision, change.areas, change.author, change.at, change.note) == (
        1,
        ("calendars", "locations"),
        "test",
        NOW,
        "we moved",
    )
    assert current() == (1, from_toml(document))


def test_areas_that_are_not_named_stay_and_a_named_one_starts_from_its_defaults() -> None:
    told("[promise]\nservice_level = 0.8\nrepublish_earlier_days = 5\n[closure]\n")
    told("[notice]\nanswer_days = 9\n")
    told("[promise]\nservice_level = 0.85\n")
    _, policy = current()
    assert (policy.promise.service_level, policy.promise.republish_earlier_days) == (0.85, 3)
    assert policy.notice.answer_days == 9
    assert [change.areas for change in history()] == [("promise",), ("notice",), ("promise",)]
    assert [change.revision for change in history(area="promise")] == [3, 1]


def test_what_is_told_again_unchanged_writes_nothing() -> None:
    told("[promise]\nservice_level = 0.8\n")
    assert told("[promise]\n# as before\nservice_level = 0.80\n[shop]\nname = 'Our shop'\n") == PolicySet(
        1, ()
    )
    assert told(to_toml(current()[1])) == PolicySet(1, ())
    assert PolicyVersion.objects.count() == 1


def test_every_stored_document_is_one_area_and_together_they_are_the_policy() -> None:
    policy = from_toml(
        "[channels]\nebay = false\n[[eligibility.rules]]\nsku = 'A'\ncap_units = 3\n[promise]\nreceiving = [2, 4]\n"
    )
    told(to_toml(policy))
    stored = dict(PolicyVersion.objects.values_list("area", "document"))
    assert sorted(stored) == ["channels", "eligibility", "promise"]
    assert from_toml("\n".join(reversed(stored.values()))) == policy


@pytest.mark.parametrize(
    "document, where, code",
    [
        ("[promise]\nservice_level = 2\n", "promise.service_level", "out_of_range"),
        ("[no_such_area]\n", "no_such_area", "unknown_setting"),
        ("[calendars.de]\nholidays_of = 'XX'\n", "calendars.de.holidays_of", "unknown_name"),
        ("[calendars]\nde = false\n", "locations.main.calendar", "unknown_name"),
        ("[promise\n", "line 1, column 9", "syntax"),
    ],
)
def test_a_change_that_does_not_fit_the_whole_is_refused(document: str, where: str, code: str) -> None:
    told("[calendars.de]\n[locations.main]\ncalendar = 'de'\n")
    error = refused(SetPolicy(document=document))
    assert error.code == "policy_invalid"
    assert [(each["where"], each["code"]) for each in problems(error)] == [(where, code)]


def test_the_same_amount_in_another_money_is_another_amount() -> None:
    told("[decision.costs]\nparcel = 8\n")
    costs = Policy().decision.costs
    assert current()[1].decision.costs == costs
    assert told("[shop]\ncurrency = 'JPY'\n[decision.costs]\nparcel = 800\n").areas == ("shop", "decision")
    assert current()[1].decision.costs.parcel == 800


def test_an_area_is_restored_as_a_new_version_and_the_others_stay() -> None:
    told("[promise]\nservice_level = 0.8\n")
    told("[promise]\nservice_level = 0.85\n[notice]\nanswer_days = 9\n")
    assert do(RestorePolicy(area="promise", revision=1, note="too wide")) == PolicySet(3, ("promise",))
    assert current()[1] == from_toml("promise.service_level = 0.8\nnotice.answer_days = 9")
    assert do(RestorePolicy(area="notice", revision=0)) == PolicySet(4, ("notice",))
    assert current()[1] == policy_of(1)
    assert do(RestorePolicy(area="notice", revision=1)) == PolicySet(4, ())
    assert list(history())[1].note == "too wide"


def test_an_area_that_no_longer_fits_the_others_is_not_restored() -> None:
    told("[calendars.de]\n[locations.main]\ncalendar = 'de'\n")
    error = refused(RestorePolicy(area="calendars", revision=0))
    assert [each["where"] for each in problems(error)] == ["locations.main.calendar"]


@pytest.mark.parametrize(
    "area, revision, code",
    [
        ("promises", 0, "area_unknown"),
        ("promise", 1, "revision_unknown"),
        ("promise", -1, "revision_unknown"),
    ],
)
def test_what_never_was_cannot_be_restored(area: str, revision: int, code: str) -> None:
    assert refused(RestorePolicy(area=area, revision=revision)).code == code


def test_two_revisions_are_compared_setting_by_setting() -> None:
    told("[promise]\nservice_level = 0.8\n")
    told("[promise]\nservice_level = 0.85\n[channels]\nebay = false\n")
    found = {each.where: (each.before, each.value) for each in diff(1, 2)}
    assert found["promise.service_level"] == ("0.8", "0.85")
    assert found["channels.ebay.strict"] == ("true", None)
    assert diff(2, 2) == ()
    with pytest.raises(DomainError) as unknown:
        diff(1, 3)
    assert unknown.value.code == "revision_unknown"


def test_what_another_author_changed_meanwhile_is_not_overwritten() -> None:
    told("[promise]\nservice_level = 0.8\n", since=0)
    assert refused(SetPolicy(document="[promise]\n", since=0)).data == {"revision": 1, "seen": 0}
    assert refused(SetPolicy(document="[promise]\n", since=2)).code == "revision_unknown"


def test_versions_cannot_be_rewritten() -> None:
    told("[promise]\nservice_level = 0.8\n")
    for change in (
        lambda: PolicyVersion.objects.update(note="nothing happened"),
        lambda: PolicyVersion.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert policy_at(1).promise.service_level == 0.8


def test_units_that_a_policy_kept_back_go_to_those_who_wait_at_once() -> None:
    goods("A")
    told("[locations.main]\ncountries = ['DE']\n")
    arrive("A", 5)
    take("1", ("A", 3), country="FR")
    assert line("1") == {"backordered": 3}
    found = flow.preview(SetPolicy(document="[locations.main]\n"), actor="test", now=NOW)
    assert ([(gain.order, gain.qty) for gain in found.gains], line("1")) == ([("1", 3)], {"backordered": 3})
    told("[locations.main]\n")
    assert line("1") == {"reserved": 3}


def test_safety_stock_is_given_once_its_sku_is_no_longer_protected() -> None:
    goods("A")
    told("[allocation]\nprotected_skus = ['A']\n")
    do(AddPlaces(names=("main",)))
    do(SetSafetyStock(kept=(KeptBack(sku="A", safety_stock=4),)))
    arrive("A", 5)
    take("1", ("A", 3))
    assert line("1") == {"reserved": 1, "backordered": 2}
    told("[allocation]\n")
    assert line("1") == {"reserved": 3}


def test_windows_of_those_who_wait_are_proposed_anew_under_another_policy() -> None:
    goods("A")
    expected(qty=9)
    take("1", ("A", 3))
    told("[promise]\nreceiving = [5, 9]\n")
    (proposal,) = Promise.objects.filter(state="proposed")
    assert (proposal.why, proposal.policy_revision) == ("SetPolicy", 1)
    assert (OrderLine.objects.get().published_to, proposal.ship_to) == (
        date(2026, 12, 10),
        date(2026, 12, 21),
    )
