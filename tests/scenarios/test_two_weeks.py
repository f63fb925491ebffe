"""Two weeks of a shop that does each morning what docs/start/own-shop.md says: export, plan, send, write back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.scenarios.story import story

COLUMNS = "order_id,placed_at,sku,quantity,email,country,promised_from,promised_to,notified_on,next_update_on".split(
    ","
)
ORDERS = """
    us,   2026-11-09, MUG,  1, us@example.com,   US, 2026-11-25, 2026-11-27, ,
    de,   2026-11-09, MUG,  1, de@example.com,   DE, 2026-11-25, 2026-11-27, ,
    long, 2026-11-09, TENT, 1, long@example.com, US, 2026-11-25, 2026-11-27, ,
    none, 2026-11-09, LAMP, 1, none@example.com, US, 2026-11-25, 2026-11-27, ,
    fine, 2026-11-09, POT,  1, fine@example.com, US, 2026-11-25, 2026-11-27, ,
    """
STOCK = """
    sku, on_hand
    MUG, {mugs}
    TENT, 0
    LAMP, 0
    POT, 1
    """
INBOUND = """
    po,   sku,  quantity, eta,        confirmed, received_on, received_quantity
    PO-1, MUG,  10,       2026-12-02, yes,       {received},  {quantity}
    PO-2, TENT, 10,       2027-01-11, yes,       ,
    """
# The mugs are here on Thursday, 3 December.
ARRIVED = date(2026, 12, 3)


class Sent(NamedTuple):
    """A letter, and what the Decisions say of its order that morning."""

    on: str
    order_id: str
    kind: str
    silence: str | None
    answer_by: str | None


def mornings() -> Iterator[date]:
    """Working days from Monday 23 November to Friday 4 December."""
    first = date(2026, 11, 23)
    return (day for day in (first + timedelta(n) for n in range(12)) if day.weekday() < 5)


def two_weeks(folder: Path) -> tuple[list[Sent], dict[str, str]]:
    """Every letter sent, and the text of the last to each order."""
    rows = [dict(zip(COLUMNS, line.split(","), strict=True)) for line in ORDERS.strip().splitlines()]
    sent: list[Sent] = []
    texts: dict[str, str] = {}
    for day in mornings():
        here = day >= ARRIVED
        plan = story(
            folder,
            today=day.isoformat(),
            orders="\n".join([",".join(COLUMNS), *(",".join(row.values()) for row in rows)]),
            stock=STOCK.format(mugs=10 if here else 0),
            inbound=INBOUND.format(received=ARRIVED if here else "", quantity=10 if here else ""),
        ).plan
        decisions = {order["order_id"]: order for order in plan["orders"]}
        for notice in plan["notices"]:
            order_id = notice["order_id"]
            decided = decisions.get(order_id, {})
            silence = decided.get("silent_default"), decided.get("answer_by")
            sent.append(Sent(day.isoformat(), order_id, notice["kind"], *silence))
            texts[order_id] = notice["text"]
            (row,) = (row for row in rows if row["order_id"].strip() == order_id)
            row |= {"notified_on": day.isoformat(), "next_update_on": notice["next_update_on"]}
    return sent, texts


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Sent], dict[str, str]]:
    return two_weeks(tmp_path_factory.mktemp("two_weeks"))


def test_each_customer_is_told_once_then_updated_on_the_day_said_then_gets_the_good_news(
    told: tuple[list[Sent], dict[str, str]],
) -> None:
    # Mugs: Wed 2 Dec + 0..3 late = Mon 7; + 2 receiving = Wed 9; + 2 processing = Fri 11 Dec: 14 days after 27 Nov,
    # so an American's silence keeps the order; a German's always does. Tents: last ship day Wed 20 Jan > 27 Nov + 30
    # days: a yes by 27 Dec, asked for once; the update only leaves that question open. Lamps: nothing comes, so a yes
    # is asked for each time. What was said for Mon 30 Nov comes then; the next is said for Mon 7 Dec, later than this.
    sent, _ = told
    assert [letter for letter in sent if letter.order_id in {"us", "de"}] == [
        Sent("2026-11-23", "de", "first", "hold", "2026-11-30"),
        Sent("2026-11-23", "us", "first", "hold", "2026-12-11"),
        Sent("2026-11-30", "de", "still_waiting", "hold", "2026-12-07"),
        Sent("2026-11-30", "us", "still_waiting", "hold", "2026-12-11"),
    ]
    assert [letter for letter in sent if letter.order_id == "long"] == [
        Sent("2026-11-23", "long", "first", "cancel", "2026-12-27"),
        Sent("2026-11-30", "long", "still_waiting", "cancel", "2026-12-27"),
    ]
    assert [letter for letter in sent if letter.order_id == "none"] == [
        Sent("2026-11-23", "none", "first", "cancel", "2026-12-27"),
        Sent("2026-11-30", "none", "consent_needed", "cancel", "2026-12-27"),
    ]
    assert "fine" not in {letter.order_id for letter in sent}


def test_who_has_said_yes_to_a_long_wait_need_not_say_it_again(
    told: tuple[list[Sent], dict[str, str]],
) -> None:
    _, texts = told
    assert "you need not answer again" in texts["long"]
    assert "you need not answer again" not in texts["us"] + texts["de"] + texts["none"]


def test_the_third_monday_brings_the_news_that_was_promised_although_nothing_is_missing(
    tmp_path: Path,
) -> None:
    # Told again on 30 Nov, news said for 7 Dec; the mugs came on the 3rd. On the 4th nothing is due; on the 7th it is.
    orders = ORDERS.strip().splitlines()[0].rstrip(" ,") + ", 2026-11-30, 2026-12-07"
    friday, monday = (
        story(
            tmp_path,
            today=day,
            orders="\n".join([",".join(COLUMNS), orders]),
            stock=STOCK.format(mugs=10),
            inbound=INBOUND.format(received=ARRIVED, quantity=10),
        )
        for day in ("2026-12-04", "2026-12-07")
    )
    assert friday.plan["notices"] == []
    news = monday.notice("us")
    assert (news["kind"], news["line_ids"], news["to"]) == ("ready", ["1"], "us@example.com")
    assert "Good news: what you were waiting for in your order us is here." in news["text"]
    assert "1 × MUG: ships between December 8 and 9" in news["text"]
    assert news["next_update_on"] == "2026-12-09"
    assert monday.plan["orders"] == [], "nothing is left to decide"
