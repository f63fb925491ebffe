"""What a promise is made of (spec 3.1): its window, the supply it rests on, and each named component."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from makegood.domain.terms.dates import Window
from makegood.domain.terms.pegging import Source


class Basis(NamedTuple):
    """One supply under a promise.

    `ref` = location of stock or purchase order of a lot; usable days are the shop's, both included.
    """

    source: Source
    ref: str
    qty: int
    eta: date | None
    usable_from: date
    usable_to: date


class Component(NamedTuple):
    """One step of a promise in working days, and where its length comes from."""

    name: str
    from_days: int
    to_days: int
    source: str


@dataclass(frozen=True, slots=True)
class Promise:
    """The window for a line's last unit."""

    ship: Window
    deliver: Window
    basis: tuple[Basis, ...]
    components: tuple[Component, ...]
