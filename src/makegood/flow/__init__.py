"""The one door for writes, and all causality in one place (design rule 1).

`run` opens the transaction, lets the command's `steps` work in it, and writes what they changed together. Services
never commit and never call each other: what follows from what stands here and in `steps`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any, Protocol, TypeVar

from django.db import IntegrityError, transaction

from makegood.collector import without_collector
from makegood.db import locks
from makegood.db.snapshot import snapshot
from makegood.db.turns import own_transaction
from makegood.domain.terms import limits
from makegood.domain.terms.errors import DomainError
from makegood.flow.drafts import Draft, drafts, newest_notice
from makegood.flow.steps import OWN_STEPS, STEPS, judge
from makegood.queries import access
from makegood.queries.allocations import Gain, Loss, Wait, gains, losses, waits
from makegood.queries.shop import forget_supply, shop_now
from makegood.services import allocation, closure, intake, notice, policy, promise, review
from makegood.services._tasks import close_moot
from makegood.services._work import Work
from makegood.services.intake import gate

_OF_THE_POLICY = (
    policy.SetPolicy,
    policy.RestorePolicy,
    policy.SetTemplate,
    policy.RestoreTemplate,
    policy.SetLogo,
)
_ASKED_OF_NOBODY = (intake.TakeOrders, review.AskForDeeds, *OWN_STEPS)
"""What nobody asks another person to do about an order that is there: no wish is looked for."""
ATTEMPTS = 3
"""How often a command is begun at most."""

Result = TypeVar("Result")


class Bracket(Protocol):
    """What is written in the command's own transaction beside it: with the command it happens, or not at all."""

    def begin(self) -> Any:
        """Before the command; what is not None is the outcome, and the command is not done."""

    def end(self, outcome: Any) -> None:
        """After it, with its outcome."""


def run(
    command: Any,
    *,
    actor: str,
    now: datetime,
    roles: Collection[str] | None = None,
    guarded: bool = True,
    bracket: Bracket | None = None,
) -> Any:
    """Do what the command says, whole or not at all; its outcome. Raises DomainError, and then nothing has changed;
    'busy' when somebody else held the same rows for too long.

    `actor` = who does it (`person:12`, `cli`, `policy`), in these `roles`; None = the machine itself, or whoever works
    at it, who may do everything. `now` = the moment it happens. `bracket` = what is written beside it.
    """
    _admit(command, roles)

    def do() -> Any:
        work = _begun(command, actor=actor, now=now, roles=roles, guarded=guarded)
        return _carry_out(work, command)

    return _whole(lambda: _within(bracket, do, outcome_of=lambda found: found))


def run_each(
    commands: Sequence[Any], *, actor: str, now: datetime, roles: Collection[str] | None = None
) -> list[Any]:
    """Do what several commands say, one after the other, all of them or none; their outcomes. Raises as `run` does."""
    for command in commands:
        _admit(command, roles)

    def do() -> list[Any]:
        return [
            _carry_out(_begun(command, actor=actor, now=now, roles=roles), command) for command in commands
        ]

    return _whole(do)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a command does: its outcome, who gets what and why, who gives back, and who still waits for the same SKUs.
    Of a preview also why the first of these wait, and the messages it would have sent: the drafts of the first ones,
    to how many customers they go, and how many of them (`held`) the brake keeps until somebody lets them go; and what a
    look at the shop found as it would be."""

    outcome: Any
    gains: Sequence[Gain]
    waits: Sequence[Wait]
    letters: Sequence[Draft] = ()
    messages: int = 0
    held: int = 0
    losses: Sequence[Loss] = ()
    seen: Any = None


Approve = Callable[[Effect], None]
"""Asked of what comes of a command before it counts; what it raises leaves everything as it was."""
Look = Callable[[], tuple[Any, Sequence[Any]]]
"""A look at the shop as a command would leave it: what was found, and the commands that its owner could give then."""


def run_and_tell(
    command: Any,
    *,
    actor: str,
    now: datetime,
    roles: Collection[str] | None = None,
    bracket: Bracket | None = None,
    letters: bool = False,
    approve: Approve | None = None,
) -> Effect:
    """The same as `run`, and who got units by it. `letters` = also to whom messages go by it, as a preview says it;
    `approve` = has the last word."""
    _admit(command, roles)

    def do() -> Effect:
        before = newest_notice() if letters else 0
        work = _begun(command, actor=actor, now=now, roles=roles)
        found = _told(work, _carry_out(work, command))
        if approve is not None:
            approve(found)
        return _with_letters(found, work, after=before) if letters else found

    known = _whole(lambda: _within(bracket, do, outcome_of=lambda found: found.outcome))
    return known if isinstance(known, Effect) else Effect(known, (), ())


def preview(
    command: Any,
    *,
    actor: str,
    now: datetime,
    roles: Collection[str] | None = None,
    look: Look | None = None,
) -> Effect:
    """Do what the command says and take it back: what is shown is what would happen (spec 7.3). Writes nothing, but
    holds the same locks as the command for as long as it takes.

    `look` = asked of the shop as it would be; the messages of the commands it names are drafted too (spec 3.7).
    """
    _admit(command, roles)

    def show() -> Effect:
        before = newest_notice()
        work = _begun(command, actor=actor, now=now, roles=roles)
        found = _told(work, _carry_out(work, command), reasons=True)
        seen, onward = look() if look else (None, ())
        for each in onward:
            work = _begun(each, actor=actor, now=now)
            _carry_out(work, each)
        found = _with_letters(found, work, after=before)
        transaction.set_rollback(True)
        return replace(found, seen=seen)

    try:
        return _whole(show)
    finally:
        forget_supply()


def _within(bracket: Bracket | None, do: Callable[[], Any], *, outcome_of: Callable[[Any], Any]) -> Any:
    """What is written beside a command goes round it; what the bracket knows already is not done."""
    known = bracket.begin() if bracket else None
    if known is not None:
        return known
    found = do()
    if bracket:
        bracket.end(outcome_of(found))
    return found


def _with_letters(found: Effect, work: Work, *, after: int) -> Effect:
    letters, messages, held = drafts(work, after=after)
    return replace(found, letters=letters, messages=messages, held=held)


def _told(work: Work, outcome: Any, *, reasons: bool = False) -> Effect:
    shop = shop_now(year=work.now.year) if reasons else None
    found = waits(work.freed, shop=shop, today=work.today)
    return Effect(outcome, gains(work.runs), found, losses=losses(work.lost))


def _whole(do: Callable[[], Result]) -> Result:
    """Do it in one transaction. Whoever is overtaken between a look and the lock has changed nothing, and begins again:
    what comes out is what would have, had he come second."""
    for attempt in count(1):
        try:
            with _transaction():
                return do()
        except BaseException as error:
            forget_supply()
            if attempt < ATTEMPTS and _overtaken(error):
                continue
            if isinstance(error, IntegrityError):
                # What no rule of ours saw, a rule of the tables did: nothing was written.
                raise DomainError("row_refused", {"found": str(error).splitlines()[0]}) from error
            raise
    raise AssertionError


def _overtaken(error: BaseException) -> bool:
    """Others hold now what we read without a lock, or wrote first what is there only once."""
    if isinstance(error, IntegrityError):
        # A rule that a row breaks by itself is broken again whoever else is there.
        return not locks.breaks_a_check(error)
    return isinstance(error, DomainError) and error.code == "changed_meanwhile"


@contextmanager
def _transaction() -> Iterator[None]:
    with locks.patience(), own_transaction(), without_collector():
        yield


def _carry_out(work: Work, command: Any) -> Any:
    """The command's own step, and what follows from what it changed."""
    step = STEPS.get(type(command)) or OWN_STEPS[type(command)]
    outcome = step(work, command)
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
    if work.ended or work.grown:
        closure.ask_refunds(work)
        notice.withhold_idle(work)
    work.flush()
    if work.eased_orders:
        promise.put_idle_aside(work)
        work.flush()
    if work.told or work.owed:
        notice.tell_what_happened(work)
    if work.eased_orders or work.eased_items:
        close_moot(work)
    work.flush()
    if work.told and type(command) not in _ASKED_OF_NOBODY:
        review.deeds_done(work, command, _verb(command))
        work.flush()
    if work.typed:
        notice.stay_forgotten(work)
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
        judge(work, desk, drafts)
    return gate.answer(desk, drafts[0])


def _begun(command: Any, **about: Any) -> Work:
    """The work of a command that may write: under a policy that stays as it is until it is done."""
    locks.policy(change=isinstance(command, _OF_THE_POLICY))
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
