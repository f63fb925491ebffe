"""What a person, or a restore, turns off and on again. The one writer of `Switch`."""

from __future__ import annotations

from datetime import datetime

from makegood.db import locks
from makegood.db.history import write_event
from makegood.db.models import Switch
from makegood.db.models.machine import OFF, ON

_KINDS = {OFF: "machine.paused", ON: "machine.resumed"}


def turn(
    name: str, state: str, *, why: str = "", actor: str, cause: str, now: datetime, **about: str
) -> bool:
    """Turn it `off` or `on`, and tell that, as part of the open transaction; False = it was on, and stays so. What is
    off already gets the new reason and its author. `about` = what else its history says of it."""
    row = locks.switch(name) or Switch(name=name, at=now, actor=actor)
    if state == row.state == ON:
        return False
    if row.pk is None:
        row.save()  # its history needs its number
    data = {"switch": name, **about, "from": row.state, "to": state, "why": why}
    told = write_event(row, _KINDS[state], data, actor=actor, cause=cause, now=now)
    Switch.objects.filter(pk=row.pk).update(state=state, why=why, at=now, actor=actor, **told)
    return True


def why_off(name: str) -> str | None:
    """Why it is off; None = it is on."""
    return Switch.objects.filter(name=name, state=OFF).values_list("why", flat=True).first()
