"""Ninety days of a small shop, told through the real use-cases with a clock of its own."""

from __future__ import annotations

from makegood.demo.story.telling import Told, tell

__all__ = ["Told", "tell"]
