"""Sending is paused and goes on: messages become due meanwhile and wait."""

from __future__ import annotations

from dataclasses import dataclass

from makegood.db import switches
from makegood.db.models.machine import OFF, ON, SENDING
from makegood.services._work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseSending:
    """Nothing is sent until somebody says so; `why` = for whoever finds it paused."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeSending:
    """What is due is sent again."""


def pause(work: Work, command: PauseSending) -> None:
    """Pause it. A pause that is there already gets the new reason and its author."""
    switches.turn(SENDING, OFF, why=command.why, actor=work.actor, cause=work.cause, now=work.now)


def resume(work: Work, command: ResumeSending) -> bool:
    """End the pause; whether there was one."""
    return switches.turn(SENDING, ON, actor=work.actor, cause=work.cause, now=work.now)
