"""Sending is paused and goes on: messages become due meanwhile and wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from makegood.db import switches
from makegood.db.models import Channel, Item
from makegood.db.models.machine import OFF, ON, SENDING, SENDING_OF_CHANNEL, SENDING_OF_SKU
from makegood.domain.terms.errors import DomainError
from makegood.services._work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseSending:
    """Nothing is sent until somebody says so; `why` = for whoever finds it paused. With a `sku` or a `channel` only
    nothing about orders with that SKU, or from that channel."""

    why: str
    sku: str | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeSending:
    """What is due is sent again: with a `sku` or a `channel` what was paused for that one, else what was paused as a
    whole."""

    sku: str | None = None
    channel: str | None = None


def pause(work: Work, command: PauseSending) -> None:
    """Pause it. A pause that is there already gets the new reason and its author.

    Raises DomainError('sku_unknown'), ('channel_unknown').
    """
    for name, about in _switches(command):
        switches.turn(name, OFF, why=command.why, actor=work.actor, cause=work.cause, now=work.now, **about)


def resume(work: Work, command: ResumeSending) -> bool:
    """End the pause; whether there was one. Raises DomainError('sku_unknown'), ('channel_unknown')."""
    turned = [
        switches.turn(name, ON, actor=work.actor, cause=work.cause, now=work.now, **about)
        for name, about in _switches(command)
    ]
    return any(turned)


def _switches(command: PauseSending | ResumeSending) -> Iterator[tuple[str, dict[str, str]]]:
    """What is turned, and how its history names it."""
    if command.sku is None and command.channel is None:
        yield SENDING, {}
    if command.sku is not None:
        item = Item.objects.filter(sku=command.sku).values_list("pk", flat=True).first()
        if item is None:
            raise DomainError("sku_unknown", {"skus": [command.sku]})
        yield f"{SENDING_OF_SKU}{item}", {"sku": command.sku}
    if command.channel is not None:
        known = dict(Channel.objects.order_by("name").values_list("name", "pk"))
        if command.channel not in known:
            raise DomainError("channel_unknown", {"channel": command.channel, "expected": list(known)})
        yield f"{SENDING_OF_CHANNEL}{known[command.channel]}", {"channel": command.channel}
