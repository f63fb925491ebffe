"""The office: the owner of dates publishes, support hears customers, and rules are changed now and then."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from makegood.demo.story.diary import Diary
from makegood.demo.story.goods import BUNDLES, CAPPED, ENDED
from makegood.demo.story.policy import allocation, eligibility
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.domain.terms.reason import Reason
from makegood.queries.cases import OpenCase, open_cases
from makegood.queries.decisions import Open, decisions
from makegood.queries.policy import current
from makegood.queries.proposals import proposals
from makegood.queries.shop import shop_now
from makegood.queries.tasks import GOODWILL, OF_AN_ANSWER, open_tasks
from makegood.queries.why_not import why_not_yet
from makegood.services._orders import OrderName
from makegood.services.allocation import Firm, FirmLine, HeldLine, Reallocate, Withdraw
from makegood.services.closure import Cancel, CancelLine, ConfirmReason, Reopen, ReopenLine
from makegood.services.decision import Decide, DecidedBy, OrderChoice
from makegood.services.intake import EditOrder, EditOrders, NewLine
from makegood.services.policy import RestorePolicy, SetPolicy
from makegood.services.promise import Publish, Reject
from makegood.services.review import AnswerTasks, CloseTasks, TaskAnswer

_REJECTED = 8
"""Of so many proposed windows one is rejected."""
_FAIR = '[allocation]\nmethod = "fair_share"\n'


@dataclass(eq=False)
class Office:
    """Operations lead, support and manager. `taken` = numbers and channels of today's orders."""

    diary: Diary
    taken: list[tuple[str, str]] = field(default_factory=list)
    on_hold: list[OrderName] = field(default_factory=list)
    _before: int = 0
    _proposed: int = 0

    def publish(self) -> None:
        """Most proposed windows are published in the morning; a few are rejected, some wait a day."""
        publish, reject = [], []
        # A date that lost its supply waits: purchasing finds other units within days.
        for each in (row for row in proposals() if row.ship_to is not None):
            self._proposed += 1
            if self._proposed % _REJECTED == 3:
                reject.append(each.proposal)
            elif self.diary.chance(0.92):
                publish.append(each.proposal)
        if publish:
            self.diary.do(Publish(proposals=tuple(publish)), role="operations_lead")
        if reject:
            why = "the supplier will not keep that day either"
            self.diary.do(Reject(proposals=tuple(reject), why=why), role="operations_lead")

    def hear(self) -> None:
        """Some customers do not want to wait any longer, the more the later it is; some orders were a mistake."""
        leaving = [each for each in open_cases() if self._leaves(each)]
        by_reason: dict[Reason, list[CancelLine]] = {}
        for each in leaving:
            late = each.published_to is not None and each.published_to < self.diary.today
            reason = Reason.SUPPLIER_DELAY if late else Reason.DEMAND_SPIKE
            line = CancelLine(order=OrderName(each.order, each.channel), line=each.line)
            by_reason.setdefault(reason, []).append(line)
        for reason, lines in by_reason.items():
            self._cancel(tuple(dict.fromkeys(lines)), reason)
        mistakes = [name for name in self.taken if self.diary.chance(0.008)]
        self.taken.clear()
        if mistakes:
            lines = [CancelLine(order=OrderName(*name)) for name in mistakes]
            self._cancel(tuple(lines), Reason.OTHER, text="ordered by mistake")

    def decide(self) -> None:
        """Support decides about most short orders within a few days, as it is recommended; who is offered something
        else may say no."""
        settled = {(each.order, each.channel) for each in open_cases() if each.decided or each.sku in ENDED}
        choices, swaps = [], []
        for found in decisions(today=self.diary.today):
            if (found.number, found.channel) in settled or not self.diary.chance(0.35):
                continue
            if found.recommendation.choice is Choice.SUBSTITUTE:
                swaps.append(found.order_id)
            elif chosen := self._chosen(found):
                choices.append(chosen)
        if choices:
            self.diary.do(Decide(choices=tuple(choices)), role="support")
        for order in swaps:
            # Whoever chose before may have taken the last unit.
            for found in decisions([order], today=self.diary.today):
                if chosen := self._chosen(found):
                    self.diary.do(Decide(choices=(chosen,)), role="support")

    def _chosen(self, found: Open) -> OrderChoice | None:
        allowed = {option.choice for option in found.recommendation.options if option.allowed}
        choice = found.recommendation.choice
        if choice in (Choice.SUBSTITUTE, Choice.CANCEL) and not self.diary.chance(0.25):
            choice = Choice.HOLD
        if choice not in allowed:
            return None
        asked = choice in (Choice.SUBSTITUTE, Choice.CANCEL)
        return OrderChoice(
            order=OrderName(found.number, found.channel),
            choice=choice,
            by=DecidedBy.CUSTOMER if asked else DecidedBy.PERSON,
            reason=Reason.DEMAND_SPIKE if asked else None,
        )

    def let_go(self) -> None:
        """Orders that were checked for a day may go: they are paid."""
        edits = tuple(EditOrder(order=name, on_hold=False) for name in self.on_hold)
        self.on_hold.clear()
        if edits:
            self.diary.do(EditOrders(edits=edits), role="support")

    def work_off(self) -> None:
        """Everybody does most of what they are asked to do, a day after they were asked."""
        for role in self.diary.team:
            done = [
                each
                for each in open_tasks(today=self.diary.today, role=role)
                if each.opened_at < self.diary.now - timedelta(days=1) and self.diary.chance(0.8)
            ]
            closed = tuple(each.task for each in done if each.kind not in OF_AN_ANSWER)
            if closed:
                self.diary.do(CloseTasks(tasks=closed, note="done"), role=role)
            granted = tuple(TaskAnswer(task=each.task, yes=True) for each in done if each.kind == GOODWILL)
            if granted:
                self.diary.do(AnswerTasks(answers=granted), role=role)

    def cancel_the_wrong_one(self) -> None:
        """Support cancels an order, sees that it was another customer's, and opens it again."""
        case = next((each for each in open_cases() if each.channel == "store"), None)
        if case is not None:
            name = OrderName(case.order, case.channel)
            self._cancel((CancelLine(order=name, line=case.line),), Reason.DEMAND_SPIKE)
            again = Reopen(
                lines=(ReopenLine(order=name, line=case.line),),
                our_error=True,
                text="we cancelled the wrong order",
            )
            self.diary.do(again, role="support")

    def add_a_line(self) -> None:
        """A customer who waits anyway wants a mug as well."""
        case = next((each for each in open_cases() if each.channel == "store"), None)
        if case is not None:
            sku = "MUG-SAND"
            line = NewLine(sku=sku, quantity=1, line_id="more", unit_price=self.diary.goods.price[sku])
            edit = EditOrder(order=OrderName(case.order, case.channel), add=(line,))
            self.diary.do(EditOrders(edits=(edit,)), role="support")

    def confirm(self) -> None:
        """Once a week somebody says why the cases are there of which nobody knew."""
        unknown = [each.backorder for each in open_cases() if each.reason == Reason.UNKNOWN.value]
        if unknown:
            reason = ConfirmReason(backorders=tuple(unknown), reason=Reason.DEMAND_SPIKE)
            self.diary.do(reason, role="support")

    def give_up(self) -> None:
        """The manager cancels what was sold and will never come."""
        lines = [
            CancelLine(order=OrderName(each.order, each.channel), line=each.line)
            for each in open_cases()
            if each.sku in ENDED
        ]
        if lines:
            command = Cancel(
                lines=tuple(lines),
                reason=Reason.SYNC_ISSUE,
                approved_by=Approval.MANAGER,
                text="not made any more; the channel listed it too long",
            )
            self.diary.do(command, role="manager")

    def favour(self) -> None:
        """Somebody needs a unit that another order holds: it is taken for them, and made firm."""
        in_bundles = {part for _, _, parts in BUNDLES.values() for part, _ in parts}
        waiting = {each.backorder: each for each in open_cases() if each.sku not in {*in_bundles, *BUNDLES}}
        shop = shop_now(year=self.diary.today.year)
        answers = why_not_yet(list(waiting), shop=shop, today=self.diary.today)
        for backorder, (answer, *_) in answers.items():
            wish = waiting[backorder]
            for holder in (*answer.served_before, *answer.served_after):
                if holder.order_id != wish.order and holder.given_qty > holder.firm_qty:
                    self._take(HeldLine(order=OrderName(holder.order_id), line=holder.line_id, qty=1), wish)
                    return

    def _take(self, held: HeldLine, wish: OpenCase) -> None:
        why, name = "promised on the phone", OrderName(wish.order, wish.channel)
        self.diary.do(Withdraw(lines=(held,), why=why, first=(name,)), role="operations_lead")
        firm = Firm(lines=(FirmLine(order=name, line=wish.line),), why=why)
        self.diary.do(firm, role="operations_lead")

    def reallocate(self) -> None:
        """The queue is run again under another rule, for all that is held."""
        command = Reallocate(policy=_FAIR, note="a share for everybody before the holidays")
        self.diary.do(command, role="operations_lead")

    def raise_cap(self) -> None:
        """More may wait for the hits than was thought."""
        document = eligibility({sku: cap * 2 for sku, cap in CAPPED.items()})
        self.diary.do(SetPolicy(document=document, note="they come every week"), role="manager")

    def change_ranks(self) -> None:
        """Dear orders go first, for a while."""
        self._before, _ = current()
        document = allocation(dearer_first=True)
        self.diary.do(SetPolicy(document=document, note="large orders first"), role="operations_lead")

    def change_back(self) -> None:
        """It was not fair."""
        command = RestorePolicy(area="allocation", revision=self._before, note="too many complaints")
        self.diary.do(command, role="operations_lead")

    def _leaves(self, each: OpenCase) -> bool:
        """Whether the customer gives up today: hardly ever before the window has gone by, more often after it."""
        late = each.published_to is not None and each.published_to < self.diary.today
        undated = each.published_to is None
        return self.diary.chance(0.03 if late else 0.015 if undated else 0.006)

    def _cancel(self, lines: tuple[CancelLine, ...], reason: Reason, text: str = "") -> None:
        command = Cancel(lines=lines, reason=reason, approved_by=Approval.CUSTOMER, text=text)
        self.diary.do(command, role="support")
