"""The queue is run again, for everything that is held and may be taken (spec 7.4): who wins, who loses, and why.

`flow.preview` of the command is the simulation: the same path, taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from makegood.domain.allocation.outcome import Why
from makegood.domain.allocation.why_not import Blocker
from makegood.domain.terms.policy import from_toml
from makegood.queries.queue import Place, Shelves, ranked, shelves
from makegood.queries.shop import Shop, document_with, shop_under, supply_dates
from makegood.services._holdings import Holdings, hold_items
from makegood.services._work import Work
from makegood.services.allocation._changing import Line, move, withdraw_from, won
from makegood.services.allocation._giving import give, note_run, told_short
from makegood.services.allocation._keeping import Claimed, settle
from makegood.services.allocation._pool import Standing, pool, pooled
from makegood.services.allocation._sharing import Outcome, share_out
from makegood.services.allocation.serving import named_items


@dataclass(frozen=True, slots=True, kw_only=True)
class Reallocate:
    """Run the queue of these SKUs again, None = of all that somebody waits for, with all that is held for it and is
    neither firm nor released. `policy` = areas of a policy to run it under instead of the shop's own (TOML)."""

    skus: tuple[str, ...] | None = None
    policy: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line that wins or loses: reserved units before and after, its tier, and why, as reason code or blocker."""

    order: str
    line: str
    sku: str
    before_qty: int
    after_qty: int
    tier: int
    why: str


@dataclass(frozen=True, slots=True)
class Reallocated:
    """Who wins and who loses, each best rank first; `run` None = nobody, and nothing was written. `kept` = lines that
    keep what they have."""

    run: int | None
    winners: tuple[LineChange, ...]
    losers: tuple[LineChange, ...]
    kept: int


def reallocate(work: Work, command: Reallocate) -> Reallocated:
    """Run the queue again and write what differs: a line that keeps its units keeps its allocations.

    Raises DomainError('sku_unknown'), ('policy_invalid').
    """
    shop, document = _shop(work, command.policy)
    holdings = hold_items(named_items(command.skus))
    standings = pool(holdings)
    shelf = shelves(
        shop,
        items=holdings.items,
        dates=supply_dates(shop, today=work.today),
        stock=holdings.by_item(),
        pooled=pooled(standings),
    )
    places = ranked(shop, rows=[each.row for each in standings], shelf=shelf, today=work.today)
    outcome = share_out(places, shelf, policy=shop.policy.allocation, today=work.today)
    lines = _lines(standings, outcome)
    _settle(lines, holdings, shelf)
    if command.policy is not None:
        # What another policy leaves lying is served by the shop's own.
        work.freed |= set(holdings.items)
    losers = [line for line in lines if line.gain < 0]
    open_now = withdraw_from(work, holdings, losers, why=command.note)
    changed = [line for line in lines if line.differs()]
    if not losers and not changed:
        return Reallocated(None, (), (), len(lines))
    exchanged = [(line, *line.exchange(holdings)) for line in changed]
    shares = [share for line, _, units in exchanged for share in won(line, units, holdings)]
    short = outcome.first_short
    run = note_run(
        work,
        Outcome(outcome.places, shares, outcome.unfair),
        short=told_short(
            short, open_now.get(short.row.line_pk) or _last_case(short, lines) if short else None
        ),
        policy=document,
        note=command.note,
    )
    move(work, holdings, run, [each for _, moves, _ in exchanged for each in moves])
    give(work, run, shares, shelf, {pk: holding.order for pk, holding in holdings.orders.items()})
    winners = [_told(line, holdings) for line in lines if line.gain > 0]
    reasons = {why for line in lines if line.gain > 0 for why in line.reasons()}
    lost = [_told(line, holdings, why=_why_lost(line, reasons, shop)) for line in losers]
    return Reallocated(run.pk, tuple(winners), tuple(lost), len(lines) - len(winners) - len(lost))


def _shop(work: Work, policy: str | None) -> tuple[Shop, str]:
    """The shop under that policy, and the document when it is not its own."""
    if policy is None:
        return work.shop, ""
    document = document_with(policy)
    return shop_under(from_toml(document), revision=work.shop.revision, year=work.now.year), document


def _lines(standings: Sequence[Standing], outcome: Outcome) -> list[Line]:
    """Everybody in the pool, best rank first."""
    by_line = {each.row.line_pk: each for each in standings}
    shares = {share.place.row.line_pk: share for share in outcome.shares}
    lines = []
    for place in outcome.places:
        share = shares.get(place.row.line_pk)
        standing = by_line[place.row.line_pk]
        lines.append(Line(standing, place, share.qty if share else 0, share.given if share else ()))
    return lines


def _settle(lines: Sequence[Line], holdings: Holdings, shelf: Shelves) -> None:
    """Decide where everybody's units lie in the end, SKU by SKU."""
    stock_at = {
        (holdings.items[row.item_id].sku, holdings.places[row.location_id]): pk
        for pk, row in holdings.stock.items()
    }
    by_sku: dict[str, list[tuple[Line, Claimed]]] = {}
    for line in lines:
        before, after = line.before(holdings), line.after()
        for claim in line.place.claims:
            sku = claim.demand.sku
            claimed = Claimed(before.get(sku, {}), after.get(sku, {}), shelf.serving(claim.demand))
            by_sku.setdefault(sku, []).append((line, claimed))
    for sku, claims in by_sku.items():
        finals = settle([claimed for _, claimed in claims])
        for (line, _), final in zip(claims, finals, strict=True):
            line.final.update({stock_at[sku, place]: qty for place, qty in final.items() if qty})


def _last_case(short: Place, lines: Sequence[Line]) -> int | None:
    """The case that stays open of a line that did not lose: the last one, or what is left of it."""
    standing = next(line.standing for line in lines if line.place is short)
    return standing.cases[-1].pk if standing.cases else None


def _told(line: Line, holdings: Holdings, *, why: str = "") -> LineChange:
    row = line.standing.row
    return LineChange(
        order=row.number,
        line=row.line_id,
        sku=holdings.items[row.item_id].sku,
        before_qty=row.reserved_qty,
        after_qty=row.reserved_qty + line.gain,
        tier=line.place.rank.tier,
        why=why or line.reasons()[0].value,
    )


def _why_lost(line: Line, reasons: Collection[Why], shop: Shop) -> str:
    """What keeps a line from the units it had. `reasons` = why others won some."""
    claim, policy = line.place.claims[0], shop.policy.allocation
    if claim.barred:
        return Blocker.PAST_CANCEL_AFTER.value
    if claim.group and Why.LENT in reasons:
        return Blocker.LENT_AWAY.value
    if reasons:
        return Blocker.OUTRANKED.value
    if any(each.demand.sku in policy.protected_skus for each in line.place.claims):
        return Blocker.SAFETY_STOCK_PROTECTED.value
    return (Blocker.BELOW_MINIMUM_FILL if policy.minimum_fill > 1 else Blocker.OTHER_LOCATION).value
