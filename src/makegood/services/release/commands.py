"""What may be asked of release. Quantities are units of the order line; of a bundle, whole sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from makegood.domain.release import Hold
from makegood.services._orders import OrderName


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Hand to the warehouse all that may go today: of these orders, or of all; from one location, or from each."""

    orders: tuple[OrderName, ...] | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Released:
    """What of a line went, with which releases, and what holds the rest (empty when nothing does). `rest_at` = the
    other places where an order lies that leaves complete, when one place alone was asked."""

    order: str
    line: str
    qty: int
    releases: tuple[int, ...]
    holds: tuple[Hold, ...]
    rest_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPicking:
    """The warehouse picks these releases: from now on nobody takes their units away."""

    releases: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallLine:
    """Take a release back: whole, or one line of it, or some of that line's units."""

    release: int
    line: str | None = None
    qty: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Take releases back; their units stay allocated. `stopped` = why the picker was stopped, once picking began."""

    recalls: tuple[RecallLine, ...]
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class Recalled:
    """Units that came back from a release, by line id; `ended` = nothing of it is left to pick."""

    release: int
    order: str
    units: Mapping[str, int]
    ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelLine:
    """Units of a line in a parcel."""

    line: str
    qty: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A parcel that left: released units of one order. No lines = all that is released there.

    It left from the place of `release`, from `location`, or from the only place where any of it is released. `number`
    is the shipment's own, blanks around it mean nothing: told again it is known; without one every parcel is another.
    A bundle's components that lie elsewhere are brought together first and leave their own shelf. `shipped_on` None =
    today.
    """

    order: OrderName
    number: str = ""
    lines: tuple[ParcelLine, ...] = ()
    release: int | None = None
    location: str | None = None
    carrier: str = ""
    tracking: str = ""
    shipped_on: date | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", self.number.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Ship:
    """Parcels that left. All of them, or none: what makes no sense is named."""

    parcels: tuple[Parcel, ...]


@dataclass(frozen=True, slots=True)
class Shipped:
    """A parcel's shipment and what was in it. `known` = it had been told before; `cancelled` = it is no more."""

    shipment: int
    order: str
    number: str
    location: str
    units: Mapping[str, int] = field(default_factory=dict)
    known: bool = False
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelName:
    """A shipment by its order and its own number."""

    order: OrderName
    number: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", self.number.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelShipments:
    """These parcels never left, or came back before the carrier took them. By id, or by order and number."""

    shipments: tuple[int | ParcelName, ...]
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagStuck:
    """Put every release before the warehouse that has not shipped in the time the policy sets, once."""
