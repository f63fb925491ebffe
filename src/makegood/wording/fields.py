"""Where something wrong stands, as whoever typed it sees it: the label of the field and its row, in words. Programs are
told the place in their own request, letter by letter."""

from __future__ import annotations

import re

from makegood.wording.refusals import named

_LABELS = {
    "approved_by": "Whose word it is",
    "assign": "Who looks after it",
    "at": "When",
    "do": "What to do",
    "eta": "Supplier ETA",
    "kind": "How they got in touch",
    "minimum_fill": "Fewest units worth giving",
    "method": "How units are shared",
    "note": "Note",
    "on": "Day",
    "qty": "Quantity",
    "reason": "Why units were missing",
    "ref": "Reference",
    "sku": "SKU",
    "stopped": "Why, once picking began",
    "text": "Note",
    "why": "Why",
    "wish": "By",
}
_OF = {("contacts", "text"): "What was said", ("contacts", "kind"): "How they got in touch"}
"""Labels of fields that are called otherwise in a list of their own."""
_ROWS = {
    "cases": "backorder",
    "counts": "row",
    "deliveries": "row",
    "items": "item",
    "lines": "line",
    "lots": "line",
    "moves": "row",
    "orders": "order",
    "parcels": "parcel",
    "stock": "stock row",
}
"""What an entry of a list is called, where several may stand on a form or in a file."""
_PART = re.compile(r"([A-Za-z_]+)(?:\[([^\]]*)\])?")


def place_said(at: str) -> str:
    """`contacts[1].text` as `What was said`, `orders[3].lines[2].quantity` as `Order 3, line 2, quantity`."""
    parts = _PART.findall(at)
    if not parts:
        return at
    rows = [f"{_ROWS[name]} {key}" for name, key in parts if key and name in _ROWS]
    name, key = parts[-1]
    field = "" if key else _label(name, parts[-2][0] if len(parts) > 1 else "")
    said = ", ".join([*rows, field[:1].lower() + field[1:] if rows and not field[:2].isupper() else field])
    said = said.strip(", ") or named(name)
    return said[:1].upper() + said[1:]


def _label(name: str, of: str) -> str:
    return _OF.get((of, name)) or _LABELS.get(name) or _first_upper(named(name))


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
