"""How late suppliers deliver against their ETA, in working days, learned from their receipts (spec 3.3)."""

from __future__ import annotations

from makegood.domain.terms.lateness.learning import learn
from makegood.domain.terms.lateness.model import LatenessModel, LatenessRange, Reading, still_ahead
from makegood.domain.terms.lateness.record import LatenessRecord

__all__ = ["LatenessModel", "LatenessRange", "LatenessRecord", "Reading", "learn", "still_ahead"]
