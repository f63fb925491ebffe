"""The one door for writes, and all causality on one screen (design rule 1).

`run` opens the transaction, lets the command's steps work in it, and writes what they changed together. Services never
commit and never call each other: what follows from what stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from makegood.collector import without_collector
from makegood.db import locks
from makegood.db.snapshot import snapshot
from makegood.domain.closure.ending import Approval
from makegood.domain.terms import limits
from makegood.domain.terms.errors import DomainError
from makegood.queries import access
from makegood.queries.allocations import Gain, Wait, gains, waits
from makegood.queries.shop import forget_supply, shop_now
from makegood.services import (
    allocation,
    catalogue,
    closure,
    cutover,
    decision,
    eligibility,
    intake,
    notice,
    policy,
    promise,
    release,
    review,
    shortage,
)
from makegood.services._case import Case
from makegood.services._desk import Desk
from makegood.services._tasks import close_moot
from makegood.services._work import Work
from makegood.services.intake import gate
from makegood.services.people import commands as people
from makegood.services.people import team, tokens
from makegood.services.receipt import counting, expect, moving, receive, returns, undoing

ATTEMPTS = 3
"""How often a command is begun at most."""

Result = TypeVar("Result")


def run(
    command: Any, *, actor: str, now: datetime, roles: Collection[str] | None = None, guarded: bool = True
) -> Any:
    """Do what the command says, whole or not at all; its outcome. Raises DomainError, and then nothing has changed;
    'busy' when somebody else held the same rows for too long.

    `actor` = who does it (`person:12`, `cli`, `policy`), in these `roles`; None = the machine itself, or whoever works
    at it, who may do everything. `now` = the moment it happens.
    """
    _admit(command, roles)
    return _whole(
        lambda: _carry_out(_begun(command, actor=actor, now=now, roles=roles, guarded=guarded), command)
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """What a command would do: its outcome, who would get what and why, and who would still wait for the same SKUs."""

    outcome: Any
    gains: Sequence[Gain]
    waits: Sequence[Wait]


def preview(command: Any, *, actor: str, now: datetime, roles: Collection[str] | None = None) -> Preview:
    """Do what the command says and take it back: what is shown is what would happen (spec 7.3). Writes nothing, but
    holds the same locks as the command for as long as it takes."""
    _admit(command, roles)

    def show() -> Preview:
        work = _begun(command, actor=actor, now=now, roles=roles)
        outcome = _carry_out(work, command)
        found = Preview(outcome, gains(work.runs), waits(work.freed))
        transaction.set_rollback(True)
        return found

    try:
        return _whole(show)
    finally:
        forget_supply()


def _whole(do: Callable[[], Result]) -> Result:
    """Do it in one transaction. Whoever is overtaken between a look and the lock has changed nothing, and begins again:
    what comes out is what would have, had he come second."""
    for attempt in count(1):
        try:
            with _transaction():
                return do()
        except BaseException as error:
            forget_supply()
            if attempt == ATTEMPTS or not _overtaken(error):
                raise
    raise AssertionError


def _overtaken(error: BaseException) -> bool:
    """Others hold now what we read without a lock, or wrote first what is there only once."""
    return isinstance(error, IntegrityError) or (
        isinstance(error, DomainError) and error.code == "changed_meanwhile"
    )


@contextmanager
def _transaction() -> Iterator[None]:
    with locks.patience(), without_collector(), transaction.atomic(durable=True):
        yield


def _carry_out(work: Work, command: Any) -> Any:
    """The command's own step, and what follows from what it changed."""
    outcome = _STEPS[type(command)](work, command)
    work.flush()
    if work.freed:
        if work.first or work.last or (work.moved and promise.publishes_at_once(work.shop.policy)):
            allocation.hold_queue(work.freed | work.moved)
        allocation.serve(work, work.freed)
    if work.moved:
        promise.propose(work, work.moved, why=work.cause)
        work.flush()
    if work.short:
        notice.owe_again(work)
    if work.unowned:
        review.own(work)
    if work.ended:
        closure.ask_refunds(work)
        notice.withhold_idle(work)
    work.flush()
    if work.eased_orders or work.eased_items:
        close_moot(work)
        work.flush()
    return outcome


def may_sell(question: gate.MaySell, *, now: datetime) -> gate.SellAnswer:
    """The sell gate: what intake would say to such an order now. Changes nothing and waits for nobody.

    Raises DomainError('order_refused') for what makes no sense.
    """
    command = gate.as_order(question, now=now)
    with snapshot():
        work = _work(command, actor="gate", now=now)
        desk, drafts = intake.look(work, command)
        _judge(work, desk, drafts)
    return gate.answer(desk, drafts[0])


def _begun(command: Any, **about: Any) -> Work:
    """The work of a command that may write: under a policy that stays as it is until it is done."""
    locks.policy(change=isinstance(command, (policy.SetPolicy, policy.RestorePolicy)))
    return _work(command, **about)


def _work(
    command: Any, *, actor: str, now: datetime, roles: Collection[str] | None = None, guarded: bool = True
) -> Work:
    shop = shop_now(year=now.year)
    cause = type(command).__name__
    return Work(
        actor=actor, now=now, today=shop.day(now), cause=cause, shop=shop, roles=roles, guarded=guarded
    )


def _admit(command: Any, roles: Collection[str] | None) -> None:
    """Refuse what these roles may not do, and what nobody can mean; orders are judged one by one as they are taken."""
    access.check(_verb(command), roles)
    if not isinstance(command, intake.TakeOrders):
        limits.check(command)


def _verb(command: Any) -> str:
    """What it is in the table of roles: its name, unless it asks for more than its kind does."""
    return str(getattr(command, "verb", type(command).__name__))


def _take_orders(work: Work, command: intake.TakeOrders) -> list[intake.Draft]:
    desk, drafts = intake.draft(work, command)
    _judge(work, desk, drafts)
    cases = intake.record(work, desk, drafts)
    _became_short(work, cases)
    return drafts


def _judge(work: Work, desk: Desk, drafts: Sequence[intake.Draft]) -> None:
    """Split each order by what is there, and refuse what may not wait; an order sees what those before it took."""
    for each in drafts:
        if each.first is not None and each.first.refusal is not None:
            each.known, each.refusal = None, each.first.refusal
        if not each.open:
            continue
        shortage.reserve(work, desk, each.lines)
        promise.estimate(desk, each.lines)
        each.refusal = eligibility.judge(work, desk, each.lines, external=each.new.external)
        if each.refusal is not None:
            shortage.give_back(work, desk, each.lines)


def _count(work: Work, command: counting.Count) -> list[counting.CountFound]:
    """What the warehouse was told to pick and nobody found comes back first; then the count is taken."""
    missing = counting.not_there(work, command)
    if missing:
        lines = [release.RecallLine(release=each.release, line=each.line, qty=each.qty) for each in missing]
        release.recall(work, release.Recall(recalls=tuple(lines), stopped="a count did not find the units"))
        work.flush()
    return counting.count(work, command)


def _decide(work: Work, command: decision.Decide) -> list[decision.Decided]:
    """What was chosen happens: short units are cancelled, or leave the queue for what goes instead."""
    chosen = decision.decide(work, command)
    work.flush()
    for word, short in chosen.cancels.items():
        lines = tuple(closure.CancelLine(order=each.order, line=each.line, qty=each.qty) for each in short)
        closure.cancel(work, closure.Cancel(lines=lines, **word._asdict()))
        work.flush()
    if chosen.swaps:
        _swap(work, chosen.swaps)
    return chosen.decided


def _swap(work: Work, swaps: Sequence[decision.Swap]) -> None:
    """What waits leaves the queue, and what goes instead is reserved at once, or all of it is refused."""
    orders = closure.substitute(work, swaps)
    work.flush()
    additions = intake.instead(orders, swaps)
    desk, drafts = intake.draft_lines(work, additions)
    for each in drafts:
        shortage.reserve_spare(work, desk, each.lines)
    intake.add_lines(work, desk, additions, drafts)


def _edit(work: Work, command: intake.EditOrders) -> list[intake.Edited]:
    """What is wanted less goes first, and those who wait are served from it; what is wanted more comes after them."""
    edits = intake.plan_edits(work, command)
    work.flush()
    for text, lines in intake.less_wanted(edits).items():
        gone = tuple(closure.CancelLine(order=name, line=line, qty=qty) for name, line, qty in lines)
        closure.cancel(
            work, closure.Cancel(lines=gone, reason=None, approved_by=Approval.CUSTOMER, text=text)
        )
        work.flush()
    if work.freed:
        allocation.serve(work, work.freed)
    cases = _join(work, intake.additions(edits))
    notice.tell_changes(work, {each.order.pk for each in edits if not each.known}, why="edit")
    return intake.edited(edits, cases)


def _join(work: Work, additions: Sequence[intake.Addition]) -> list[Case]:
    """Lines join orders as new demand; one that may not wait is refused with all that was asked."""
    if not additions:
        return []
    desk, drafts = intake.draft_lines(work, additions)
    _judge(work, desk, drafts)
    for each in drafts:
        if each.refusal is not None:
            raise each.refusal
    cases = intake.add_lines(work, desk, additions, drafts)
    promise.publish_first(work, cases)
    review.look(work, cases)
    notice.owe_more(work, _by_order(cases), why="edit")
    work.flush()
    return cases


def _reopen(work: Work, command: closure.Reopen) -> list[closure.Reopened]:
    """What is wanted again gets what lies free and nobody waits for; the rest may wait only where new demand may,
    unless the error was ours."""
    found, line_pks = closure.reopen(work, command)
    work.flush()
    if work.freed:
        allocation.serve(work, work.freed)
    waiting = closure.waiting_lines(line_pks)
    if waiting:
        desk, drafts = intake.draft_waiting(work, waiting)
        for each in drafts:
            external = each.new.external or command.our_error
            refusal = eligibility.judge(work, desk, each.lines, external=external)
            if refusal is not None:
                raise refusal
        closure.flag(work, waiting, [line for each in drafts for line in each.lines])
    return found


def _import_shop(work: Work, command: cutover.ImportShop) -> cutover.Imported:
    """Windows are looked at when all is there; nobody is told anything."""
    cases, found = cutover.import_shop(work, command)
    _watch(work, cases)
    return found


def _under(work: Work, found: policy.PolicySet) -> policy.PolicySet:
    """Whoever may have units under the new policy gets them at once, and windows are looked at anew."""
    if found.moves_units:
        work.shop = shop_now(year=work.now.year)
        waited_for = allocation.named_items(None)
        work.freed |= waited_for
        work.moved |= waited_for
    return found


def _review(work: Work, command: review.Review) -> review.Reviewed:
    """Windows that have ended are looked at anew first: what a case is expected to come to follows from them."""
    passed = review.stale(work, command)
    if passed:
        promise.propose(work, passed, why=work.cause)
        work.flush()
    return review.review(work, command)


def _became_short(work: Work, cases: Sequence[Case]) -> None:
    """A line lacks units: it gets a window, somebody who looks at it, and its customer a notice."""
    promise.publish_first(work, cases)
    _watch(work, cases)


def _watch(work: Work, cases: Sequence[Case]) -> None:
    """Every case has somebody who looks at it, and every customer a first notice, or the reason why not."""
    review.look(work, cases)
    notice.owe_first(work, _by_order(cases))


def _by_order(cases: Sequence[Case]) -> dict[int, list[Case]]:
    found: dict[int, list[Case]] = {}
    for case in cases:
        found.setdefault(case.order.pk, []).append(case)
    return found


_STEPS: Mapping[type, Callable[[Work, Any], Any]] = {
    intake.TakeOrders: _take_orders,
    intake.EditOrders: _edit,
    counting.Count: _count,
    expect.ChangeEta: expect.change_eta,
    expect.Expect: expect.expect,
    moving.MoveStock: moving.move_stock,
    promise.Publish: promise.publish,
    promise.Reject: promise.reject,
    receive.Receive: receive.receive,
    undoing.UndoReceipt: undoing.undo,
    allocation.Allocate: allocation.ask_to_serve,
    allocation.Firm: allocation.firm,
    allocation.Reallocate: allocation.reallocate,
    allocation.Withdraw: allocation.withdraw,
    catalogue.AddPlaces: catalogue.add_places,
    catalogue.SetItems: catalogue.set_items,
    catalogue.SetSafetyStock: catalogue.set_safety_stock,
    cutover.ImportShop: _import_shop,
    cutover.Choose: cutover.choose,
    cutover.Approve: cutover.approve,
    decision.Decide: _decide,
    closure.Cancel: closure.cancel,
    closure.ConfirmReason: closure.confirm_reason,
    closure.Reopen: _reopen,
    review.CloseTasks: review.close_tasks,
    review.Review: _review,
    release.CancelShipments: release.cancel_shipments,
    release.FlagStuck: release.flag_stuck,
    release.Recall: release.recall,
    release.Release: release.release,
    release.Ship: release.ship,
    release.StartPicking: release.start_picking,
    returns.Return: returns.take_back,
    people.Activate: team.activate,
    people.AddPeople: team.add_people,
    people.Deactivate: team.deactivate,
    people.IssueTokens: tokens.issue_tokens,
    people.RevokeTokens: tokens.revoke_tokens,
    people.SetPasswords: team.set_passwords,
    people.SetRoles: team.set_roles,
    policy.RestorePolicy: lambda work, command: _under(work, policy.restore_policy(work, command)),
    policy.SetPolicy: lambda work, command: _under(work, policy.set_policy(work, command)),
}
