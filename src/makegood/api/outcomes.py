"""How outcomes are told that are rows of ours, or hold more than the caller asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from makegood.api.keys import moment
from makegood.flow.inviting import Invited, mail_invitations
from makegood.services import catalogue, closure, intake, policy
from makegood.services.people import commands as people
from makegood.services.people import own
from makegood.services.receipt import expect


class TakenLine(NamedTuple):
    """A line of an order that was taken: units it got and units that wait, and the first window it may be promised."""

    line: str
    sku: str
    reserved_qty: int
    backordered_qty: int
    ship_from: date | None
    ship_to: date | None
    oversell: tuple[str, ...]


class Refusal(NamedTuple):
    """Why not: a stable code, and what it rests on."""

    code: str
    data: Mapping[str, Any]


class Taken(NamedTuple):
    """An order that was taken, was known already (`known`), or was refused."""

    order: str
    channel: str
    known: bool
    refusal: Refusal | None
    lines: tuple[TakenLine, ...]


class Lot(NamedTuple):
    """An incoming lot after its supplier's new word."""

    line: int
    eta: date | None
    open_qty: int


def _taken(drafts: list[intake.Draft]) -> list[Taken]:
    return [
        Taken(
            each.new.number,
            each.new.channel,
            each.known is not None,
            Refusal(each.refusal.code, each.refusal.data) if each.refusal else None,
            tuple([_line(line) for line in each.lines]) if each.open else (),
        )
        for each in drafts
    ]


def _line(line: Any) -> TakenLine:
    ship = line.promise.ship if line.promise else None
    return TakenLine(
        line.fact.line_id,
        line.item.sku,
        line.reserved_qty,
        line.short_qty,
        ship.from_on if ship else None,
        ship.to_on if ship else None,
        line.oversell,
    )


Teller = Callable[[Any], Any]

TELLERS: Mapping[type, tuple[Any, Teller]] = {
    intake.TakeOrders: (list[Taken], _taken),
    expect.Expect: (list[str], lambda rows: [row.number for row in rows]),
    expect.ChangeEta: (list[Lot], lambda rows: [Lot(row.line, row.eta, row.open_qty) for row in rows]),
    catalogue.SetItems: (list[str], sorted),
    closure.ConfirmReason: (list[int], lambda rows: [row.pk for row in rows]),
    people.AddPeople: (list[int], lambda rows: [row.pk for row in rows]),
    own.Invite: (list[Invited], lambda made: mail_invitations(made, now=moment())),
    policy.SetPolicy: (policy.PolicySet, lambda found: found),
    policy.RestorePolicy: (policy.PolicySet, lambda found: found),
}
"""What is told, and how it is made of the outcome; all other outcomes are told as they are."""

REFUSED: Mapping[type, Callable[[Any], bool]] = {
    intake.TakeOrders: lambda drafts: bool(drafts) and all(each.refusal for each in drafts),
}
"""Commands whose outcome may refuse all that was asked, and whether one does."""
