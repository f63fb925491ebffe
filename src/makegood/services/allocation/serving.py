"""The queue is served: after a receipt, a cancellation, a count, and whenever somebody asks (spec 7.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from makegood.db import locks
from makegood.db.models import Backorder, Item, RunMention
from makegood.db.rows import new
from makegood.db.sql import among
from makegood.db.waiting import Waiting, waiting_for
from makegood.domain.terms.errors import DomainError
from makegood.queries.queue import ranked, shelves
from makegood.queries.shop import supply_dates
from makegood.services._work import Work
from makegood.services.allocation._giving import give, note_run, told_short
from makegood.services.allocation._sharing import share_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocate:
    """Serve the queue of these SKUs now, None = of all: after a change of policy, a new day, a hold that was lifted."""

    skus: tuple[str, ...] | None = None


def ask_to_serve(work: Work, command: Allocate) -> list[int]:
    """Mark the SKUs' items: their queue is served before the command ends. Ids of the runs that takes, known by then.

    Raises DomainError('sku_unknown').
    """
    work.freed |= named_items(command.skus)
    return work.runs


def named_items(skus: Sequence[str] | None) -> set[int]:
    """Ids of these SKUs' items, None = of all that somebody waits for. Raises DomainError('sku_unknown')."""
    if skus is None:
        return set(Backorder.objects.filter(state="open").values_list("item_id", flat=True).distinct())
    items = locks.items_of(skus)
    missing = sorted(set(skus) - set(items))
    if missing:
        raise DomainError("sku_unknown", {"skus": missing})
    return {items[sku].pk for sku in skus}


def hold_queue(item_ids: Iterable[int]) -> None:
    """Lock the orders of all who wait for these items at once: for a command that goes through them several times."""
    waiting = Backorder.objects.filter(state="open", item_id__in=among(locks.items(item_ids)))
    locks.heads(set(waiting.values_list("order_id", flat=True).distinct()))


def serve(work: Work, item_ids: Iterable[int]) -> None:
    """Share the free units of locked items out among those who wait for them, and write it with its audit.

    Where units were withdrawn on purpose there is a turn before all others for whoever they are meant for, and one for
    all but those who lost them; each turn is a run of its own and remembers whom it passed over, and why.
    """
    items = locks.items(item_ids)
    for turn in _turns(work):
        _serve(work, items, turn)


@dataclass(frozen=True, slots=True)
class _Turn:
    """Who is served before the others: only `orders` (None = all), and not `lines`."""

    orders: frozenset[int] | None = None
    lines: frozenset[int] = frozenset()
    why: str = ""

    def includes(self, row: Waiting) -> bool:
        """True when the line may be given units in this turn."""
        return (self.orders is None or row.order_pk in self.orders) and row.line_pk not in self.lines

    def told(self, rows: Sequence[Waiting]) -> list[dict[str, Any]]:
        """How the run remembers that some went before the others, by whose word."""
        found = [("served_last", row) for row in rows if row.line_pk in self.lines]
        found += [("served_first", row) for row in rows if self._goes_first(row)]
        return [
            {
                "code": code,
                "rule": "withdrawn",
                "why": self.why,
                "channel": row.channel,
                "order": row.number,
                "line": row.line_id,
                "units": row.qty,
            }
            for code, row in found
        ]

    def about(self, rows: Sequence[Waiting]) -> set[int]:
        """The orders that these words are about."""
        return {row.order_pk for row in rows if row.line_pk in self.lines or self._goes_first(row)}

    def _goes_first(self, row: Waiting) -> bool:
        return self.orders is not None and self.includes(row)


def _turns(work: Work) -> list[_Turn]:
    last = frozenset(work.last)
    turns = [_Turn(orders=frozenset(work.first), lines=last, why=work.why)] if work.first else []
    return [*turns, _Turn(lines=last, why=work.why), _Turn()] if last else [*turns, _Turn()]


def _serve(work: Work, items: Mapping[int, Item], turn: _Turn) -> None:
    shelf = shelves(work.shop, items=items, dates=supply_dates(work.shop, today=work.today))
    if not any(stock.on_hand > stock.reserved for own in shelf.stock.values() for stock in own):
        return
    waiting = waiting_for(items)
    rows = [row for row in waiting if turn.includes(row)]
    places = ranked(work.shop, rows=rows, shelf=shelf, today=work.today)
    outcome = share_out(places, shelf, policy=work.shop.policy.allocation, today=work.today)
    if outcome.shares:
        run = note_run(work, outcome, short=told_short(outcome.first_short), rules=turn.told(waiting))
        for pk in sorted(turn.about(waiting)):
            work.add(new(RunMention, run_id=run.pk, order_id=pk))
        orders = locks.heads(share.place.row.order_pk for share in outcome.shares)
        give(work, run, outcome.shares, shelf, orders)
        work.flush()
