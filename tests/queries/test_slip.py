"""What a purchase order breaks when it slips, and what customers would read before anybody approves it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from makegood import flow
from makegood.db.models import Notice, OrderLine, Task
from makegood.domain.terms.dates import Window
from makegood.domain.terms.errors import DomainError
from makegood.queries.proposals import proposals
from makegood.queries.slip import slip
from makegood.services.cutover import Approve
from makegood.services.intake import NewCustomer
from makegood.services.policy import SetPolicy
from makegood.services.promise import Publish
from makegood.services.receipt.expect import ChangeEta, NewEta
from tests.services.notice.post import post
from tests.services.shop import NOW, do, goods, lot, take

ANN = NewCustomer(name="Ann Lee", email="ann@example.org", language="en")


def orders(*numbers: str, **each: Any) -> None:
    for number in numbers:
        take(number, ("KETTLE", 2), customer=ANN, country="GB", each={"unit_price": 1500, **each})


def it_slips(days: int = 14) -> None:
    do(ChangeEta(changes=(NewEta(po="PO1", line=1, eta=date(2026, 12, 1) + timedelta(days=days)),)))


@pytest.fixture
def shop(db: None) -> None:
    do(SetPolicy(document="[promise]\npublish_within_days = 60\n"))
    goods("KETTLE")
    goods("MUG")
    lot("KETTLE", 5, eta=date(2026, 12, 1))
    lot("KETTLE", 5, eta=date(2026, 12, 1), number="PO2")
    orders("1", "2", "3")
    take("other", ("MUG", 1), customer=ANN, country="GB")


def test_what_rests_on_it_is_listed_what_breaks_first(shop: None) -> None:
    it_slips()
    found = slip("PO1")
    assert (found.supplier, [(each.sku, each.open_qty, each.eta) for each in found.lots]) == (
        "Acme",
        [("KETTLE", 5, date(2026, 12, 15))],
    )
    assert [(each.order, each.breaks, each.days_later) for each in found.lines] == [
        ("3", True, 25),
        ("1", False, None),
        ("2", False, None),
    ], "the first two are served from the other purchase order now"
    (late, *_) = found.lines
    assert (late.qty, late.value, late.currency) == (2, 3000, "USD")
    assert (late.promised, late.proposed) == (
        Window(date(2026, 12, 3), date(2026, 12, 10)),
        Window(date(2026, 12, 17), date(2027, 1, 4)),
    )
    assert (found.orders, found.at_risk, found.unpriced) == (1, {"USD": 3000}, 0)


def test_nothing_is_sent_and_no_window_moves_before_its_owner_says_so(shop: None) -> None:
    post()
    before = list(OrderLine.objects.values_list("published_to", flat=True))
    it_slips()
    assert list(OrderLine.objects.values_list("published_to", flat=True)) == before
    assert post(at=NOW + timedelta(days=1)) == []


def test_the_preview_shows_what_customers_would_read_and_sends_nothing(shop: None) -> None:
    post()
    it_slips()
    waiting = Publish(proposals=tuple(each.proposal for each in proposals()))
    found = flow.preview(waiting, actor="test", now=NOW)
    assert found.messages == 1
    (draft,) = found.letters
    assert (draft.order, draft.kind, draft.held) == ("3", "date_later", False)
    assert "- 2 × KETTLE: ships between 17 December and 4 January" in draft.text
    assert Notice.objects.filter(state="queued").count() == 0
    do(waiting)
    (ready,) = post(at=NOW + timedelta(hours=2))
    # The link of the draft opens nothing: nobody may choose before it is sent.
    assert "/o/…" in draft.text and "/o/…" not in ready.text
    assert (ready.subject, re.sub(r"/o/[\w-]+", "/o/…", ready.text)) == (draft.subject, draft.text)


def test_some_may_be_approved_and_the_others_left(shop: None) -> None:
    do(SetPolicy(document="[notice]\nbrake = 0\n"))
    post()
    it_slips()
    do(Publish(proposals=(proposals().first(1)[0].proposal,)))
    assert post(at=NOW + timedelta(hours=2)) == [], "more of one event than the brake lets go"
    assert list(Notice.objects.filter(state="queued").values_list("kind", "held_for")) == [("moved", "brake")]
    assert Task.objects.filter(kind="notices_held", done_at=None).count() == 1
    do(Approve())
    assert len(post(at=NOW + timedelta(hours=2))) == 1
    assert not Task.objects.filter(kind="notices_held", done_at=None).exists()


def test_an_unknown_one_is_refused() -> None:
    with pytest.raises(DomainError) as refused:
        slip("PO9")
    assert (refused.value.code, refused.value.data) == ("po_unknown", {"po": "PO9"})
