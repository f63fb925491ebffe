"""Notices to be put into words."""

from __future__ import annotations

from datetime import date
from typing import Any

from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.outcome import Answer, AnswerReason, Kind, Notice, NoticeLine
from makegood.domain.terms.dates import Window
from makegood.domain.terms.law import Law
from makegood.domain.terms.policy.shop import ShopPolicy

SHOP = ShopPolicy(name="Blue Door")
SHIP, DELIVER = Window(date(2026, 12, 3), date(2026, 12, 9)), Window(date(2026, 12, 7), date(2026, 12, 16))
LATE = NoticeLine("1", "K", "Blue kettle", 3, SHIP, DELIVER)
UNDATED = NoticeLine("1", "K", "Blue kettle", 3, None, None)
READY = NoticeLine("1", "K", "Blue kettle", 4, None, None)
MUG = NoticeLine(
    "2",
    "M",
    "Mug",
    1,
    Window(date(2026, 11, 24), date(2026, 11, 25)),
    Window(date(2026, 11, 26), date(2026, 12, 2)),
)
KEEP = Answer(Law.NONE, Choice.HOLD, date(2026, 11, 30), AnswerReason.POLICY_DEFAULT)
EU = Answer(Law.EU, Choice.HOLD, date(2026, 11, 30), AnswerReason.EU_SILENCE_KEEPS_ORDER)
FTC_SHORT = Answer(Law.FTC, Choice.HOLD, date(2026, 12, 9), AnswerReason.FTC_SHORT_DELAY)
FTC_LONG = Answer(Law.FTC, Choice.CANCEL, date(2026, 12, 4), AnswerReason.FTC_LONG_DELAY)
FTC_NO_DATE = Answer(Law.FTC, Choice.CANCEL, date(2026, 12, 24), AnswerReason.FTC_NO_DATE)
NOT_ASKED = Answer(Law.NONE, None, None, AnswerReason.NOT_DELAYED)
NOBODY = Answer(Law.FTC, None, date(2026, 11, 30), AnswerReason.CHANNEL_ASKS_NOBODY)


def notice(**fields: Any) -> Notice:
    """A first notice to a British customer whose order is partly late."""
    facts: dict[str, Any] = {
        "order_id": "1001",
        "kind": Kind.FIRST,
        "to": "ana@example.com",
        "mailable": True,
        "channel": "store",
        "language": "en",
        "country": "GB",
        "customer": "Ana Müller",
        "late": True,
        "delayed": (LATE,),
        "on_track": (READY, MUG),
        "together": True,
        "options": (Choice.HOLD, Choice.SPLIT, Choice.CANCEL),
        "answer": KEEP,
        "written_on": date(2026, 11, 23),
        "next_update_on": date(2026, 11, 30),
    }
    return Notice(**facts | fields)
