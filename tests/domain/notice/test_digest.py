"""What waits for the day's one message to a business customer, and when that is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.digest import may_wait, next_digest, rank
from makegood.domain.notice.outcome import Answer, AnswerReason, Kind, News, Notice
from makegood.domain.terms.law import Law
from tests.domain.facts import TODAY
from tests.domain.tables import date_in, table
from tests.wording.letters import notice


def written(row: dict[str, str]) -> Notice:
    answer_by = date_in(row["answer by"])
    fields: dict[str, Any] = {"options": (Choice.HOLD,) if answer_by else (), "written_on": TODAY}
    fields["answer"] = Answer(Law(row["law"]), Choice.HOLD, answer_by, AnswerReason.POLICY_DEFAULT)
    news = (News(Kind(row["also tells"])),) if row["also tells"] else ()
    return notice(kind=Kind(row["message"]), news=news, **fields)


@pytest.mark.parametrize("row", table("notice", "waits"), ids=lambda row: " ".join(row.values()))
def test_a_message_waits_where_the_page_says_so(row: dict[str, str]) -> None:
    until = date.fromisoformat(row["day's message"])
    found = may_wait(written(row), until=until, held_to=date_in(row["we write by"]))
    assert found == (row["waits"] == "yes")


@pytest.mark.parametrize(
    ("moment", "goes"),
    [
        (datetime(2026, 11, 23, 14, 59, 59, tzinfo=UTC), datetime(2026, 11, 23, 15, tzinfo=UTC)),
        (datetime(2026, 11, 23, 15, tzinfo=UTC), datetime(2026, 11, 23, 15, tzinfo=UTC)),
        (datetime(2026, 11, 23, 15, 0, 1, tzinfo=UTC), datetime(2026, 11, 24, 15, tzinfo=UTC)),
        (datetime(2026, 11, 23, 23, 30, tzinfo=UTC), datetime(2026, 11, 24, 15, tzinfo=UTC)),
        (datetime(2026, 7, 1, 13, 30, tzinfo=UTC), datetime(2026, 7, 1, 14, tzinfo=UTC)),
    ],
)
def test_the_days_message_goes_by_the_clock_of_the_shop(moment: datetime, goes: datetime) -> None:
    assert next_digest(moment, at=time(16), zone=ZoneInfo("Europe/Berlin")) == goes


def test_what_must_be_known_most_comes_first() -> None:
    kinds = {"1003": Kind.STILL_WAITING, "1002": Kind.CONSENT_NEEDED, "1001": Kind.STILL_WAITING}
    found = sorted((notice(order_id=number, kind=kind) for number, kind in kinds.items()), key=rank)
    assert [each.order_id for each in found] == ["1002", "1001", "1003"]
