"""What the customer of an order is told now: its queued notices as the facts of one message (spec 5.1, 5.4, 5.5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from makegood.db import sql
from makegood.db.models import Allocation, Decision, Letter, Notice, Order, OrderLine, Shipment, Task
from makegood.db.rows import by_id, load
from makegood.domain.decision.case import OrderCase
from makegood.domain.decision.outcome import Choice
from makegood.domain.notice import outcome
from makegood.domain.notice.elements import Element, missing_elements
from makegood.domain.notice.outcome import AnswerReason, Kind, News, Told
from makegood.domain.notice.owed import Notifier
from makegood.domain.notice.verdict import Held
from makegood.domain.terms import demand
from makegood.domain.terms.dates import Window
from makegood.domain.terms.law import Law
from makegood.domain.terms.policy.shop import ChannelPolicy
from makegood.queries.consent import Windows, consents, last_told, went
from makegood.queries.decisions import recommendations
from makegood.queries.order_cases import order_cases
from makegood.queries.refunds import refund_if_cancelled
from makegood.queries.shop import Shop


@dataclass(frozen=True, slots=True)
class Composed:
    """What one order's customer is to be told. `notice` None = nothing is owed, for the reason `why_not`; `missing` =
    what it fails to say, so that it must not go; `held_to` = the day by which we said that they hear from us."""

    order: Order
    notice: outcome.Notice | None
    why_not: str
    missing: tuple[Element, ...]
    held_to: date | None


class AsTold:
    """Orders as their customers may be told of them: by published windows, and by what each holds, was asked and said.
    What a message says and what its page shows both come from here."""

    def __init__(
        self, shop: Shop, order_ids: Collection[int], *, today: date, due: Collection[int] = ()
    ) -> None:
        self._shop, self._today = shop, today
        judged = order_cases(shop, order_ids, today=today, as_told=True)
        cases = {pk: _due_on(today, case) if pk in due else case for pk, case in judged.cases.items()}
        self.judged = replace(judged, cases=cases)
        self.recommended = recommendations(self.judged, today=today, shop=shop)
        told = went(order_ids)
        self._told = last_told(told)
        self._consents = consents(order_ids, today=today, told=told)
        self._released = _released(order_ids)

    def notifier(self, order_id: int) -> Notifier:
        """Whoever judges what is owed for an order."""
        order, case = self.judged.orders[order_id], self.judged.cases[order_id]
        consent = self._consents[order_id]
        return Notifier(
            policy=self._shop.policy,
            today=self._today,
            calendar=self._shop.calendars["default"],
            items=self.judged.catalogue,
            held=_held(case, self._told.get(order_id, {}), order),
            undated={
                (order.number, line) for line, window in self._told.get(order_id, {}).items() if not window
            },
            agreed={(order.number, line) for line in consent.agreed()},
            deadlines={order.number: consent.answer_by} if consent.answer_by else None,
            before={(order.number, line): window for line, window in consent.before.items()},
        )

    def as_named(self, order_id: int, notice: outcome.Notice) -> outcome.Answer:
        """What silence means to a customer who looks by themselves: until when the last message said, and never that it
        keeps what that one said it ends. What is worse than they were told is said at once; a question about nothing
        that is late now says nothing. Where silence keeps the order and that day is over, there is another."""
        named, answer = self._consents[order_id].named, notice.answer
        if named is None or answer.silent_default is None or answer.answer_by is None:
            return answer
        if named.lines.isdisjoint(line.line_id for line in notice.delayed):
            return answer
        if answer.silent_default is named.silent_default:
            over = named.answer_by < notice.written_on and named.silent_default is Choice.HOLD
            return answer if over else replace(answer, answer_by=named.answer_by)
        if named.silent_default is not Choice.CANCEL:
            return answer
        why = AnswerReason.FTC_LONG_DELAY if named.law is Law.FTC else AnswerReason.POLICY_DEFAULT
        return outcome.Answer(named.law, Choice.CANCEL, named.answer_by, why)

    def with_refund(self, order_id: int, notice: outcome.Notice) -> outcome.Notice:
        """Whoever may cancel is told what they would get back, as finance would be asked for it."""
        if Choice.CANCEL not in notice.options:
            return notice
        order = self.judged.orders[order_id]
        units = {line.line_id: line.qty for line in notice.delayed}
        return replace(notice, refund=refund_if_cancelled(order, units), currency=order.currency)

    def as_decided(self, order_id: int, notice: outcome.Notice) -> outcome.Notice:
        """What was decided about one parcel or two goes before what is recommended, line by line as the warehouse
        will keep or send it. One parcel only stays one. Nobody takes back what is being packed: to wait is not offered
        then where the split is, and where it is not, means the rest."""
        listed = self._released.get(order_id, {})
        packed = {line for line, picking in listed.items() if picking}
        if packed:
            options = notice.options
            if Choice.SPLIT in options:
                options = tuple(choice for choice in options if choice is not Choice.HOLD)
            notice = replace(notice, options=options, packing=True)
        if any(each.line.ship_complete for each in self.judged.cases[order_id].lines):
            sooner = packed & {line.line_id for line in notice.on_track}
            waits = len(sooner) < len(notice.on_track)
            return replace(notice, together=waits, sooner=frozenset(sooner)) if sooner else notice
        consent = self._consents[order_id]
        late = {consent.decided.get(line.line_id) for line in notice.delayed}
        ready = {
            # What the warehouse has on its list goes, whatever nobody answered.
            line.line_id: Choice.SPLIT if line.line_id in listed else consent.goes_by(line.line_id)
            for line in notice.on_track
        }
        sooner = {line for line, choice in ready.items() if choice is not Choice.HOLD}
        if late and ready and None not in ready.values():
            together = len(sooner) < len(ready)
        elif late and late <= {Choice.HOLD, Choice.SPLIT}:
            together, sooner = late == {Choice.HOLD}, set()
        else:
            return notice
        kept = frozenset(sooner) if together else notice.sooner
        goes = replace(notice, together=together, sooner=kept)
        return replace(goes, news=tuple(_as_it_goes(goes)))


def _released(order_ids: Collection[int]) -> dict[int, dict[str, bool]]:
    """The lines, by order, of which units are on the warehouse's list; True = a parcel of them is being packed."""
    rows = Allocation.objects.filter(state="released", line__order_id__in=sql.among(order_ids))
    found: dict[int, dict[str, bool]] = {}
    for pk, line, picking in rows.values_list("line__order_id", "line__line_id", "release__picking"):
        lines = found.setdefault(pk, {})
        lines[line] = picking or lines.get(line, False)
    return found


def _as_it_goes(notice: outcome.Notice) -> Iterable[News]:
    """A decision of ours about one line of several is told by what it means for all of the order; no choice = some of
    it goes together, and some before."""
    goes = None if notice.sooner else Choice.HOLD if notice.together else Choice.SPLIT
    for each in notice.news:
        yield each._replace(choice=goes) if each.kind is Kind.CHOICE_REPLACED else each


def told_late(order_ids: Collection[int], *, shop: Shop, today: date) -> dict[int, set[str]]:
    """The lines, by order, that customers are told are late; an order of which none is, is not in it."""
    told = AsTold(shop, order_ids, today=today)
    found = {
        pk: {each.line.line_id for each in told.notifier(pk).verdict(case).delayed}
        for pk, case in told.judged.cases.items()
    }
    return {pk: lines for pk, lines in found.items() if lines}


def compose(
    shop: Shop, notices: Mapping[int, Sequence[Notice]], *, today: date, due: Collection[int] = ()
) -> dict[int, Composed]:
    """One message for each order, by order id: how it stands, and what its notices tell of. `due` = orders whose
    customers are told as if their next update were due."""
    orders = AsTold(shop, notices, today=today, due=due)
    news = _News(notices, orders.judged.catalogue)
    found = {}
    for pk, case in orders.judged.cases.items():
        notifier = orders.notifier(pk)
        verdict = notifier.verdict(case)
        notice = notifier.notice(verdict, orders.recommended.get(pk), news.of(pk, case))
        if notice:
            notice = orders.with_refund(pk, orders.as_decided(pk, notice))
        channel = shop.policy.channels.get(case.head.channel, ChannelPolicy())
        missing = missing_elements(notice=notice, case=case, channel=channel) if notice else ()
        days = [each.line.next_update_on for each in case.lines if each.line.next_update_on]
        held_to = min(days, default=None)
        found[pk] = Composed(orders.judged.orders[pk], notice, verdict.occasion.value, missing, held_to)
    return found


def _due_on(today: date, case: OrderCase) -> OrderCase:
    lines = [each._replace(line=replace(each.line, next_update_on=today)) for each in case.lines]
    return replace(case, lines=tuple(lines))


def to_pass_on() -> list[int]:
    """The messages that wait for a person to pass them on, the oldest first."""
    return list(Letter.objects.filter(way="person", outcome="").order_by("pk").values_list("pk", flat=True))


def orders_of(letter: int) -> list[tuple[str, str]]:
    """Number and channel of the orders that a message tells of."""
    # What was written anew has notices that name a later message by now.
    told = Letter.objects.filter(pk=letter).values_list("told", flat=True).first() or {}
    about = Q(notices__letter_id=letter) | Q(pk__in=[int(pk) for pk in told])
    orders = Order.objects.filter(about).distinct().order_by("pk")
    return list(orders.values_list("number", "channel__name"))


def told_by(notice: outcome.Notice) -> dict[str, list[str] | None]:
    """The windows a message names, by line id, as its letter keeps them."""
    return {
        line.line_id: [line.ship.from_on.isoformat(), line.ship.to_on.isoformat()] if line.ship else None
        for line in notice.delayed
    }


def _held(case: OrderCase, told: Windows, order: Order) -> Held:
    """What the customer holds: the window of our last message; of one that went before we were there, the window that
    came with the order, whatever was published since."""
    found = {}
    for each in case.lines:
        line = each.line
        window = told.get(line.line_id)
        if line.line_id not in told and line.notified_on and line.promised_from and line.promised_to:
            window = Window(line.promised_from, line.promised_to)
        if window is not None:
            found[order.number, line.line_id] = window
    return found


class _News:
    """What happened, from the rows that notices name."""

    def __init__(self, notices: Mapping[int, Sequence[Notice]], catalogue: Mapping[str, demand.Item]) -> None:
        rows = [row for own in notices.values() for row in own]
        self._notices, self._catalogue = notices, catalogue
        self._shipments = by_id(
            load(
                Shipment.objects.filter(
                    pk__in=[row.about["shipment"] for row in rows if "shipment" in row.about]
                )
            )
        )
        tasks = [pk for row in rows for pk in row.about.get("tasks", ())]
        self._tasks = by_id(load(Task.objects.filter(pk__in=tasks)))
        decisions = [row.about["decision"] for row in rows if "decision" in row.about]
        replaced = Decision.objects.filter(pk__in=decisions, replaced_at__isnull=False)
        self._replaced = set(replaced.values_list("pk", flat=True))
        changed = _changed(notices) if {row.kind for row in rows} & {Kind.CANCELLED, Kind.SUBSTITUTED} else []
        self._instead = _instead(rows, changed)
        self._cancelled = {(order, line): qty for order, line, qty, *_ in changed}

    def of(self, order_id: int, case: OrderCase) -> list[News]:
        """What the notices of one order tell of, each as it stands now; what was undone is told no more."""
        skus = {each.line.line_id: each.line.sku for each in case.lines}
        is_open = any(each.reserved_qty + each.backordered_qty for each in case.lines)
        rows = self._notices[order_id]
        news = [found for row in rows if (found := self._one(row, skus, is_open=is_open)) is not None]
        if any(row.kind == Kind.CANCELLED for row in rows) and not any(
            each.kind is Kind.CANCELLED for each in news
        ):
            # All that they chose to cancel is wanted again.
            return [each for each in news if each.choice is not Choice.CANCEL]
        return news

    def _one(self, row: Notice, skus: Mapping[str, str], *, is_open: bool) -> News | None:
        if row.kind == Kind.SHIPPED:
            return self._parcel(row, skus, Kind.PART_SHIPPED if is_open else Kind.SHIPPED)
        if row.kind == Kind.CANCELLED:
            still = {
                line: min(qty, self._cancelled.get((row.order_id, line), 0))
                for line, qty in row.about["lines"].items()
            }
            units = {line: qty for line, qty in still.items() if qty}
            return News(Kind.CANCELLED, self._told(units, skus)) if units else None
        if row.kind == Kind.SUBSTITUTED:
            own = self._instead.get(row.pk, {})
            return News(Kind.SUBSTITUTED, self._told(row.about["lines"], skus), self._told(own, skus))
        if row.kind in (Kind.CHOICE_CONFIRMED, Kind.CHOICE_REPLACED):
            if row.about.get("decision") in self._replaced:
                return None
            return News(Kind(row.kind), choice=Choice(row.about["choice"]))
        if row.kind == Kind.GOODWILL:
            data = [self._tasks[pk].data for pk in row.about["tasks"] if pk in self._tasks]
            amount = sum(each["amount"] for each in data)
            return News(Kind.GOODWILL, amount=amount, currency=data[0]["currency"]) if amount else None
        return News(Kind.CHANGED) if row.kind == Kind.CHANGED else None

    def _parcel(self, row: Notice, skus: Mapping[str, str], kind: Kind) -> News | None:
        parcel = self._shipments[row.about["shipment"]]
        if parcel.cancelled_at is not None:
            return None
        return News(kind, self._told(parcel.units, skus), parcel=(parcel.carrier, parcel.tracking))

    def _told(self, lines: Mapping[str, int], skus: Mapping[str, str]) -> tuple[Told, ...]:
        found = []
        for line, qty in sorted(lines.items()):
            item = self._catalogue.get(skus[line])
            found.append(Told(skus[line], item.title if item else None, qty))
        return tuple(found)


class _Changed(NamedTuple):
    """A line of which units were cancelled, or one that goes instead of another."""

    order: int
    line: str
    cancelled_qty: int
    ordered_qty: int
    replaces: str | None


def _changed(order_ids: Iterable[int]) -> list[_Changed]:
    rows = OrderLine.objects.filter(
        Q(cancelled_qty__gt=0) | Q(replaces__isnull=False), order_id__in=order_ids
    )
    names = ("order_id", "line_id", "cancelled_qty", "ordered_qty", "replaces__line_id")
    return [_Changed(*row) for row in rows.values_list(*names)]


def _instead(rows: Iterable[Notice], lines: Iterable[_Changed]) -> dict[int, dict[str, int]]:
    """What goes instead of the lines that a notice tells of: units by line id, by notice."""
    found: dict[tuple[int, str], dict[str, int]] = {}
    for each in lines:
        if each.replaces is not None:
            found.setdefault((each.order, each.replaces), {})[each.line] = each.ordered_qty
    return {
        row.pk: {
            new: qty for old in row.about["lines"] for new, qty in found.get((row.order_id, old), {}).items()
        }
        for row in rows
        if row.kind == Kind.SUBSTITUTED
    }
