"""The own words of an answer: what mail programs quote below or between them is cut off."""

from __future__ import annotations

import re

# "On Monday Ann wrote:", in the languages of the programs that we met; it may run over two lines.
_WROTE = re.compile(
    r"^\s*(on|am|le|el|il|op|den)\b.{4,300}\b(wrote|schrieb|a écrit|escribió|ha scritto|schreef|skrev)\b.{0,120}:\s*$",
    re.IGNORECASE | re.DOTALL,
)
_ORIGINAL = re.compile(
    r"^\s*(-{2,}\s*(original message|ursprüngliche nachricht|forwarded message|message d'origine|mensaje original"
    r"|weitergeleitete nachricht)\s*-{2,}|_{10,})\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\s*\*?(from|von|de|da|van)\*?\s?:\*?\s", re.IGNORECASE)
_SENT = re.compile(
    r"^\s*\*?(sent|gesendet|date|datum|envoyé|enviado|to|an|subject|betreff)\*?\s?:", re.IGNORECASE
)
_SIGNATURE = re.compile(r"^-- ?$")
_MOST_LINES = 2000
_NEAR = 4


def without_quoted(text: str) -> str:
    """What the sender wrote, also between lines that are quoted; a signature and all below it is left out."""
    lines = text.splitlines()[:_MOST_LINES]
    kept: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        if _ORIGINAL.match(line) or _SIGNATURE.match(line) or _heads(lines, number):
            break
        length = _wrote(lines, number)
        if length and not _quotes_follow(lines, number + length):
            break
        if not length and not line.lstrip().startswith(">"):
            kept.append(line)
        number += length or 1
    return "\n".join(kept).strip()


def _wrote(lines: list[str], number: int) -> int:
    """Over how many lines somebody is said to have written what follows; 0 = over none."""
    for length in (1, 2, 3):
        if _WROTE.match(" ".join(lines[number : number + length])[:600]):
            return length
    return 0


def _quotes_follow(lines: list[str], number: int) -> bool:
    """Whether what follows is marked line by line, so that words between the quotes are the sender's own."""
    near = [line for line in lines[number : number + _NEAR] if line.strip()]
    return bool(near) and near[0].lstrip().startswith(">")


def _heads(lines: list[str], number: int) -> bool:
    """Whether the head of another mail begins here: From, then Sent, To or Subject."""
    return bool(_FROM.match(lines[number])) and any(map(_SENT.match, lines[number + 1 : number + 1 + _NEAR]))
