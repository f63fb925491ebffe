"""The five things every notice tells (spec 5.1), checked channel by channel (spec 5.4)."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from makegood.domain.decision.case import OrderCase
from makegood.domain.notice.outcome import Kind, Notice
from makegood.domain.terms.policy.shop import ChannelPolicy, may_ask


class Element(StrEnum):
    """What a notice must say."""

    DELAYED = "delayed"
    ON_TRACK = "on_track"
    WINDOW = "window"
    OPTIONS = "options"
    NEXT_UPDATE = "next_update"


def missing_elements(*, notice: Notice, case: OrderCase, channel: ChannelPolicy) -> tuple[Element, ...]:
    """The elements a notice lacks, in the order of `Element`; empty = it may go out.

    Every open unit of the order that is not on hold is told of exactly once. Good news, and what happened, may have
    nothing delayed to tell, and then asks nothing. On a channel that forbids options, naming one is the fault.
    """
    good_news = notice.kind is Kind.READY or bool(notice.news)
    units_open = _units_open(case)
    asks = may_ask(channel) and notice.kind is not Kind.READY and bool(notice.delayed or not notice.news)
    present = {
        Element.DELAYED: (good_news or bool(notice.delayed)) and all(line.qty > 0 for line in notice.delayed),
        Element.ON_TRACK: _units_told(notice) == units_open,
        Element.WINDOW: all((line.ship is None) == (line.deliver is None) for line in notice.delayed),
        Element.OPTIONS: bool(notice.options) == asks,
        Element.NEXT_UPDATE: _says_when(notice, open_at_all=any(units_open.values())),
    }
    return tuple(element for element, there in present.items() if not there)


def _says_when(notice: Notice, *, open_at_all: bool) -> bool:
    """A customer who still waits is told when they hear from us next; one who has everything is not."""
    if notice.next_update_on is None:
        return not open_at_all
    return notice.next_update_on > notice.written_on


def _units_told(notice: Notice) -> Counter[str]:
    told: Counter[str] = Counter()
    for line in notice.delayed + notice.on_track:
        told[line.line_id] += line.qty
    return told


def _units_open(case: OrderCase) -> Counter[str]:
    return Counter(
        {
            each.line.line_id: each.reserved_qty + each.backordered_qty
            for each in case.lines
            if not each.line.on_hold
        }
    )
