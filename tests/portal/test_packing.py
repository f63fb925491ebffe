"""A parcel is being packed and no split is possible: whoever waits gets that parcel, and the rest later."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makegood.db.models import Allocation, Release, Task
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.errors import DomainError
from makegood.services._orders import OrderName
from makegood.services.decision import Decide, OrderChoice
from makegood.services.intake import EditOrder, EditOrders, NewLine
from makegood.services.policy import SetPolicy
from makegood.services.release import StartPicking
from tests.portal.orders import ANN, a_late_order, all_rows, choose, link_to, moment, seen_at, shown, words
from tests.services.notice.post import post
from tests.services.shop import arrive, do, goods, let_go, line, send, take

PACKED = "The parcel that is being packed goes now. We keep the rest and send it together, as soon as it is complete."
GEPACKT = (
    "Das Paket, das gerade gepackt wird, geht jetzt. Den Rest behalten wir und schicken ihn zusammen, sobald er "
    "vollständig ist."
)


def one_parcel_that_grew(*, language: str = "en") -> tuple[str, int]:
    """An order that leaves in one parcel was complete and is being packed when a kettle joins it that is not there.
    Where its link leads, and its release."""
    goods("KETTLE")
    arrive("KETTLE", 2)
    take("1", ("KETTLE", 2), customer=replace(ANN, language=language), country="GB", ship_complete=True)
    let_go("1")
    (release,) = Release.objects.all()
    do(StartPicking(releases=(release.pk,)))
    do(EditOrders(edits=(EditOrder(order=OrderName("1"), add=(NewLine(sku="KETTLE", quantity=1),)),)))
    return link_to("1"), release.pk


def parts_that_go_though_nobody_may_choose_it() -> tuple[str, int]:
    """A rule forbids to offer two parcels; what is here goes a day after the customer was asked, and is on the
    warehouse's list."""
    do(SetPolicy(document="[[decision.rules]]\nname = 'one parcel'\nforbid = ['split']\n"))
    link = a_late_order(authorised_amount=6000, captured_amount=0)
    post()
    let_go("1", days=1)
    return link, Release.objects.get().pk


@pytest.mark.parametrize(("language", "said"), [("en", PACKED), ("de", GEPACKT)])
def test_whoever_waits_is_told_that_the_parcel_goes_and_it_does(language: str, said: str) -> None:
    link, release = one_parcel_that_grew(language=language)
    (mail,) = post(at=moment(1))
    small = f"{said[0].lower()}{said[1:]}" if language == "en" else said
    assert f"- {'WAIT' if language == 'en' else 'WARTEN'}: {small}" in mail.text
    assert said in shown(link)
    one_parcel = "in one parcel" if language == "en" else "in einem Paket"
    assert one_parcel not in mail.text + shown(link)
    assert choose(link, "hold").status_code == 303
    assert Release.objects.get(pk=release).ended_at is None, "nobody takes it from the packer"
    assert send("1", "P1").units == {"1": 2}
    assert ("You chose to wait." if language == "en" else "Sie möchten warten.") in shown(link)


def test_what_is_on_the_list_and_nobody_packs_yet_comes_back_and_what_is_packed_goes() -> None:
    link, release = parts_that_go_though_nobody_may_choose_it()
    assert "We keep what has not left yet" in shown(link)
    old = seen_at(f"{link}/hold")
    do(StartPicking(releases=(release,)))
    before = all_rows()
    answer = choose(link, "hold", seen=old)
    assert answer.status_code == 409, "it was another offer"
    assert "Something changed since you opened the page." in words(answer.content.decode())
    assert all_rows() == before
    assert PACKED in shown(link)
    assert choose(link, "hold").status_code == 303
    assert line("1") == {"reserved": 2, "backordered": 1}
    assert send("1", "P1").units == {"1": 2}
    # What left is captured; what waits is captured when it leaves.
    (task,) = Task.objects.filter(kind="partial_capture", done_at=None)
    assert (task.data["amount"], task.data["units"]) == (4000, {"1": 2})


def test_support_passes_the_customers_word_on_but_does_not_decide_so_by_itself() -> None:
    one_parcel_that_grew()
    before = all_rows()
    each = OrderChoice(order=OrderName("1"), choice=Choice.HOLD)
    with pytest.raises(DomainError, match="picking"):
        do(Decide(choices=(each,)))
    assert all_rows() == before
    do(Decide(choices=(replace(each, approved_by=Approval.CUSTOMER),)))
    assert send("1", "P1").units == {"1": 2}


def test_a_set_of_which_a_part_is_packed_goes_on_and_a_whole_one_comes_back() -> None:
    for sku in ("CUP", "POT"):
        goods(sku)
    arrive("CUP", 2)
    for place in ("main", "north"):
        arrive("POT", 1, at=place)
    goods("SET", CUP=1, POT=1)
    goods("PAN")
    take("1", ("SET", 2), customer=ANN, country="GB", ship_complete=True)
    let_go("1")
    # A pot lies in the other house.
    do(StartPicking(releases=(Release.objects.get(location__name="north").pk,)))
    do(EditOrders(edits=(EditOrder(order=OrderName("1"), add=(NewLine(sku="PAN", quantity=1),)),)))
    assert choose(link_to("1"), "hold").status_code == 303
    released = Allocation.objects.filter(state="released").values_list(
        "stock__item__sku", "stock__location__name"
    )
    assert sorted(released) == [("CUP", "main"), ("POT", "north")]
