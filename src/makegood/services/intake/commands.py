"""What may be asked of intake."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from hashlib import sha256
from operator import attrgetter

from makegood.db.chain import canonical
from makegood.services._orders import OrderName


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCustomer:
    """Who ordered. `ref` = the channel's own name for them, else the e-mail address stands for it. `postcode` = with
    it a customer shows who they are."""

    ref: str | None = None
    name: str | None = None
    email: str | None = None
    business: bool = False
    tier: str | None = None
    language: str | None = None
    postcode: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """One line of a new order; columns as in the orders table. `line_id` None = numbered 1, 2, … in order; blanks
    around it mean nothing."""

    sku: str
    quantity: int
    line_id: str | None = None
    location: str | None = None
    unit_price: int | None = None
    need_by: date | None = None
    ship_by: date | None = None
    ship_after: date | None = None
    cancel_after: date | None = None
    promised_from: date | None = None
    promised_to: date | None = None

    def __post_init__(self) -> None:
        if self.line_id is not None:
            object.__setattr__(self, "line_id", self.line_id.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """An order to take. `external` = it was taken outside our own door and is already sold (spec 1.4). Blanks around
    its number or its channel mean nothing: with them or without, it is one order (I19)."""

    number: str
    placed_at: datetime
    lines: tuple[NewLine, ...]
    channel: str = "store"
    external: bool = False
    currency: str | None = None
    customer: NewCustomer | None = None
    country: str | None = None
    service: str | None = None
    ship_complete: bool = False
    on_hold: bool = False
    authorised_amount: int | None = None
    authorised_until: date | None = None
    captured_amount: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", self.number.strip())
        object.__setattr__(self, "channel", self.channel.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOrders:
    """Take orders. Each is taken whole or refused whole; one refused order does not stop the others."""

    orders: tuple[NewOrder, ...]


def digest_of(order: NewOrder) -> str:
    """A hash of all that an order says: equal for equal orders, whoever sends them."""
    customer = order.customer
    told = (
        *_HEAD(order),
        _CUSTOMER(customer) if customer else None,
        [_LINE(line) for line in order.lines],
    )
    return sha256(canonical(told).encode()).hexdigest()


def _all_of(kind: type, *besides: str) -> attrgetter[tuple[object, ...]]:
    return attrgetter(*[field.name for field in fields(kind) if field.name not in besides])


_HEAD, _LINE = _all_of(NewOrder, "customer", "lines"), _all_of(NewLine)
# An order that was taken before postcodes were told is the same order when it is told again with one.
_CUSTOMER = _all_of(NewCustomer, "postcode")


@dataclass(frozen=True, slots=True, kw_only=True)
class EditLine:
    """What a line of an order is to be; None = as it is.

    `quantity` = units wanted in all, with those that shipped: 0 removes it. Another `sku` = all that has not shipped
    is cancelled, and as many units of that one (or `quantity`) join the order at `unit_price`.
    """

    line: str
    quantity: int | None = None
    sku: str | None = None
    unit_price: int | None = None
    need_by: date | None = None
    ship_after: date | None = None
    cancel_after: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditOrder:
    """What an order is to be; None = as it is. `add` = lines that join it; one with an id we have is known."""

    order: OrderName
    lines: tuple[EditLine, ...] = ()
    add: tuple[NewLine, ...] = ()
    ship_complete: bool | None = None
    on_hold: bool | None = None
    country: str | None = None
    service: str | None = None
    text: str = ""

    @property
    def said(self) -> str:
        """What is kept with units that are cancelled for it."""
        return self.text.strip() or "the order was changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditOrders:
    """Change orders that were taken. All of it is done, or nothing; the same again changes nothing."""

    edits: tuple[EditOrder, ...]


@dataclass(frozen=True, slots=True)
class AddedLine:
    """A line that joined: units reserved and units that wait."""

    line: str
    sku: str
    reserved_qty: int
    backordered_qty: int


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit did: units cancelled by line, and lines that joined. `known` = nothing, it was so before."""

    order: str
    known: bool
    cancelled: dict[str, int]
    added: tuple[AddedLine, ...]
