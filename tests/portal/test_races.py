"""Double taps, two tabs and two customers at the same moment, as real processes: each offer is taken once (I13)."""

from __future__ import annotations

import pytest

from makegood.db.models import Decision, OrderLine
from tests.live import run_processes
from tests.portal.orders import ANN, a_late_order, link_to, seen_at
from tests.portal.race_steps import tap
from tests.services.shop import line, take
from tests.services.sound import assert_sound


def chosen() -> list[str]:
    return list(Decision.objects.order_by("pk").values_list("choice", flat=True))


@pytest.mark.parametrize("choice", ["split", "cancel"])
def test_eight_taps_are_one_choice_and_all_hear_the_same(fresh_database: str, choice: str) -> None:
    link = a_late_order()
    ended = run_processes(8, tap, taps=[(link, choice, seen_at(f"{link}/{choice}"))])
    assert [end.value for end in ended] == [303] * 8
    assert chosen() == [choice]
    assert_sound()


def tabs(link: str) -> list[tuple[str, str, str]]:
    """Four tabs with the same page, and another choice in each."""
    return [
        (link, choice, seen_at(f"{link}/{choice}")) for choice in ("hold", "split", "substitute", "cancel")
    ]


def test_of_four_tabs_one_is_heard_and_the_others_are_told(fresh_database: str) -> None:
    ended = run_processes(4, tap, taps=tabs(a_late_order(swap=1)))
    assert sorted(end.value for end in ended) == [303, 409, 409, 409]
    assert len(chosen()) == 1
    assert_sound()


def test_without_the_look_at_what_was_seen_several_tabs_are_heard(fresh_database: str) -> None:
    link = a_late_order(swap=1)
    waits = [tab for tab in tabs(link) if tab[1] in ("hold", "split")]
    ended = run_processes(2, tap, taps=waits, protected=False)
    assert [end.value for end in ended] == [303, 303]
    assert sorted(chosen()) == ["hold", "split"]


def test_the_last_unit_of_another_item_goes_to_one_customer(fresh_database: str) -> None:
    links = [a_late_order(swap=1)]
    for number in ("2", "3", "4"):
        take(number, ("KETTLE", 1), customer=ANN, country="GB")
        links.append(link_to(number, f"secret of {number}"))
    taps = [(link, "substitute", seen_at(f"{link}/substitute")) for link in links]
    ended = run_processes(4, tap, taps=taps)
    assert sorted(end.value for end in ended) == [303, 409, 409, 409]
    assert OrderLine.objects.filter(item__sku="URN").count() == 1
    assert sum(line(number).get("substituted", 0) for number in ("1", "2", "3", "4")) == 1
    assert_sound()


def test_guesses_are_counted_whichever_process_hears_them(fresh_database: str) -> None:
    link = a_late_order()
    ended = run_processes(8, tap, taps=[(link, "cancel", seen_at(f"{link}/cancel"))], proof="a guess")
    assert sorted(end.value for end in ended) == [422] * 5 + [429] * 3
    assert chosen() == []
