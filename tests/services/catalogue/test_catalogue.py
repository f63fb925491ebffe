"""The catalogue holds together whatever is told to it, and what is kept back may be given when less is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from makegood.db import facts
from makegood.db.models import Event
from makegood.db.models import Item as Row
from makegood.domain.terms.demand import Item
from makegood.domain.terms.errors import DomainError
from makegood.services.catalogue import AddPlaces, KeptBack, SetItems, SetSafetyStock
from tests.services.shop import arrive, do, everything, line, problems, take


def told(*items: Item) -> None:
    """The catalogue is told of items."""
    do(SetItems(items=items))


def known() -> dict[str, Item]:
    """The catalogue."""
    return facts.items(Row.objects.all())


def test_items_come_back_as_they_were_told() -> None:
    mug = Item(
        sku="MUG", title="Mug", unit_price=900, available_on=date(2026, 12, 1), substitutes=("CUP", "JAR")
    )
    told(Item(sku="CUP"), Item(sku="JAR"), mug, Item(sku="SET", bundle_of=(("MUG", 2), ("CUP", 1))))
    assert known()["MUG"] == mug
    assert known()["SET"].bundle_of == (("CUP", 1), ("MUG", 2))


def test_the_same_again_changes_nothing_and_a_change_is_told_once() -> None:
    told(Item(sku="MUG", title="Mug"))
    told(Item(sku="MUG", title="Mug"))
    told(Item(sku="MUG", title="Big mug"))
    assert known()["MUG"].title == "Big mug"
    assert Event.objects.filter(stream="item", kind="intake.catalogued").count() == 2


@pytest.mark.parametrize(
    "items, problem",
    [
        ((Item(sku=" "),), "sku_missing"),
        ((Item(sku="A"), Item(sku="A")), "sku_twice"),
        ((Item(sku="A", substitutes=("NOPE",)),), "sku_unknown"),
        ((Item(sku="A", bundle_of=(("NOPE", 1),)),), "sku_unknown"),
        ((Item(sku="A", substitutes=("A",)),), "item_invalid"),
        ((Item(sku="A"), Item(sku="B", bundle_of=(("A", 0),))), "item_invalid"),
        ((Item(sku="A", bundle_of=(("B", 1),)), Item(sku="B", bundle_of=(("A", 1),))), "bundle_without_end"),
    ],
)
def test_items_that_make_no_sense_are_refused_together(items: tuple[Item, ...], problem: str) -> None:
    with pytest.raises(DomainError) as refused:
        told(Item(sku="GOOD"), *items)
    assert problem in {each["problem"] for each in problems(refused.value)}
    assert known() == {}


def test_a_bundle_that_somebody_waits_for_keeps_its_parts() -> None:
    told(Item(sku="A"), Item(sku="B"), Item(sku="SET", bundle_of=(("A", 1),)))
    take("1", ("SET", 1))
    with pytest.raises(DomainError) as refused:
        told(Item(sku="SET", bundle_of=(("B", 1),)))
    assert [each["problem"] for each in problems(refused.value)] == ["bundle_in_use"]
    assert known()["SET"].bundle_of == (("A", 1),)


def test_what_goes_into_a_bundle_that_somebody_waits_for_stays_what_it_is() -> None:
    told(Item(sku="A"), Item(sku="B"), Item(sku="SET", bundle_of=(("A", 2),)))
    told(Item(sku="BOX", bundle_of=(("SET", 1), ("B", 1))))
    take("1", ("BOX", 3))
    with pytest.raises(DomainError) as refused:
        told(Item(sku="SET", bundle_of=(("B", 1),)))
    assert [each["problem"] for each in problems(refused.value)] == ["bundle_in_use"]
    assert known()["SET"].bundle_of == (("A", 2),)


def test_keeping_less_back_sells_more_to_the_next() -> None:
    told(Item(sku="A"))
    do(AddPlaces(names=("main",)))
    do(SetSafetyStock(kept=(KeptBack(sku="A", safety_stock=8),)))
    arrive("A", 10)
    take("1", ("A", 2))
    do(SetSafetyStock(kept=(KeptBack(sku="A", safety_stock=5),)))
    take("2", ("A", 5))
    assert (line("1"), line("2")) == ({"reserved": 2}, {"reserved": 3, "backordered": 2})


@pytest.mark.parametrize(
    "kept, code",
    [
        ({"sku": "NOPE"}, "sku_unknown"),
        ({"sku": "A", "safety_stock": -1}, "quantity_negative"),
        ({"sku": "A", "location": "mian"}, "location_unknown"),
    ],
)
def test_safety_stock_that_makes_no_sense_is_refused(kept: dict[str, Any], code: str) -> None:
    told(Item(sku="A"))
    before = everything()
    with pytest.raises(DomainError) as refused:
        do(SetSafetyStock(kept=(KeptBack(**kept),)))
    assert (refused.value.code, everything()) == (code, before)
