"""The notice an order is owed, filled in (spec 5.1, 5.4, 5.5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from makegood.domain.decision.case import LineCase, OrderCase
from makegood.domain.decision.outcome import Choice, Recommendation
from makegood.domain.notice.outcome import AnswerReason, Law, Notice, NoticeLine, NotOwed, Verdict
from makegood.domain.notice.verdict import Held, Judge, may_ask
from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.demand import Catalogue
from makegood.domain.terms.policy import Policy

_DAY = timedelta(days=1)


class Notifier:
    """Finds and fills the notices of one day. Arguments as for `Judge`; `items` gives the titles."""

    def __init__(
        self,
        *,
        policy: Policy,
        today: date,
        calendar: WorkCalendar,
        items: Catalogue,
        held: Held | None = None,
    ) -> None:
        self._judge = Judge(policy=policy, today=today, calendar=calendar, held=held or {})
        self._today = today
        self._calendar = calendar
        self._items = items
        self._shop_language = policy.shop.language
        self._interval = timedelta(days=policy.notice.update_every_days)
        self._next_updates: dict[tuple[date | None, date | None], date] = {}

    def verdict(self, case: OrderCase) -> Verdict:
        """Whether a notice is owed today, for which lines, and what silence means, owed or not."""
        return self._judge.verdict(case)

    def notice(self, verdict: Verdict, recommendation: Recommendation) -> Notice | None:
        """The notice of a verdict; None when none is owed today."""
        kind = verdict.occasion
        if isinstance(kind, NotOwed):
            return None
        case = verdict.case
        head = case.head
        channel = self._judge.channel(head.channel)
        options = _options(recommendation, verdict) if may_ask(channel) else ()
        instead = _substitutes(recommendation) if Choice.SUBSTITUTE in options else {}
        one_parcel = any(each.line.ship_complete for each in case.lines)
        return Notice(
            order_id=case.order_id,
            kind=kind,
            to=head.email if channel.email_allowed else None,
            channel=head.channel,
            language=head.language or self._shop_language,
            country=head.country,
            customer=head.customer,
            delayed=tuple([self._delayed_line(each, instead) for each in verdict.delayed]),
            on_track=self._on_track(case, verdict.delayed),
            together=one_parcel or recommendation.choice is not Choice.SPLIT,
            options=options,
            answer=verdict.answer,
            written_on=self._today,
            next_update_on=self._next_update(verdict),
        )

    def _next_update(self, verdict: Verdict) -> date:
        """The last working day in the interval, before any window or answer deadline passes; never today."""
        ends = [each.promise.ship.to_on for each in verdict.delayed if each.promise]
        key = (min(ends, default=None), verdict.answer.answer_by)
        found = self._next_updates.get(key)
        if found is None:
            latest = min([self._today + self._interval, *(day for day in key if day)])
            found = max(self._calendar.add(latest + _DAY, -1), self._calendar.add(self._today, 1))
            self._next_updates[key] = found
        return found

    def _delayed_line(self, case: LineCase, instead: Mapping[str, str]) -> NoticeLine:
        line, promise, qty = case.line, case.promise, case.backordered_qty
        ship, deliver = (promise.ship, promise.deliver) if promise else (None, None)
        sku = instead.get(line.line_id)
        substitute = (self._title(sku) or sku) if sku else None
        return NoticeLine(line.line_id, line.sku, self._title(line.sku), qty, ship, deliver, substitute)

    def _on_track(self, case: OrderCase, delayed: tuple[LineCase, ...]) -> tuple[NoticeLine, ...]:
        """Every open unit that is not delayed. What a delayed line has set aside is ready now."""
        late = {each.line.line_id for each in delayed}
        found = []
        for each in case.lines:
            line, promise = each.line, each.promise
            if line.line_id in late:
                qty, promise = each.reserved_qty, None
            else:
                qty = each.reserved_qty + each.backordered_qty
            if qty and not line.on_hold:
                ship, deliver = (promise.ship, promise.deliver) if promise else (None, None)
                found.append(NoticeLine(line.line_id, line.sku, self._title(line.sku), qty, ship, deliver))
        return tuple(found)

    def _title(self, sku: str) -> str | None:
        item = self._items.get(sku)
        return item.title if item else None


def _options(recommendation: Recommendation, verdict: Verdict) -> tuple[Choice, ...]:
    """What policy allows, and leaving wherever the law or a missing date gives that right."""
    may_leave = _may_always_leave(verdict)
    chosen = [
        option.choice
        for option in recommendation.options
        if option.allowed or (may_leave and option.choice is Choice.CANCEL)
    ]
    return tuple(chosen) or (Choice.CANCEL,)


def _substitutes(recommendation: Recommendation) -> dict[str, str]:
    """Line id -> SKU that would go instead."""
    return dict(pair for option in recommendation.options for pair in option.substitutes)


def _may_always_leave(verdict: Verdict) -> bool:
    answer = verdict.answer
    if any(each.promise is None for each in verdict.delayed):
        return True
    return answer.law is not Law.NONE and answer.reason is not AnswerReason.FTC_WITHIN_SHIP_TIME
