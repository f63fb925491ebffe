"""The pages of the weekly figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from makegood.console import clock
from makegood.queries.measures import kept
from tests.console.team import signed_in, text_of
from tests.queries.test_measures import story
from tests.services.shop import NOW, goods, take


@pytest.fixture(autouse=True)
def _counted_anew() -> Iterator[None]:
    kept.forget()
    yield
    kept.forget()


@pytest.fixture
def week_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the Monday after the story's week."""
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=7))


def test_an_empty_shop_says_that_there_was_nothing_to_measure() -> None:
    page = text_of(signed_in("finance").get("/measures?count=1"))
    assert "no first windows that ended" in page and "no units ordered" in page


def test_every_figure_is_shown_with_what_it_is_a_part_of(week_after: None) -> None:
    story()
    page = text_of(signed_in("support").get("/measures?count=1"))
    assert "Backorder rate 67 % 6 of 9 units ordered" in page
    assert "Cancelled while waiting 50 % 1 of 2 backorders that ended" in page
    assert "Contacts per backorder 0.25 1 replies and calls, 4 backorders that waited" in page
    assert "Shipped on time 25 % 1 of 4 lines due" in page
    assert "Oversell cap not proved lately" in page


def test_a_figure_shows_its_parts_and_the_orders_behind_it(week_after: None) -> None:
    story()
    client = signed_in()
    page = text_of(client.get("/measures/on_time?count=1"))
    assert "Shipped on time: 25 %" in page and "Only late or not shipped" in page
    # What counts against us stands first; the one that was in time is left out.
    assert "not shipped yet" in page and page.count("late") >= 1
    assert "on time" not in page[page.index("Lines due") :]
    assert "on time" in text_of(client.get("/measures/on_time?which=all"))[-400:]
    rate = text_of(client.get("/measures/backorder_rate?supplier=Acme&count=1"))
    assert "By SKU" in rate and "MUG" in rate and "· Acme" in rate


def test_lists_and_weeks_are_files_too(week_after: None) -> None:
    story()
    client = signed_in()
    rows = b"".join(client.get("/measures?as=csv").streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert rows[0].startswith("from_on,to_on,waiting,backorder_rate,backorder_rate_numerator")
    assert rows[-1].startswith("2026-11-23,2026-11-29,1,0.6667,6,9,")
    behind = b"".join(client.get("/measures/cancellations?as=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "3,MUG,2026-11-28,2,cancelled" in behind
    assert client.get("/measures/cancellations?as=xlsx").content[:2] == b"PK"


def test_another_week_may_be_looked_at_and_only_one_that_begins(week_after: None) -> None:
    story()
    client = signed_in()
    assert "0 of 0" not in text_of(client.get("/measures?week=2026-11-23&count=1"))
    assert client.get("/measures?week=2026-11-24").status_code == 422
    assert client.get("/measures?week=tomorrow").status_code == 422
    assert client.get("/measures/luck").status_code == 404


def test_it_is_counted_when_the_page_is_there(week_after: None) -> None:
    story()
    client = signed_in()
    assert "Counting …" in text_of(client.get("/measures"))
    assert "Backorder rate 67 %" in text_of(client.get("/measures?count=1"))
    assert "Backorder rate 67 %" in text_of(client.get("/measures"))


def test_hostile_names_are_shown_and_do_nothing(week_after: None) -> None:
    goods("<b>MUG</b>")
    take("<script>1</script>", ("<b>MUG</b>", 2))
    page = signed_in().get("/measures/backorder_rate?count=1").content.decode()
    assert "<script>1" not in page and "&lt;script&gt;1&lt;/script&gt;" in page
    assert "<b>MUG" not in page


def test_it_is_said_when_the_figures_were_counted(week_after: None) -> None:
    assert "counted at 09:00" in text_of(signed_in().get("/measures?count=1"))
