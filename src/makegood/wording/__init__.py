"""Codes become words here and nowhere else: plain English at work, notices in the customer's language."""

from __future__ import annotations

from makegood.wording.codes import inside, words

__all__ = ["inside", "words"]
