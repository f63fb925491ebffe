"""A quantity that is asked for."""

from __future__ import annotations

from makegood.domain.terms.errors import DomainError


def check_qty(qty: int | None, **of: object) -> None:
    """Raises DomainError('qty_invalid') for units below 1; None = all there are. `of` = what names them."""
    if qty is not None and qty < 1:
        raise DomainError("qty_invalid", {**of, "qty": qty, "expected": "at least 1"})
