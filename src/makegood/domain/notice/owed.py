"""The notice an order is owed, filled in (spec 5.1, 5.4, 5.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from makegood.domain.decision.case import LineCase, OrderCase
from makegood.domain.decision.outcome import Choice, Recommendation
from makegood.domain.decision.stakes import price_instead, price_of
from makegood.domain.notice.outcome import (
    Kind,
    News,
    Notice,
    NoticeLine,
    Swap,
    Verdict,
)
from makegood.domain.notice.verdict import Agreed, Deadlines, Held, Judge, Undated
from makegood.domain.promise.outcome import Promise
from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.demand import Catalogue, OrderLine
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.shop import may_ask

_DAY = timedelta(days=1)


class Notifier:
    """Finds and fills the notices of one day. Arguments as for `Judge`; `items` gives titles and prices."""

    def __init__(
        self,
        *,
        policy: Policy,
        today: date,
        calendar: WorkCalendar,
        items: Catalogue,
        held: Held | None = None,
        undated: Undated = (),
        agreed: Agreed = (),
        deadlines: Deadlines | None = None,
        before: Held | None = None,
    ) -> None:
        self._judge = Judge(
            policy=policy,
            today=today,
            calendar=calendar,
            held=held or {},
            undated=undated,
            agreed=agreed,
            deadlines=deadlines or {},
            before=before or {},
        )
        self._today = today
        self._calendar = calendar
        self._items = items
        self._shop = policy.shop
        self._at_lower_price = policy.decision.costs.substitute_at_lower_price
        self._interval = timedelta(days=policy.notice.update_every_days)
        self._next_updates: dict[tuple[date | None, date | None], date] = {}

    def verdict(self, case: OrderCase) -> Verdict:
        """Whether a notice is owed today, for which lines, and what silence means, owed or not."""
        return self._judge.verdict(case)

    def notice(
        self, verdict: Verdict, recommendation: Recommendation | None, news: Sequence[News] = ()
    ) -> Notice | None:
        """The notice of a verdict; None when none is owed today and nothing has happened that a customer hears of.
        `recommendation` None = nothing is short."""
        kind = _about(verdict, news)
        return None if kind is None else self._filled(verdict, recommendation, kind, news)

    def standing(self, verdict: Verdict, recommendation: Recommendation | None) -> Notice:
        """How an order stands, in the same facts, for a customer who looks by themselves, owed a notice or not."""
        return self._filled(verdict, recommendation, Kind.CHANGED, ())

    def _filled(
        self, verdict: Verdict, recommendation: Recommendation | None, kind: Kind, news: Sequence[News]
    ) -> Notice:
        case = verdict.case
        head = case.head
        channel = self._judge.channel(head.channel)
        together = False
        options: tuple[Choice, ...] = ()
        instead: Mapping[str, str] = {}
        if recommendation is not None:
            together = _together(case, recommendation)
            if may_ask(channel) and kind is not Kind.READY and (verdict.delayed or not news):
                options = tuple(one.choice for one in recommendation.options if one.offered)
            if Choice.SUBSTITUTE in options:
                instead = _substitutes(recommendation)
        return Notice(
            order_id=case.order_id,
            kind=kind,
            to=head.email if channel.email_allowed else None,
            mailable=channel.email_allowed,
            channel=head.channel,
            language=head.language or self._shop.language,
            country=head.country,
            # Where the channel writes for us, what stands in for the buyer's name is often no name.
            customer=head.customer if channel.email_allowed else None,
            late=any(each.days_delayed for each in verdict.delayed),
            delayed=tuple([self._delayed_line(each, instead) for each in verdict.delayed]),
            on_track=self._on_track(verdict, together=together),
            together=together,
            part_left=any(each.line.shipped_qty for each in case.lines),
            options=options,
            answer=verdict.answer,
            written_on=self._today,
            next_update_on=self._next_update(verdict) if any(map(_is_open, case.lines)) else None,
            news=tuple(news),
        )

    def _next_update(self, verdict: Verdict) -> date:
        """The last working day in the interval, before any window or the customer's deadline passes; never today."""
        lines, answer = verdict.delayed or verdict.case.lines, verdict.answer
        ends = [each.promise.ship.to_on for each in lines if each.promise]
        key = (min(ends, default=None), answer.answer_by if answer.silent_default else None)
        found = self._next_updates.get(key)
        if found is None:
            latest = min([self._today + self._interval, *(day for day in key if day)])
            found = max(self._calendar.add(latest + _DAY, -1), self._calendar.add(self._today, 1))
            self._next_updates[key] = found
        return found

    def _delayed_line(self, case: LineCase, instead: Mapping[str, str]) -> NoticeLine:
        sku = instead.get(case.line.line_id)
        swap = self._swap(case.line, sku) if sku else None
        told = self._line(case, case.backordered_qty, case.promise, swap)
        return told if case.line.wanted_on(self._today) else told._replace(not_after=case.line.cancel_after)

    def _on_track(self, verdict: Verdict, *, together: bool) -> tuple[NoticeLine, ...]:
        """Every open unit that is not delayed. What a delayed line has set aside is ready now, and so is what good
        news is about where it waits for the rest."""
        late = {each.line.line_id for each in verdict.delayed}
        waits = together and verdict.occasion is Kind.READY
        found = []
        for each in verdict.case.lines:
            qty, promise = each.reserved_qty, each.promise
            if each.line.line_id in late or (waits and not each.backordered_qty):
                promise, coming = None, False
            else:
                qty, coming = qty + each.backordered_qty, bool(each.backordered_qty)
            if qty and not each.line.on_hold:
                found.append(self._line(each, qty, promise, None)._replace(coming=coming))
        return tuple(found)

    def _line(self, case: LineCase, qty: int, promise: Promise | None, swap: Swap | None) -> NoticeLine:
        ship, deliver = (promise.ship, promise.deliver) if promise else (None, None)
        sku = case.line.sku
        return NoticeLine(case.line.line_id, sku, self._title(sku), qty, ship, deliver, swap, case.preorder)

    def _swap(self, line: OrderLine, sku: str) -> Swap:
        """What would go instead, at the price the customer would pay."""
        item = self._items.get(line.sku)
        price = price_instead(
            line=line,
            item=item,
            other=self._items.get(sku),
            shop_currency=self._shop.currency,
            at_lower_price=self._at_lower_price,
        )
        paid = price_of(line, item, self._shop.currency)
        more = price - paid if price is not None and paid is not None else None
        return Swap(self._title(sku) or sku, price, line.currency, more)

    def _title(self, sku: str) -> str | None:
        item = self._items.get(sku)
        return item.title if item else None


# What its reader must know most comes first: of several things it gives a message its subject.
FOREMOST = (
    Kind.CONSENT_NEEDED,
    Kind.CANCELLED,
    Kind.FIRST,
    Kind.DATE_LATER,
    Kind.SUBSTITUTED,
    Kind.CHOICE_REPLACED,
    Kind.CHOICE_CONFIRMED,
    Kind.PART_SHIPPED,
    Kind.SHIPPED,
    Kind.DATE_EARLIER,
    Kind.READY,
    Kind.GOODWILL,
    Kind.CHANGED,
    Kind.STILL_WAITING,
)


def _about(verdict: Verdict, news: Sequence[News]) -> Kind | None:
    kinds = [each.kind for each in news]
    if isinstance(verdict.occasion, Kind):
        kinds.append(verdict.occasion)
    return min(kinds, key=FOREMOST.index, default=None)


def _is_open(case: LineCase) -> bool:
    return bool(case.reserved_qty + case.backordered_qty) and not case.line.on_hold


def _together(case: OrderCase, recommendation: Recommendation) -> bool:
    """True when what is ready waits for the rest."""
    one_parcel = any(each.line.ship_complete for each in case.lines)
    return one_parcel or recommendation.choice is not Choice.SPLIT


def _substitutes(recommendation: Recommendation) -> dict[str, str]:
    """Line id -> SKU that would go instead."""
    return dict(pair for option in recommendation.options for pair in option.substitutes)
