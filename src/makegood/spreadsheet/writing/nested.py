"""Shapes of the values that sit inside a cell: promises, options, evidence."""

from __future__ import annotations

from typing import Any

from makegood.domain.decision.outcome import Option
from makegood.domain.eligibility.outcome import Eligibility, Evidence
from makegood.domain.promise.outcome import Basis, Component, Promise
from makegood.domain.promise.sell import ChannelSale
from makegood.domain.terms.quantity import minor_digits
from makegood.spreadsheet.writing.shape import Kind, Many, Record, fields

# More would claim more than the data can say.
_DIGITS = 4
CODES = Many(Kind.CODE, recurs="equal")


def amount(minor: int | None, currency: str) -> float | int | None:
    """Money in major units; exact to the minor unit below 9e15, because a float prints its shortest decimal."""
    if minor is None:
        return None
    digits = minor_digits(currency)
    return minor / 10**digits if digits else minor


def _line_eligibility(answer: Eligibility) -> tuple[Any, ...]:
    return answer.rule, answer.reasons


def _item_eligibility(answer: Eligibility) -> tuple[Any, ...]:
    return answer.allowed, answer.rule, answer.reasons


def _basis(basis: Basis) -> tuple[Any, ...]:
    return basis.source, basis.ref, basis.qty, basis.eta, basis.usable_from, basis.usable_to


def _component(component: Component) -> tuple[Any, ...]:
    return component.name, component.from_days, component.to_days, component.source


def _promise(promise: Promise) -> tuple[Any, ...]:
    ship, deliver = promise.ship, promise.deliver
    return ship.from_on, ship.to_on, deliver.from_on, deliver.to_on, promise.basis, promise.components


def _option(priced: tuple[Option, str]) -> tuple[Any, ...]:
    option, currency = priced
    return option.choice, option.allowed, amount(option.cost, currency), currency, option.why


def _channel(channel: ChannelSale) -> tuple[Any, ...]:
    return channel.channel, channel.sell_state, channel.listable_qty


def _evidence(measured: tuple[Evidence, str]) -> tuple[Any, ...]:
    evidence, currency = measured
    return evidence.criterion, figure(evidence, currency), evidence.supports


def figure(evidence: Evidence, currency: str) -> float | int | str | None:
    """The figure of a criterion: money in major units, others to four digits after the point."""
    value = evidence.value
    if isinstance(value, float):
        return round(value, _DIGITS)
    return amount(value, currency) if evidence.criterion.is_money and isinstance(value, int) else value


LINE_ELIGIBILITY = Record(fields(rule=Kind.TEXT, reasons=CODES), _line_eligibility, recurs="same")
ITEM_ELIGIBILITY = Record(
    fields(allowed=Kind.FLAG, rule=Kind.TEXT, reasons=CODES), _item_eligibility, recurs="same"
)
BASIS = Record(
    fields(
        source=Kind.CODE,
        ref=Kind.TEXT,
        qty=Kind.COUNT,
        eta=Kind.DAY,
        usable_from=Kind.DAY,
        usable_to=Kind.DAY,
    ),
    _basis,
)
COMPONENT = Record(
    fields(name=Kind.CODE, from_days=Kind.COUNT, to_days=Kind.COUNT, source=Kind.TEXT),
    _component,
    recurs="equal",
)
PROMISE = Record(
    fields(
        ship_from=Kind.DAY,
        ship_to=Kind.DAY,
        deliver_from=Kind.DAY,
        deliver_to=Kind.DAY,
        basis=Many(BASIS),
        components=Many(COMPONENT, recurs="equal"),
    ),
    _promise,
    recurs="same",
)
OPTION = Record(
    fields(option=Kind.CODE, allowed=Kind.FLAG, cost=Kind.AMOUNT, currency=Kind.CODE, why=CODES), _option
)
CHANNEL = Record(fields(channel=Kind.TEXT, sell_state=Kind.CODE, listable_qty=Kind.COUNT), _channel)
EVIDENCE = Record(fields(criterion=Kind.CODE, value=Kind.FREE, supports=Kind.FLAG), _evidence, recurs="equal")
