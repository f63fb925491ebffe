"""The customer's page in words: how their order stands, in their language."""

from __future__ import annotations

from makegood.wording.portal.phrases import Answer, State
from makegood.wording.portal.sheet import OptionSaid, Sheet
from makegood.wording.portal.tongues import Tongue, tongue
from makegood.wording.portal.writer import write

__all__ = ["Answer", "OptionSaid", "Sheet", "State", "Tongue", "tongue", "write"]
