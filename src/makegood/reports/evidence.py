"""One file per order for a dispute, as text (spec 5.8)."""

from __future__ import annotations

import json
from datetime import datetime

from makegood.queries.evidence import evidence
from makegood.queries.shop import shop_now
from makegood.queries.story import stories
from makegood.reports.story import tell_story


def evidence_text(order_id: int, *, now: datetime) -> str:
    """The file of an order, as JSON."""
    shop = shop_now(year=now.year)
    today = shop.day(now)
    (story,) = stories([order_id], shop=shop, today=today)
    told = tell_story(story, today=today, zone=shop.zone)
    return json.dumps(evidence(order_id, story=told, at=now), indent=2, ensure_ascii=False) + "\n"
