"""One file per order for a dispute, as text (spec 5.8)."""

from __future__ import annotations

import json
from datetime import datetime

from django.db.models import Q

from makegood.queries.evidence import evidence
from makegood.queries.shop import Shop
from makegood.queries.story import TOLD, stories_where
from makegood.reports.story import tell_story


def evidence_texts(which: Q, *, shop: Shop, now: datetime) -> dict[str, str]:
    """The files of the orders that `which` says, as JSON, by channel: one number may be used on several. What others
    have to do with an order, its place in the queue, is nobody's evidence."""
    today = shop.day(now)
    found = {}
    for story in stories_where(which, shop=shop, today=today, parts=(*TOLD, "typed")):
        told = tell_story(story, today=today, zone=shop.zone)
        text = json.dumps(evidence(story, told=told, at=now), indent=2, ensure_ascii=False)
        found[story.channel] = f"{text}\n"
    return found
