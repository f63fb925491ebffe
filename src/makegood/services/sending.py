"""Sending is paused and goes on: messages become due meanwhile and wait."""

from __future__ import annotations

from dataclasses import dataclass

from makegood.db.models import Switch
from makegood.db.models.machine import SENDING
from makegood.db.rows import new
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
    found = Switch.objects.filter(name=SENDING).first()
    if found is None:
        work.add(new(Switch, name=SENDING, why=command.why, at=work.now, actor=work.actor))
    else:
        work.set(found, why=command.why, at=work.now, actor=work.actor)


def resume(work: Work, command: ResumeSending) -> bool:
    """End the pause; whether there was one."""
    ended, _ = Switch.objects.filter(name=SENDING).delete()
    return bool(ended)
