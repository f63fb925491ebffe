"""Cutover: a shop that ran elsewhere goes on here (spec 5.10). What is new is made; what differs is named."""

from __future__ import annotations

from makegood.services.cutover.commands import Difference, Imported, ImportShop
from makegood.services.cutover.importing import import_shop
from makegood.services.cutover.telling import Approve, Choose, Chosen, approve, choose

__all__ = [
    "Approve",
    "Choose",
    "Chosen",
    "Difference",
    "ImportShop",
    "Imported",
    "approve",
    "choose",
    "import_shop",
]
