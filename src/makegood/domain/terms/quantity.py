"""Whole quantities and money in minor units."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from makegood.domain.terms.errors import DomainError

# ISO 4217: currencies whose minor unit is not a hundredth. All others have two digits.
_MINOR_DIGITS = dict.fromkeys(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
) | dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)


_FAR, _HUGE = 10, 100_000
"""So many times the usual, and so many units at all, are far out."""


def is_far_out(qty: int, *, usual: int | None) -> bool:
    """Whether a quantity is so far from the `usual` (None = not known) that it may have been mistyped."""
    return qty > _HUGE or (usual is not None and usual > 0 and qty > _FAR * usual)


def minor_digits(currency: str) -> int:
    """How many decimal digits the currency has (ISO 4217): USD 2, JPY 0, KWD 3."""
    return _MINOR_DIGITS.get(currency, 2)


def to_major(amount: int, currency: str) -> Decimal:
    """Minor units as a decimal amount: 1999 USD cents are Decimal('19.99')."""
    return Decimal(amount).scaleb(-minor_digits(currency))


def split_by_weight(total: int, weights: Sequence[int]) -> list[int]:
    """Whole parts of `total` in proportion to `weights` that add up exactly.

    Largest remainder method (Hamilton); ties go to the earlier part. All weights zero: the parts are equal.
    Raises DomainError('negative_weight') on a negative weight or total.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise DomainError("negative_weight", {"total": total, "weights": list(weights)})
    if not weights:
        return []
    shares = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(shares)
    parts = [total * share // whole for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda i: (-(total * shares[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts
