"""Learning: each supplier's own record, drawn towards all suppliers where it is short, and its open orders."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.lateness.model import A_QUARTER, LatenessModel, Reading
from makegood.domain.terms.lateness.own import Own, own_records
from makegood.domain.terms.lateness.pool import Pool, pooled
from makegood.domain.terms.lateness.record import LatenessRecord

OWN_SPREAD_FROM = 6
"""Receipts from which a supplier's own spread outweighs the pool's, and its record is called its own."""

COUNTED_FROM = 30
"""Receipts from which a supplier's own late ones are counted one by one more than read off a shape."""


def learn(
    records: Iterable[LatenessRecord],
    *,
    service_level: float,
    default_confirmed: tuple[int, int] = (0, 3),
    default_unconfirmed: tuple[int, int] = (0, 10),
) -> LatenessModel:
    """Learn how late each supplier is, read at `service_level` (0.5 <= level < 1). The order of records is no matter.

    Raises DomainError(service_level_out_of_range). Cost is linear in the records.
    """
    if not 0.5 <= service_level < 1:
        raise DomainError("service_level_out_of_range", {"service_level": service_level})
    received, late_open = _sorted_out(records)
    overdue = _overdue(late_open, received, level=service_level)
    receipts = sum(map(len, received.values()))
    known, unknown = _readings(received, overdue, level=service_level)
    if unknown is None:
        known = {name: Reading(*default_confirmed, "supplier", 0, days) for name, days in overdue.items()}
    return LatenessModel(
        suppliers=known,
        unknown=unknown,
        default_confirmed=default_confirmed,
        default_unconfirmed=(
            min(default_confirmed[0], default_unconfirmed[0]),
            max(default_confirmed[1], default_unconfirmed[1]),
        ),
        # Fewer than 1 in 10 cannot show what 1 in 10 is like.
        too_few=receipts < round(1 / (1 - service_level), 6),
    )


def _sorted_out(records: Iterable[LatenessRecord]) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    received: dict[str, list[int]] = {}
    late_open: dict[str, list[int]] = {}
    for record in records:
        kind = late_open if record.open else received
        days = kind.get(record.supplier)
        if days is None:
            kind[record.supplier] = [record.late_days]
        else:
            days.append(record.late_days)
    return received, late_open


def _overdue(
    late_open: Mapping[str, Sequence[int]], received: Mapping[str, Sequence[int]], *, level: float
) -> dict[str, int]:
    """Per supplier, how late open orders beyond what the level forgives already are; absent where it forgives all.

    The level forgives one late order per 1 / (1 - level) receipts. An open order's lateness is a lower bound, so it
    may raise a reading and never lowers one: it is not counted as a receipt, nor among what is forgiven. (A
    product-limit
    estimate, Kaplan and Meier 1958, would be sharper, and would bring a date forward for an order one day late.)
    """
    found = {}
    for supplier in sorted(late_open):
        forgiven = _share(len(received.get(supplier, ())), level)
        worst_first = sorted(late_open[supplier], reverse=True)
        if forgiven < len(worst_first):
            found[supplier] = min(worst_first[forgiven], A_QUARTER)
    return found


def _share(count: int, level: float) -> int:
    """How many of `count` may lie beyond the level."""
    return math.floor((1 - level) * count + 1e-9)


def _readings(
    received: Mapping[str, Sequence[int]], overdue: Mapping[str, int], *, level: float
) -> tuple[dict[str, Reading], Reading | None]:
    """A reading per supplier and one for suppliers never seen; nothing at all without a receipt."""
    if not received:
        return {}, None
    owns = own_records(received)
    pool = pooled(owns.values(), level=level)
    # One rogue's open orders are its own; when more suppliers than the level forgives have them, they are everyone's.
    worst_first = sorted(overdue.values(), reverse=True)
    common = worst_first[_share(len(owns), level) + 1 :][:1]
    unknown = Reading(
        pool.centre - pool.among[0], pool.centre + pool.among[1], "pooled", 0, max(common, default=None)
    )
    readings = {}
    for supplier in sorted(owns.keys() | overdue.keys()):
        own = owns.get(supplier)
        mine = [overdue[supplier]] if supplier in overdue else []
        if own is None:
            readings[supplier] = Reading(unknown.low, unknown.high, "pooled", 0, max(mine + common))
            continue
        low, high = -_bound(own, pool, level=level, side=-1), _bound(own, pool, level=level, side=1)
        if own.receipts >= OWN_SPREAD_FROM:
            readings[supplier] = Reading(low, high, "supplier", own.receipts, max(mine, default=None))
        else:
            readings[supplier] = Reading(low, high, "pooled", own.receipts, max(mine + common, default=None))
    return readings, unknown


def _bound(own: Own, pool: Pool, *, level: float, side: int) -> float:
    """One supplier's bound in working days; `side` 1 = late, -1 = early with its sign changed.

    The smooth bound, and where the supplier's own quantile lies beyond it, the share m / (m + COUNTED_FROM) of the way
    there, m receipts not counting exact repetition of the record: with many receipts its own record alone decides.
    """
    smooth = _smooth_bound(own, pool, side=side)
    late = own.late if side > 0 else own.late.mirrored()
    different = math.fsum(late.weights)
    return smooth + different / (different + COUNTED_FROM) * max(0.0, late.quantile(level) - smooth)


def _smooth_bound(own: Own, pool: Pool, *, side: int) -> float:
    """Centre and distance, both drawn from the supplier's own towards the pool's (James and Stein 1961).

    At n receipts, x = 1/n: centre pool + (own - pool) / (1 + pull x); distance D (r + (e - r) s x / (1 + s x)), with D
    the pool's at the level, r the supplier's spread over the pool's, s = OWN_SPREAD_FROM, e = shortfall * sqrt(1 +
    1 / (n + pull)) for what is not known about centre and spread. The bound is the largest from x = 0 to 1/n: what the
    same record, repeated, would come to say counts already now. So repeating never widens, and a supplier worse than
    the others gets no benefit of the doubt.
    """
    gap = side * (own.centre - pool.centre)
    distance = pool.within[side > 0]
    spread = own.spread / pool.spread if pool.spread > 0 else 1.0
    doubt = pool.shortfall * math.sqrt(1 + 1 / (own.receipts + pool.pull)) - spread

    def at(x: float) -> float:
        weight = OWN_SPREAD_FROM * x / (1 + OWN_SPREAD_FROM * x)
        return gap / (1 + pool.pull * x) + distance * (spread + doubt * weight)

    turning = _turning_point(gap * pool.pull, distance * doubt * OWN_SPREAD_FROM, pull=pool.pull)
    candidates = [0.0, 1 / own.receipts, *(x for x in turning if 0 < x < 1 / own.receipts)]
    return side * pool.centre + max(map(at, candidates))


def _turning_point(centre_slope: float, distance_slope: float, *, pull: float) -> list[float]:
    """Where -centre_slope / (1 + pull x)^2 + distance_slope / (1 + OWN_SPREAD_FROM x)^2 is zero, if anywhere."""
    if centre_slope * distance_slope <= 0:
        return []
    root = math.sqrt(centre_slope / distance_slope)
    scale = pull - root * OWN_SPREAD_FROM
    return [(root - 1) / scale] if scale else []
