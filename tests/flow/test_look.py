"""A look at the shop as a command would leave it, and at what others could do then (spec 3.7)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from makegood import flow
from makegood.db.models import Event, Promise
from makegood.domain.terms.errors import DomainError
from makegood.queries.proposals import proposals
from makegood.services.intake import NewCustomer
from makegood.services.policy import SetPolicy
from makegood.services.promise import Publish
from makegood.services.receipt.expect import ChangeEta, NewEta
from tests.services.notice.post import post
from tests.services.shop import NOW, do, everything, goods, lot, take

ANN = NewCustomer(name="Ann Lee", email="ann@example.org", language="en")
SLIPS = ChangeEta(changes=(NewEta(po="PO1", line=1, eta=date(2026, 12, 15)),))


@pytest.fixture
def shop(db: None) -> None:
    do(SetPolicy(document="[promise]\npublish_within_days = 60\n"))
    goods("KETTLE")
    lot("KETTLE", 5, eta=date(2026, 12, 1))
    take("1", ("KETTLE", 2), customer=ANN, country="GB")
    post()


def windows() -> tuple[list[int], tuple[Any, ...]]:
    """Those that wait, and that all of them be published."""
    found = [each.proposal for each in proposals()]
    return found, (Publish(proposals=tuple(found)),) if found else ()


def test_a_look_sees_what_would_be_and_the_messages_that_would_follow(shop: None) -> None:
    before = (everything(), Event.objects.count())
    found = flow.preview(SLIPS, actor="test", now=NOW, look=windows)
    assert len(found.seen) == 1
    assert (found.messages, [each.kind for each in found.letters]) == (1, ["date_later"])
    assert (everything(), Event.objects.count()) == before
    assert not Promise.objects.filter(state="proposed").exists()


def test_without_a_look_there_is_nothing_to_tell(shop: None) -> None:
    found = flow.preview(SLIPS, actor="test", now=NOW)
    assert (found.seen, found.messages) == (None, 0)


def test_whoever_may_not_do_it_does_not_get_to_look(shop: None) -> None:
    def never() -> Any:
        raise AssertionError("nobody looks")

    with pytest.raises(DomainError) as refused:
        flow.preview(SLIPS, actor="person:1", now=NOW, roles={"support"}, look=never)
    assert refused.value.code == "not_allowed"
