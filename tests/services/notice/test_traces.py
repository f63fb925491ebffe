"""Who is forgotten is named no more where no row says that it is about them: notes, kept views, kept forms (I23)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from makegood.db.models import AllocationRun, Event, Order, SavedView
from makegood.queries.sessions import TYPED_BEFORE, every, store
from makegood.services.allocation import Reallocate
from makegood.services.intake import NewCustomer
from makegood.services.notice import Erase
from makegood.services.notice.traces import Traces
from makegood.services.people import AddPeople, KeepView, NewPerson
from tests.audited import assert_audited
from tests.services.shop import NOW, arrive, do, goods, take

ANN = NewCustomer(name="Ann Lee", email="ann@example.org", language="en")
LISA = "lisa@shop.example"


@pytest.fixture(autouse=True)
def _ann_and_bob_wait(db: None) -> None:
    goods("KETTLE")
    take("1001", ("KETTLE", 2), customer=ANN, country="GB")
    take("1002", ("KETTLE", 2), customer=NewCustomer(name="Bob", email="bob@example.org"), country="GB")


def forget() -> None:
    do(Erase(customers=("ann@example.org",)))
    assert_audited()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ann Lee rang", True),
        ("ann  lee rang", True),
        ("mail to ANN@example.org.", True),
        ("for 1001, she rang", True),
        ("for 1001-2", False),
        ("order 7 first", True),
        ("#7 first", True),
        ("Bestellung 7 zuerst", True),
        ("7 units were lost", False),
        ("joann leeds", False),
        ("May rang", True),
        ("we may send it", False),
    ],
)
def test_who_is_named(text: str, found: bool) -> None:
    traces = Traces(names=("Ann Lee", "ann@example.org", "May", ""), numbers=("1001", "7"))
    assert traces.are_in(text) is found


def test_a_number_alone_in_a_field_is_one() -> None:
    traces = Traces(names=(), numbers=("7",))
    assert (traces.are("7"), traces.are(" 7 "), traces.are("17")) == (True, True, False)


def run_again(note: str) -> AllocationRun:
    """The queue is run anew and moves a unit from one order to the other; why, as somebody typed it."""
    arrive("KETTLE", 2)
    first, last = Order.objects.order_by("pk")
    first.lines.update(baseline=date(2026, 12, 24))
    last.lines.update(baseline=date(2026, 11, 1))
    do(Reallocate(skus=("KETTLE",), note=note), days=1)
    return AllocationRun.objects.latest("pk")


def test_why_the_queue_was_run_again_is_emptied_where_it_names_them() -> None:
    run = run_again("Ann Lee is on holiday")
    assert run.note
    forget()
    run.refresh_from_db()
    assert run.note == ""
    assert "Ann" not in repr(list(AllocationRun.objects.values_list("note", "findings")))


def test_and_stays_where_it_does_not() -> None:
    run = run_again("Bob cannot wait")
    forget()
    run.refresh_from_db()
    assert run.note == "Bob cannot wait"


def views(**queries: str) -> None:
    """Lisa keeps views of the orders, by name."""
    do(AddPeople(people=(NewPerson(email=LISA, name="Lisa", roles=("support",)),)))
    for name, query in queries.items():
        do(KeepView(person=LISA, page="orders", name=name.replace("_", " "), query=query))


def test_views_that_somebody_keeps_of_them_are_dropped_and_no_others() -> None:
    views(
        by_address="q=ann%40example.org&only=open",
        by_number="q=1001",
        Ann_Lee="only=open",
        all_open="only=open",
    )
    forget()
    assert list(SavedView.objects.values_list("name", flat=True)) == ["all open"]
    assert Event.objects.filter(kind="people.view_dropped").count() == 3


def form(*typed: tuple[str, str]) -> None:
    """Somebody's session had ended when they sent a form: it is kept until they are back."""
    kept: dict[str, Any] = {
        SESSION_KEY: "1",
        TYPED_BEFORE: {"who": "1", "typed": [list(one) for one in typed]},
    }
    ends = datetime(2027, 1, 1, tzinfo=UTC)
    number = str(Session.objects.count())
    Session.objects.create(session_key=number, session_data=store().encode(kept), expire_date=ends)


def test_forms_that_are_kept_are_dropped_where_they_name_them_and_who_typed_stays_signed_in() -> None:
    form(("Text", "Ann Lee wants it sooner"), ("Sku", "KETTLE"))
    form(("Order", "1001"))
    form(("Text", "Bob rang"))
    forget()
    found = [told for _, told in every(NOW + timedelta(days=1))]
    assert [told[SESSION_KEY] for told in found] == ["1"] * 3
    assert [told[TYPED_BEFORE]["typed"] for told in found if TYPED_BEFORE in told] == [[["Text", "Bob rang"]]]
