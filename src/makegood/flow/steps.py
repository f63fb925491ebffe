"""Each use-case's own steps, and what follows from which (design rule 1): several services in a row where one causes
the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from makegood.db import sql
from makegood.db.models import Decision, Order
from makegood.domain.closure.ending import Approval
from makegood.domain.decision.outcome import Choice
from makegood.queries.shop import shop_now
from makegood.services import (
    allocation,
    catalogue,
    closure,
    cutover,
    decision,
    eligibility,
    intake,
    machine,
    notice,
    policy,
    promise,
    release,
    review,
    sending,
    shortage,
)
from makegood.services._case import Case
from makegood.services._desk import Desk
from makegood.services._orders import OrderName
from makegood.services._swap import Swap
from makegood.services._work import Work
from makegood.services.people import commands as people
from makegood.services.people import own, team, tokens, views
from makegood.services.receipt import counting, expect, moving, receive, returns, undoing
from makegood.wording import several
from makegood.wording.notice import NoticeWriter


def _take_orders(work: Work, command: intake.TakeOrders) -> list[intake.Draft]:
    desk, drafts = intake.draft(work, command)
    judge(work, desk, drafts)
    cases = intake.record(work, desk, drafts)
    _became_short(work, cases)
    return drafts


def judge(work: Work, desk: Desk, drafts: Sequence[intake.Draft]) -> None:
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
    """What was chosen happens: short units are cancelled, or leave the queue for what goes instead; what is to wait for
    the rest leaves the warehouse's list."""
    chosen = decision.decide(work, command)
    work.flush()
    if chosen.waits:
        release.keep_together(work, chosen.waits)
        work.flush()
    _capture_what_went(work, chosen.orders)
    for word, short in chosen.cancels.items():
        lines = tuple(closure.CancelLine(order=each.order, line=each.line, qty=each.qty) for each in short)
        closure.cancel(work, closure.Cancel(lines=lines, **word._asdict()))
        work.flush()
    if chosen.swaps:
        _swap(work, chosen.swaps)
    return chosen.decided


def _undecide(work: Work, command: decision.Undecide) -> list[decision.Undecided]:
    """Decisions are taken back, and where something else stood before that is chosen again: all of it, or nothing."""
    taken_back = decision.undecide(work, command)
    made = Decision.objects.filter(pk__in=sql.among(command.decisions))
    _capture_what_went(work, made.values_list("order_id", flat=True))
    if command.again:
        _decide(work, decision.Decide(choices=command.again))
    return taken_back


def _capture_what_went(work: Work, order_pks: Iterable[int]) -> None:
    """Where a split stands no more, of the order or of a line, finance captures what went by it, and no more."""
    orders = decision.not_alone(order_pks)
    if orders:
        decision.capture_what_went(work, release.going_of(orders))
        work.flush()


def _choose_by_link(work: Work, command: decision.ChooseByLink) -> decision.ChosenByLink:
    """What a customer chose on their page happens as a decision of theirs, where it is still what they saw."""
    asked = decision.asked_for(work, command)
    if asked.choose is not None:
        _decide(work, decision.Decide(choices=(asked.choose,)))
    known = asked.choose is None and asked.not_proved is None
    return decision.ChosenByLink(asked.order, command.choice, known, asked.not_proved)


def _forget(work: Work, command: machine.Forget) -> None:
    machine.forget(work)
    notice.drop_texts(work)


def _answer_silence(work: Work, command: notice.AnswerSilence) -> list[decision.Decided]:
    """Where the law cancels when nobody answers, what is short is cancelled, and its money goes back."""
    found = notice.silent(work, command)
    if found is None:
        return []
    order = OrderName(*Order.objects.values_list("number", "channel__name").get(pk=found.order_id))
    choose = decision.OrderChoice(
        order=order,
        choice=Choice.CANCEL,
        by=decision.DecidedBy.POLICY,
        approved_by=Approval.LAW,
        lines=found.lines,
        text="no answer by the day the notice named",
    )
    return _decide(work, decision.Decide(choices=(choose,)))


def _swap(work: Work, swaps: Sequence[Swap]) -> None:
    """What waits leaves the queue, and what goes instead is reserved at once, or all of it is refused."""
    orders = closure.substitute(work, swaps)
    work.flush()
    additions = intake.instead(orders, swaps)
    desk, drafts = intake.draft_lines(work, additions)
    for each in drafts:
        shortage.reserve_spare(work, desk, each.lines)
    intake.add_lines(work, desk, additions, drafts)


def _edit(work: Work, command: intake.EditOrders) -> list[intake.Edited]:
    """What is wanted less goes first, and those who wait are served from it; what is wanted more comes after them. An
    order that is to stay comes back from the warehouse."""
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
    held_back = [each.order.pk for each in edits if each.held_back]
    if held_back:
        release.call_back(work, held_back)
    notice.owe_lifted(work, (each.order for each in edits if each.lifted))
    return intake.edited(edits, cases)


def _join(work: Work, additions: Sequence[intake.Addition]) -> list[Case]:
    """Lines join orders as new demand; one that may not wait is refused with all that was asked."""
    if not additions:
        return []
    desk, drafts = intake.draft_lines(work, additions)
    judge(work, desk, drafts)
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


def _release(work: Work, command: release.Release) -> list[release.Released]:
    """What goes to the warehouse alone is captured alone, whoever decided it."""
    found = release.release(work, command)
    work.flush()
    if work.going:
        decision.ask_captures(work)
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
    """Windows that may not hold are looked at anew first: what a case is expected to come to follows from them."""
    seen, doubtful = review.stale(work, command)
    if doubtful:
        promise.propose(work, doubtful, why=work.cause)
        work.flush()
    return review.review(work, command, seen=None if doubtful else seen)


def _claim_letter(work: Work, command: notice.ClaimLetter) -> notice.Ready | bool:
    """What the next message says is judged by now, and written down before anybody gets it."""
    claimed = notice.claim(work, command)
    if isinstance(claimed, bool):
        return claimed
    policy_now = work.shop.policy
    writer = NoticeWriter(shop=policy_now.shop, templates=policy_now.templates)
    said = several.written(writer, claimed.told)
    return notice.keep(work, claimed, said, html=several.as_page(writer, claimed.told))


def _settle(work: Work, command: notice.SettleLetters) -> list[int]:
    """Who is known to have been told holds us to the day the message named, also where that is over."""
    settled = notice.settle(work, command)
    work.flush()
    notice.owe_settled(work, settled)
    return settled


def _pause(work: Work, command: sending.PauseSending) -> None:
    """What was to go by tomorrow is a person's to know of."""
    sending.pause(work, command)
    notice.warn_paused(work)


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


STEPS: Mapping[type, Callable[[Work, Any], Any]] = {
    intake.TakeOrders: _take_orders,
    intake.EditOrders: _edit,
    counting.Count: _count,
    expect.ChangeEta: expect.change_eta,
    expect.Expect: expect.expect,
    moving.MoveStock: moving.move_stock,
    promise.AskForDates: promise.ask_for_dates,
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
    decision.Undecide: _undecide,
    decision.Decide: _decide,
    closure.Cancel: closure.cancel,
    closure.ConfirmReason: closure.confirm_reason,
    closure.Reopen: _reopen,
    review.AnswerTasks: review.answer_tasks,
    review.AskForDeeds: review.ask_for_deeds,
    review.AssignCases: review.assign_cases,
    review.AssignTasks: review.assign_tasks,
    review.CloseTasks: review.close_tasks,
    review.Review: _review,
    release.CancelShipments: release.cancel_shipments,
    release.FlagStuck: release.flag_stuck,
    release.Recall: release.recall,
    release.Release: _release,
    release.Ship: release.ship,
    release.StartPicking: release.start_picking,
    machine.Revive: machine.revive,
    returns.Return: returns.take_back,
    notice.EndLinks: notice.end_links,
    notice.GiveLinks: notice.give_links,
    notice.Erase: notice.erase,
    notice.LogContacts: notice.log,
    notice.OweUpdates: notice.owe_updates,
    notice.SettleLetters: _settle,
    notice.Unblock: notice.unblock,
    people.Activate: team.activate,
    people.AddPeople: team.add_people,
    people.Deactivate: team.deactivate,
    own.DropSecondFactors: own.drop_second_factors,
    own.Invite: own.invite,
    people.IssueTokens: tokens.issue_tokens,
    people.RevokeTokens: tokens.revoke_tokens,
    people.SetPasswords: team.set_passwords,
    people.SetRoles: team.set_roles,
    views.DropView: views.drop_view,
    views.KeepView: views.keep_view,
    sending.PauseSending: _pause,
    sending.ResumeSending: sending.resume,
    policy.RestorePolicy: lambda work, command: _under(work, policy.restore_policy(work, command)),
    policy.RestoreTemplate: policy.restore_template,
    policy.SetTemplate: policy.set_template,
    policy.SetLogo: policy.set_logo,
    policy.SetPolicy: lambda work, command: _under(work, policy.set_policy(work, command)),
}

OWN_STEPS: Mapping[type, Callable[[Work, Any], Any]] = {
    machine.Forget: _forget,
    decision.ChooseByLink: _choose_by_link,
    notice.AnswerSilence: _answer_silence,
    notice.Bounce: notice.bounce,
    notice.ClaimLetter: _claim_letter,
    notice.Complain: notice.complain,
    notice.ConfirmLetter: notice.confirm,
    notice.LapseLetters: notice.lapse,
    notice.SetAside: notice.set_aside,
    notice.WriteByLink: notice.write_by_link,
    own.EndSessions: own.end_sessions,
    own.NoteSecondFactor: own.note_second_factor,
}
"""What only the machine itself does, a customer with a link, or people about their own way in: it is no role's, and no
face offers it to one."""
