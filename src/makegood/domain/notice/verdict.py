"""Is a notice owed today, for which lines, and what does silence mean? (spec 5.1, 5.4, 5.5, 5.7)"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta

from makegood.domain.decision.case import LineCase, OrderCase
from makegood.domain.decision.outcome import Choice
from makegood.domain.notice.law import Delay, DelayLaw, strictest
from makegood.domain.notice.outcome import Answer, AnswerReason, Kind, NotOwed, Verdict
from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.dates import Window
from makegood.domain.terms.demand import OrderLine
from makegood.domain.terms.law import Law
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.shop import ChannelPolicy, may_ask

Held = Mapping[tuple[str, str], Window]
Agreed = Collection[tuple[str, str]]
Undated = Collection[tuple[str, str]]
Deadlines = Mapping[str, date]

_USUAL_CHANNEL = ChannelPolicy()
_NO_WINDOWS: Held = {}
_NO_DEADLINES: Deadlines = {}
_NOT_SHORT = Answer(Law.NONE, None, None, AnswerReason.NOT_DELAYED)
_ON_HOLD = Answer(Law.NONE, None, None, AnswerReason.ON_HOLD)
# When lines of an order differ, the message is about what the customer must know most.
_URGENCY = (
    Kind.CONSENT_NEEDED,
    Kind.FIRST,
    Kind.DATE_LATER,
    Kind.STILL_WAITING,
    Kind.DATE_EARLIER,
    NotOwed.TOLD_RECENTLY,
)
# A yes that was asked for with the first notice is not asked for again; one to a new day, or to no day, is.
_NEW_YES = (AnswerReason.FTC_NO_DATE, AnswerReason.FTC_SECOND_DELAY)


class Judge:
    """Gives the verdict on every order of one day that is short, or whose customer was told.

    `calendar` = the shop's working days. `held` = the ship windows customers were last told, by (order_id,
    line_id); a line not in it was told no date, or we do not know (spreadsheets). `undated` = lines of which our last
    message named no date, as we know. `agreed` = lines whose customer said
    that they wait: until the date gets worse they are not asked again. `deadlines` = by order, the day that was named
    before for an answer whose silence cancels: it is moved by no later message. `before` = of lines that wait for such
    an answer the window that was held when it was asked for: as long as the date is worse than that, it is needed.
    """

    def __init__(
        self,
        *,
        policy: Policy,
        today: date,
        calendar: WorkCalendar,
        held: Held = _NO_WINDOWS,
        undated: Undated = (),
        agreed: Agreed = (),
        deadlines: Deadlines = _NO_DEADLINES,
        before: Held = _NO_WINDOWS,
    ) -> None:
        self._today = today
        self._calendar = calendar
        self._held = held
        self._undated = undated
        self._agreed = agreed
        self._deadlines = deadlines
        self._before = before
        self._channels = policy.channels
        self._law = DelayLaw(law=policy.delay_law, notice=policy.notice, calendar=calendar)
        self._assume_moved = policy.delay_law.assume_date_moved
        self._interval = timedelta(days=policy.notice.update_every_days)
        self._earlier = timedelta(days=policy.promise.republish_earlier_days)

    def channel(self, name: str) -> ChannelPolicy:
        """The channel's rules; those of an own store when the policy does not name it."""
        return self._channels.get(name, _USUAL_CHANNEL)

    def verdict(self, case: OrderCase) -> Verdict:
        """Whether a notice is owed today, for which lines, and what silence means, owed or not."""
        told_of = [each for each in case.lines if each.backordered_qty and not each.line.on_hold]
        if told_of:
            found = [(each, self._occasion(each)) for each in told_of]
            return self._verdict(case, [pair for pair in found if pair[1] is not NotOwed.ON_TIME])
        held_back = any(each.backordered_qty for each in case.lines)
        occasion, answer = (NotOwed.ON_HOLD, _ON_HOLD) if held_back else (NotOwed.NOT_SHORT, _NOT_SHORT)
        return Verdict(case, Kind.READY if self._news_is_due(case) else occasion, (), answer)

    def _verdict(self, case: OrderCase, delayed: list[tuple[LineCase, Kind | NotOwed]]) -> Verdict:
        occasion: Kind | NotOwed
        occasion = min((found for _, found in delayed), key=_URGENCY.index, default=NotOwed.ON_TIME)
        answer = self._answer(case, occasion, delayed)
        lines = tuple([each for each, _ in delayed])
        if isinstance(occasion, NotOwed):
            occasion = Kind.READY if self._news_is_due(case) else occasion
        elif answer.reason in _NEW_YES and any(each.line.notified_on for each in lines):
            occasion = Kind.CONSENT_NEEDED
        return Verdict(case, occasion, lines, answer)

    def _news_is_due(self, case: OrderCase) -> bool:
        """True when somebody was promised news by today of a line that lacks nothing any more."""
        return any(
            each.line.notified_on is not None
            and each.reserved_qty
            and not each.backordered_qty
            and not each.line.on_hold
            and self._update_due(each.line)
            for each in case.lines
        )

    def _occasion(self, case: LineCase) -> Kind | NotOwed:
        line, promise = case.line, case.promise
        if line.notified_on is None:
            late = promise is None or promise.ship.to_on > case.baseline
            return Kind.FIRST if late else NotOwed.ON_TIME
        held = self._held.get((line.order_id, line.line_id))
        if held is not None:
            if promise is None or promise.ship.to_on > held.to_on:
                return Kind.DATE_LATER
            if promise.ship.from_on <= held.from_on - self._earlier:
                return Kind.DATE_EARLIER
        # Whoever knows of no day is told the first one at once.
        first_day = promise is not None and (line.order_id, line.line_id) in self._undated
        return Kind.STILL_WAITING if first_day or self._update_due(line) else NotOwed.TOLD_RECENTLY

    def _update_due(self, line: OrderLine) -> bool:
        if line.next_update_on is not None:
            return line.next_update_on <= self._today
        return line.notified_on is not None and line.notified_on + self._interval <= self._today

    def _answer(
        self, case: OrderCase, occasion: Kind | NotOwed, delayed: list[tuple[LineCase, Kind | NotOwed]]
    ) -> Answer:
        head = case.head
        law = self._law.applies(country=head.country, business=head.business)
        if not may_ask(self.channel(head.channel)):
            return Answer(law, None, self._decide_by(case), AnswerReason.CHANNEL_ASKS_NOBODY)
        if not delayed:
            return Answer(law, Choice.HOLD, None, AnswerReason.NOT_DELAYED)
        lines = [(each.line.order_id, each.line.line_id) for each, _ in delayed]
        worse = any(found is Kind.DATE_LATER for _, found in delayed)
        if not worse and all(line in self._agreed for line in lines):
            return Answer(law, Choice.HOLD, None, AnswerReason.AGREED)
        asking = occasion is not NotOwed.TOLD_RECENTLY
        answers = [
            self._law.answer(law=law, delay=self._delay(each, found, asking=asking))
            for each, found in delayed
        ]
        return self._as_told_before(case, answers[0] if len(answers) == 1 else strictest(answers))

    def _as_told_before(self, case: OrderCase, answer: Answer) -> Answer:
        """Silence cancels on the day that was named first: who writes every week puts it off by nothing."""
        named = self._deadlines.get(case.head.order_id)
        if answer.silent_default is not Choice.CANCEL or named is None or answer.answer_by is None:
            return answer
        return replace(answer, answer_by=min(answer.answer_by, named))

    def _delay(self, case: LineCase, occasion: Kind | NotOwed, *, asking: bool) -> Delay:
        line = case.line
        key = (line.order_id, line.line_id)
        held = self._before.get(key) or self._held.get(key)
        revised = case.promise.ship.to_on if case.promise else None
        if held is not None:
            moved = revised is None or revised > held.to_on
        else:
            moved = self._assume_moved and occasion is not NotOwed.TOLD_RECENTLY
        return Delay(
            placed_on=line.placed_on,
            stated_on=line.promised_to,
            baseline=case.baseline,
            revised_on=revised,
            told_on=line.notified_on,
            moved=moved,
            held_on=held.to_on if held else None,
            asked_on=self._today if asking else line.notified_on or self._today,
        )

    def _decide_by(self, case: OrderCase) -> date | None:
        """One working day before the earliest ship-by, never in the past (spec 5.4); None without any."""
        days = [each.line.ship_by for each in case.short if each.line.ship_by and not each.line.on_hold]
        return max(self._today, self._calendar.add(min(days), -1)) if days else None
