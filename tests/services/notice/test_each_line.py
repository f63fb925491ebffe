"""Lines that are ready but leave by different decisions: each is told as the warehouse sends it (spec 4.1, 5.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from makegood.domain.decision.outcome import Choice
from makegood.services._orders import OrderName
from makegood.services.decision import Decide, DecidedBy, OrderChoice
from makegood.services.notice import Ready
from makegood.services.policy import SetPolicy, SetTemplate
from tests.portal.orders import ANN, link_to, shown
from tests.services.notice.post import LATER, post
from tests.services.shop import NOW, arrive, do, goods, let_go, lot, take

SOONER = """\
We send these without waiting for the rest:
- 1 × URN: set aside for you
We keep these for you until the rest is here, unless you choose SPLIT:
- 1 × PAN: set aside for you
- 1 × POT: set aside for you
"""
SOONER_GERMAN = """\
Das schicken wir, ohne auf den Rest zu warten:
- 1 × URN: liegt für Sie bereit
Das bewahren wir für Sie auf, bis der Rest da ist, wenn Sie nicht TEILEN wählen:
- 1 × PAN: liegt für Sie bereit
- 1 × POT: liegt für Sie bereit
"""


def three_lines_ready_in_part(language: str = "en", **order: object) -> None:
    """Of two urns, two pans and two pots one each is there; the customer knows."""
    for place, sku in enumerate(("URN", "PAN", "POT")):
        goods(sku)
        arrive(sku, 1)
        lot(sku, 5, eta=date(2026, 12, 1 + place), number=f"PO-{sku}")
    ann = replace(ANN, language=language)
    lines = (("URN", 2), ("PAN", 2), ("POT", 2))
    take("1", *lines, customer=ann, country="GB", each={"unit_price": 2000}, **order)
    told(days=0)


def decide(choice: Choice, *lines: str, days: int, by: DecidedBy = DecidedBy.PERSON) -> None:
    do(Decide(choices=(OrderChoice(order=OrderName("1"), choice=choice, by=by, lines=lines),)), days=days)


def told(*, days: int) -> list[Ready]:
    return post(at=NOW + timedelta(days=days) + LATER)


def one_of_three_is_split_off(language: str = "en") -> Ready:
    """The message that goes when the customer waits for all, and one line is sent ahead all the same."""
    three_lines_ready_in_part(language)
    decide(Choice.HOLD, days=1, by=DecidedBy.CUSTOMER)
    told(days=1)
    decide(Choice.SPLIT, "1", days=2)
    (ready,) = told(days=2)
    return ready


@pytest.mark.parametrize(
    ("language", "groups", "news"),
    [
        (
            "en",
            SOONER,
            (
                "Part of what is ready now goes first, and the rest once everything is here. "
                "This holds also where you chose otherwise."
            ),
        ),
        (
            "de",
            SOONER_GERMAN,
            (
                "Ein Teil dessen, was bereitliegt, geht jetzt zuerst auf den Weg, der Rest, sobald alles da ist. "
                "Das gilt auch, wo Sie anders gewählt hatten."
            ),
        ),
    ],
)
def test_each_group_has_the_sentence_that_is_true_of_it(language: str, groups: str, news: str) -> None:
    ready = one_of_three_is_split_off(language)
    assert groups in ready.text
    assert news in ready.text
    assert [qty for qty, _ in let_go("1", days=2).values()] == [1, 0, 0]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_of_the_mail_says_it_in_the_same_order(language: str) -> None:
    ready = one_of_three_is_split_off(language)
    said = [line.removeprefix("- ") for line in (SOONER if language == "en" else SOONER_GERMAN).splitlines()]
    places = [ready.html.index(line) for line in said]
    assert places == sorted(places)


def test_the_customers_page_says_it_of_each_line() -> None:
    one_of_three_is_split_off()
    page = shown(link_to("1"))
    assert "1 × URN Set aside for you; sent without waiting for the rest" in page
    assert "1 × PAN Set aside for you; sent with the rest" in page


def test_a_template_of_the_shops_own_says_it_too() -> None:
    names = ("greeting", "rest", "delayed", "on_track", "options", "next_update", "shop")
    body = "\n\n".join(f"{{{{ {name} }}}}" for name in names)
    three_lines_ready_in_part()
    decide(Choice.HOLD, days=1, by=DecidedBy.CUSTOMER)
    told(days=1)
    do(SetTemplate(kind="choice_replaced", language="en", subject="{{ order }}", body=body), days=1)
    decide(Choice.SPLIT, "1", days=2)
    (ready,) = told(days=2)
    assert SOONER in ready.text


def test_what_is_swapped_or_cancelled_beside_them_changes_nothing_for_the_others() -> None:
    three_lines_ready_in_part()
    decide(Choice.HOLD, days=1, by=DecidedBy.CUSTOMER)
    told(days=1)
    decide(Choice.SPLIT, "1", days=2)
    told(days=2)
    decide(Choice.CANCEL, "3", days=3, by=DecidedBy.CUSTOMER)
    (ready,) = told(days=3)
    assert SOONER in ready.text
    assert [qty for qty, _ in let_go("1", days=3).values()] == [1, 0, 0]


def test_one_parcel_only_stays_one_whatever_was_cancelled_of_it() -> None:
    three_lines_ready_in_part(ship_complete=True)
    decide(Choice.CANCEL, "3", days=1, by=DecidedBy.CUSTOMER)
    (ready,) = told(days=1)
    assert "We keep these for you and send everything in one parcel." in ready.text
    assert "without waiting" not in ready.text
    assert [qty for qty, _ in let_go("1", days=1).values()] == [0, 0, 0]


def test_all_alike_is_said_once() -> None:
    three_lines_ready_in_part()
    do(SetPolicy(document="[[decision.rules]]\nname = 'at once'\nchoose = ['split']\n"))
    decide(Choice.SPLIT, days=1, by=DecidedBy.CUSTOMER)
    (ready,) = told(days=1)
    assert ready.text.count("We send these without waiting for the rest.") == 1
