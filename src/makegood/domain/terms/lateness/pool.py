"""All suppliers together: what a supplier with a short record is drawn towards, and by how much."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from makegood.domain.terms.lateness.own import Own
from makegood.domain.terms.lateness.weighted import Weighted

# Pooled distances are counted in eighths of a day: the pool stays small however many receipts there are. The hair more
# sends what lies halfway away from the centre, on both sides, whatever the noise of floats.
_GRAIN = 8 * (1 + 1e-9)
# Degrees of freedom from which distances within suppliers weigh more than those among them.
_FREEDOM_TRUSTED = 5
# A half for a plain mean of a bell curve; less, as wild receipts hardly move a centre that draws them in. Tuned in the
# study of docs/rules/lateness-calibration.md, as are the other constants here.
_SHORTFALL_POWER = 0.35
# How far from the middle a supplier's centre may lie, in median distances: 2.3 standard deviations of a bell curve.
_CENTRES_REACH = 3.4
# How much wider than three quarters of the receipts' suppliers one may spread before it counts for less.
_SPREADS_REACH = 3.0
_LEAST_PULL, _MOST_PULL = 0.05, 50.0


@dataclass(frozen=True, slots=True)
class Pool:
    """The prior. A pair of distances is (early, late): how far the bound lies from a centre on either side.

    `pull`: receipts from which a supplier's own centre outweighs the pool's. `spread`: mean distance within suppliers.
    `shortfall`: how many times too short distances from a mean of few receipts are. `within`: of a receipt from its own
    supplier's centre; `among`: of any supplier's receipt from the pool's centre.
    """

    centre: float
    pull: float
    spread: float
    shortfall: float
    within: tuple[float, float]
    among: tuple[float, float]


def pooled(owns: Collection[Own], *, level: float) -> Pool:
    """The prior from all receipts: empirical Bayes after Efron and Morris, JASA 68 (1973) 117-130.

    pull = variance within suppliers / variance of their centres; robust, and not corrected for counts, so that a
    repeated history has the same. Distances at the level are those of the receipts: no shape is assumed.
    """
    receipts = sum(own.receipts for own in owns)
    tame = _tame_centres(owns)
    shrinks = _shrinks(owns)
    centre = tame.mean()
    centre_square = tame.mean_square(centre)
    shares = [(own.receipts / receipts, own, shrink) for own, shrink in zip(owns, shrinks, strict=True)]
    square = math.fsum(own.square * shrink * shrink * share for share, own, shrink in shares)
    pull = square / centre_square if centre_square > 0 else _MOST_PULL
    freedom = receipts - len(owns)
    within, among = _spreads(owns, shrinks, centre=centre, centres=(tame.values[0], tame.values[-1]))
    late = _distances(within, among, suppliers=len(owns), freedom=freedom, level=level)
    early = _distances(within.mirrored(), among.mirrored(), suppliers=len(owns), freedom=freedom, level=level)
    return Pool(
        centre=centre,
        pull=min(max(pull, _LEAST_PULL), _MOST_PULL),
        spread=math.fsum(own.spread * shrink * share for share, own, shrink in shares),
        shortfall=min(2.0, receipts / freedom if freedom else 2.0) ** _SHORTFALL_POWER,
        within=(early[0], late[0]),
        among=(early[1], late[1]),
    )


def student_factor(*, freedom: int, level: float) -> float:
    """How many times further out Student's t quantile lies than the normal one; falls to 1 as `freedom` grows.

    Abramowitz and Stegun 26.7.5, four terms; under one degree of freedom as at one. At 90 % it is at most 2.2 % low.
    """
    from statistics import NormalDist  # here: a plan without history starts up without it

    freedom = max(1, freedom)
    square = NormalDist().inv_cdf(level) ** 2
    terms = (
        (square + 1) / 4,
        ((5 * square + 16) * square + 3) / 96,
        (((3 * square + 19) * square + 17) * square - 15) / 384,
        ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) / 92160,
    )
    return 1 + math.fsum(max(0.0, term) / freedom**power for power, term in enumerate(terms, 1))


def _tame_centres(owns: Collection[Own]) -> Weighted:
    """The suppliers' centres, each counting once, wild ones drawn in: one rogue is not what suppliers are like."""
    centres = Weighted.of(Counter(own.centre for own in owns))
    middle = centres.middle()
    return centres.drawn_in(middle, _CENTRES_REACH * centres.distances(middle).quantile(0.5))


def _shrinks(owns: Collection[Own]) -> list[float]:
    """Per supplier, what its distances count for in the pool: less than 1 where it spreads like no other."""
    spreads: dict[float, float] = {}
    for own in owns:
        spreads[own.spread] = spreads.get(own.spread, 0) + own.receipts
    widest = _SPREADS_REACH * Weighted.of(spreads).quantile(0.75)
    return [widest / own.spread if own.spread > widest > 0 else 1.0 for own in owns]


def _spreads(
    owns: Collection[Own], shrinks: Collection[float], *, centre: float, centres: tuple[float, float]
) -> tuple[Weighted, Weighted]:
    """Every receipt's distance, in grains, from its supplier's centre and from the pool's; late is positive.

    `centres`: how far from the pool's centre a supplier's may lie.
    """
    within: dict[int, float] = {}
    among: dict[int, float] = {}
    for own, shrink in zip(owns, shrinks, strict=True):
        repeats, total, middle = own.repeats, math.fsum(own.late.weights), own.centre
        offset = (min(max(middle, centres[0]), centres[1]) - centre) * _GRAIN
        grain = shrink * _GRAIN
        for days, weight in zip(own.late.values, own.late.weights, strict=True):
            distance = (days - middle) * grain
            near, far = round(distance), round(distance + offset)
            within[near] = within.get(near, 0) + repeats * weight
            # Each supplier counts once: an unknown one is as likely to be like any of them.
            among[far] = among.get(far, 0) + weight / total
    return Weighted.of(within), Weighted.of(among)


def _distances(
    within: Weighted, among: Weighted, *, suppliers: int, freedom: int, level: float
) -> tuple[float, float]:
    """The distances that hold `level` of the receipts on the late side, with allowances for few receipts or suppliers.

    Every allowance only falls when the history is repeated.
    """
    anyone = max(0.0, among.quantile(level) / _GRAIN) * math.sqrt(1 + 1 / suppliers)
    own = max(0.0, within.quantile(level) / _GRAIN) * student_factor(freedom=freedom, level=level)
    doubt = _FREEDOM_TRUSTED / (freedom + _FREEDOM_TRUSTED)
    return own + doubt * max(0.0, anyone - own), anyone
