"""What a reallocation changes of one line, and how that is written: losers first, so that no unit is reserved twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from makegood.db.models import Allocation, AllocationRun
from makegood.domain.allocation.outcome import Given, Why, why_is_exception
from makegood.domain.terms.pegging import Supply
from makegood.domain.terms.reason import Reason
from makegood.queries.queue import Place
from makegood.services._holdings import Here, Holdings, again, divided
from makegood.services._withdrawal import Withdrawal
from makegood.services._work import Work
from makegood.services.allocation._pool import Standing
from makegood.services.allocation._sharing import Share

Part = TypeVar("Part")


@dataclass(slots=True)
class Line:
    """A line's part in the new order: what the run gave it, and where its units lie in the end, by stock row."""

    standing: Standing
    place: Place
    qty: int
    given: Sequence[Given]
    final: Counter[int] = field(default_factory=Counter)

    @property
    def gain(self) -> int:
        """Units of the line that it wins; below 0 it loses."""
        return self.qty - self.standing.held_qty

    def before(self, holdings: Holdings) -> Mapping[str, Counter[str]]:
        """Units it has, by SKU and place."""
        found: dict[str, Counter[str]] = {}
        for row in self.standing.held():
            sku = holdings.items[holdings.item_of[row.stock_id]].sku
            found.setdefault(sku, Counter())[holdings.places[holdings.place_of(row)]] += row.qty
        return found

    def after(self) -> Mapping[str, Counter[str]]:
        """Units the run gave it, by SKU and place."""
        found: dict[str, Counter[str]] = {}
        for supply, qty, _ in self.given:
            found.setdefault(supply.sku, Counter())[supply.location] += qty
        return found

    def reasons(self) -> list[Why]:
        """Why it has what it has, exceptions to rank first."""
        return sorted({why for _, _, why in self.given}, key=lambda why: (not why_is_exception(why), why))

    def now(self) -> Counter[int]:
        """Units that it holds, by stock row, once losers have given back."""
        units: Counter[int] = Counter()
        for row in self.standing.held():
            units[row.stock_id] += row.qty
        return units

    def differs(self) -> bool:
        """True when it wins units, or some of its units must lie elsewhere."""
        return self.now() != self.final

    def exchange(self, holdings: Holdings) -> tuple[list[MovedUnits], Counter[int]]:
        """Units it holds that must lie elsewhere, and those that it wins, by stock row."""
        now = self.now()
        surplus, lacking = now - self.final, self.final - now
        moves = []
        for row in self.standing.held() if surplus else ():
            item = holdings.item_of[row.stock_id]
            for stock_id in [pk for pk in lacking if holdings.item_of[pk] == item]:
                part = min(row.qty, surplus[row.stock_id], lacking[stock_id])
                if part > 0:
                    surplus[row.stock_id] -= part
                    lacking[stock_id] -= part
                    moves.append(MovedUnits(self, row, part, stock_id))
        return moves, +lacking


class MovedUnits(NamedTuple):
    """Units of a line's allocation that go to another stock row."""

    line: Line
    row: Allocation
    qty: int
    stock_id: int


def withdraw_from(work: Work, holdings: Holdings, losers: Sequence[Line], *, why: str) -> Mapping[int, int]:
    """Take from each loser what it has too much, from where it should not lie first; its open case by line id."""
    back = Withdrawal(work, holdings, reason=Reason.POLICY_EXCEPTION, kind="allocation.withdrawn", why=why)
    for line in losers:
        surplus = line.now() - line.final
        row = line.standing.row
        own = holdings.orders[row.order_pk].lines[row.line_id]
        back.take(own, -line.gain, here=_lies_in(surplus))
    return {row.line_id: row.pk for row in back.finish()}


def _lies_in(stock_ids: Container[int]) -> Here:
    return lambda row: row.stock_id in stock_ids


def move(work: Work, holdings: Holdings, run: AllocationRun, moves: Sequence[MovedUnits]) -> None:
    """Tie units to other stock; their lines and cases stay what they are."""
    told: dict[int, dict[str, Any]] = {}
    for line, row, qty, stock_id in moves:
        part = row if qty == row.qty else divided(work, row, qty)
        rank, standing = line.place.rank, line.standing.row
        again(
            work,
            part,
            stock_id=stock_id,
            run_id=run.pk,
            tier=rank.tier,
            baseline=standing.baseline,
            place=line.place.claims[0].rank,
        )
        work.set(part, state="withdrawn")
        work.count(holdings.stock[part.stock_id], reserved=-qty)
        work.count(holdings.stock[stock_id], reserved=qty)
        event = told.setdefault(standing.order_pk, {"run": run.pk, "moved": []})
        source, target = (holdings.places[holdings.stock[pk].location_id] for pk in (part.stock_id, stock_id))
        sku = holdings.items[holdings.item_of[stock_id]].sku
        event["moved"].append(
            {"line": standing.line_id, "sku": sku, "from": source, "to": target, "qty": qty}
        )
    for order_pk, event in told.items():
        work.tell(holdings.orders[order_pk].order, "allocation.moved", event)


def won(line: Line, units: Mapping[int, int], holdings: Holdings) -> Iterator[Share]:
    """What a winner gets, case by case, the oldest first. `units` = what it wins, by stock row; what was given by an
    exception to rank counts as won before the rest."""
    lacking = _lacking(line, units, holdings)
    gain = line.gain
    for case in line.standing.cases:
        part = min(gain, case.qty)
        if part > 0:
            given = [
                (supply, qty, why)
                for claim in line.place.claims
                for (supply, why), qty in _cut(lacking[claim.demand.sku], part * claim.demand.per)
            ]
            row = line.standing.row._replace(backorder_id=case.pk, qty=case.qty)
            yield Share(Place(line.place.rank, row, line.place.claims), part, given)
            gain -= part


def _lacking(
    line: Line, units: Mapping[int, int], holdings: Holdings
) -> dict[str, list[tuple[tuple[Supply, Why], int]]]:
    """Units that a winner does not have yet, by SKU, each with its supply and the reason for it."""
    at = {(supply.sku, supply.location): supply for supply, _, _ in line.given}
    whys: dict[str, list[tuple[Why, int]]] = {}
    for supply, qty, why in sorted(line.given, key=lambda each: not why_is_exception(each[2])):
        whys.setdefault(supply.sku, []).append((why, qty))
    found: dict[str, list[tuple[tuple[Supply, Why], int]]] = {}
    for stock_id, qty in units.items():
        stock = holdings.stock[stock_id]
        sku = holdings.items[stock.item_id].sku
        supply = at[sku, holdings.places[stock.location_id]]
        found.setdefault(sku, []).extend(((supply, why), part) for why, part in _cut(whys[sku], qty))
    return found


def _cut(parts: list[tuple[Part, int]], wanted: int) -> list[tuple[Part, int]]:
    """So many units off the front of a list of parts, which keeps the rest."""
    taken: list[tuple[Part, int]] = []
    while wanted > 0:
        part, qty = parts[0]
        units = min(wanted, qty)
        taken.append((part, units))
        wanted -= units
        if units == qty:
            parts.pop(0)
        else:
            parts[0] = (part, qty - units)
    return taken
