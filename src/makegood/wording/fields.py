"""Where something wrong stands, as whoever typed it sees it: the label of the field and its row, in words. Programs are
told the place in their own request, letter by letter."""

from __future__ import annotations

import re

from makegood.wording.policy_labels import label_of
from makegood.wording.refusals import named

_LABELS = {
    "approved_by": "Whose word it is",
    "assign": "Who looks after it",
    "at": "When",
    "do": "What to do",
    "eta": "Supplier ETA",
    "kind": "How they got in touch",
    "minimum_fill": label_of("minimum_fill"),
    "method": label_of("method"),
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
_TYPED = {
    "answer": "Somebody must answer",
    "body": "Message",
    "came": "Came back",
    "confirmed": "Is it sure?",
    "days": "Days it opens anything",
    "document": "The document",
    "email": "E-mail address",
    "first": "For which orders",
    "good": "Good ones",
    "hand": "Read the columns as I say",
    "instead": "What may go instead",
    "kept": "Kept back",
    "last": "No more will come",
    "location": "At",
    "lot": "Announced by",
    "no_day": "The supplier names no day",
    "ordered_on": "Ordered on",
    "our_error": "The error was ours",
    "person": "Who",
    "quantity": "Units in all",
    "shelf": "From shelf",
    "skus": "Only these SKUs",
    "tier1": "First",
    "tier2": "Then",
    "tier3": "After these",
    "to": "Hand over to",
    "to_location": "To place",
    "to_shelf": "To shelf",
    "tracking": "Tracking number",
    "way": "Decide",
}
"""Labels that only forms have: in a request their fields are called otherwise, or mean something else."""
_TYPED_OF = {
    ("contact", "text"): "What was said",
    ("answer", "reason"): "Why not",
    ("open_releases", "stopped"): "Why taken back",
    ("one_release", "stopped"): "Why the picker was stopped",
    ("policy_change", "note"): "Why",
    ("proposals", "why"): "Why not",
    ("reallocate", "note"): "Why",
    ("receipts", "why"): "What was mistyped",
    ("tasks", "note"): "What was done",
}
"""The same of one form or page alone."""
_FIELD = re.compile(r"([A-Za-z_]+):?(\d*)")
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


def field_said(name: str, of: str = "") -> str:
    """The label of a field that somebody typed into, by its name: `tracking` as `Tracking number`, `qty:0` as
    `Quantity, row 1`; a setting of the policy as its form has it. `of` = the form or the page it stood on."""
    if "." in name:
        first, *rest = (f"row {each}" if each.isdecimal() else label_of(each) for each in name.split(".")[1:])
        return ", ".join([first, *(each[:1].lower() + each[1:] for each in rest)])
    known = _TYPED_OF.get((of, name)) or _TYPED.get(name)
    found = _FIELD.match(name)
    if known or found is None:
        return known or name
    stem, row = found.groups()
    said = _TYPED.get(stem) or _label(stem, "")
    return f"{said}, row {int(row) + 1}" if row else said


def _label(name: str, of: str) -> str:
    return _OF.get((of, name)) or _LABELS.get(name) or _first_upper(named(name))


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
