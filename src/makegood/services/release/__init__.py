"""Release: may it ship, whole or in part? From the warehouse's list to the parcel that left, and back."""

from __future__ import annotations

from makegood.services.release.cancelling import cancel_shipments
from makegood.services.release.commands import (
    CancelShipments,
    FlagStuck,
    Parcel,
    ParcelLine,
    ParcelName,
    Recall,
    Recalled,
    RecallLine,
    Release,
    Released,
    Ship,
    Shipped,
    StartPicking,
)
from makegood.services.release.picking import call_back, keep_together, recall, start_picking
from makegood.services.release.releasing import going_of, release
from makegood.services.release.shipping import ship
from makegood.services.release.stuck import flag_stuck

__all__ = [
    "CancelShipments",
    "FlagStuck",
    "Parcel",
    "ParcelLine",
    "ParcelName",
    "Recall",
    "RecallLine",
    "Recalled",
    "Release",
    "Released",
    "Ship",
    "Shipped",
    "StartPicking",
    "call_back",
    "cancel_shipments",
    "flag_stuck",
    "going_of",
    "keep_together",
    "recall",
    "release",
    "ship",
    "start_picking",
]
