"""A bundle that cannot be completed keeps nothing from the one behind it that can."""

from __future__ import annotations

from makegood.services.catalogue import KeptBack, SetSafetyStock
from tests.services.intake.test_cap import decided
from tests.services.shop import arrive, do, goods, line, shelf, take


def two_bundles() -> None:
    """Both need A; the first also needs B, which nobody has, the second C, which is there."""
    for sku in "ABC":
        goods(sku)
    goods("FIRST", A=1, B=1)
    goods("SECOND", A=1, C=1)
    arrive("C", 1)


def test_what_a_bundle_lacks_parts_for_serves_the_next() -> None:
    two_bundles()
    take("1", ("FIRST", 1))
    take("2", ("SECOND", 1))
    arrive("A", 1)
    assert (line("1"), line("2")) == ({"backordered": 1}, {"reserved": 1})
    assert (shelf("A"), shelf("C")) == ((1, 1, 0), (1, 1, 0))


def test_many_that_lack_a_part_stand_before_it_and_it_is_served_all_the_same() -> None:
    two_bundles()
    for number in range(6):
        take(f"{number}", ("FIRST", 2))
    take("last", ("SECOND", 1))
    arrive("A", 3)
    assert line("last") == {"reserved": 1}
    assert shelf("A") == (3, 1, 0)


def test_whoever_wants_the_component_itself_stands_in_the_same_queue() -> None:
    two_bundles()
    take("1", ("FIRST", 1))
    take("2", ("A", 1))
    take("3", ("SECOND", 1))
    arrive("A", 1)
    assert (line("2"), line("3")) == ({"reserved": 1}, {"backordered": 1})


def test_a_protected_part_below_its_safety_stock_gives_nothing_and_takes_nothing_away() -> None:
    two_bundles()
    decided('[allocation]\nprotected_skus = ["B"]\n', area="allocation")
    do(SetSafetyStock(kept=(KeptBack(sku="B", safety_stock=5),)))
    arrive("B", 2)
    take("1", ("FIRST", 1))
    take("2", ("SECOND", 1))
    arrive("A", 1)
    assert (line("1"), line("2")) == ({"backordered": 1}, {"reserved": 1})
