"""Makegood: backorders from detection to closure."""

from __future__ import annotations

__version__ = "0.1.0"
