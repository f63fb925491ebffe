"""How many customers a deed tells, and how many messages of it the brake holds, in a sentence."""

from __future__ import annotations


def who_is_told(messages: int, held: int, *, would: bool) -> str:
    """Before it (`would`) and after it in the same words. `held` = those of the messages that the brake keeps."""
    now = messages - held
    is_told = "would be told" if would else ("is told" if now == 1 else "are told")
    said = (
        f"{now:,} {'customer' if now == 1 else 'customers'} {is_told} now"
        if now
        else f"Nobody {_nobody(would)} now"
    )
    if not held:
        return f"{said}."
    holds = "would hold" if would else "holds"
    number = f"{held:,} {'message' if held == 1 else 'messages'}"
    return f"{said}; the brake {holds} {number} until somebody looks and lets them go."


def _nobody(would: bool) -> str:
    return "would be told" if would else "is told"
