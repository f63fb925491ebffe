"""Cutover: a shop that ran elsewhere goes on here (spec 5.10). What is new is made; what differs is named."""

from __future__ import annotations

from makegood.services.cutover.commands import Difference, Imported, ImportShop
from makegood.services.cutover.importing import import_shop

__all__ = ["Difference", "ImportShop", "Imported", "import_shop"]
