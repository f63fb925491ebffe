"""What happened to an order before we knew it."""

from __future__ import annotations

BEFORE = "before the import"
"""The number of the shipment that holds what left until then. When it left nobody told us: its day is the import's."""
