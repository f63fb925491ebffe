"""The mail with which somebody is invited, and what whoever invites them is told of it."""

from __future__ import annotations

from datetime import datetime

from makegood.domain.notice.outcome import Handed


def invitation_mail(*, shop: str, name: str, link: str, until: datetime) -> tuple[str, str]:
    """Subject and text. `until` = when the link ends, in the shop's zone."""
    text = (
        f"Hello {name},\n\n"
        f"{shop} works with Makegood, and you are to come in. Choose your password here:\n\n"
        f"{link}\n\n"
        f"The link ends on {until:%A, %B} {until.day}, {until:%Y at %H:%M} ({until.tzname()}), and when it was used. "
        "Whoever has it can choose your password: pass it on to nobody.\n\n"
        "If you do not know what this is about, you need not do anything.\n"
    )
    return f"Your way into {shop}", text


def mailed_said(handed: Handed | None, said: str) -> str:
    """What became of it; None = no mail leaves the shop, and `said` is why."""
    if handed is None:
        return f"It was not mailed: {said}."
    if handed is Handed.SENT:
        return "It was mailed."
    if handed is Handed.UNCLEAR:
        return f"Nobody knows whether the mail went ({said}): ask before you send the link yourself."
    return f"It could not be mailed ({said}): send the link yourself."
