"""What people type into an event of an order stands beside it: the event keeps its digest, so that it can be emptied
when the customer is forgotten, and the chain holds all the same (I23)."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_hex

from makegood.db.models import Order, TypedText
from makegood.db.rows import new
from makegood.db.typed_names import TYPED, digest_of


def set_apart(
    order: Order, *, seq: int, kind: str, data: Mapping[str, object]
) -> tuple[Mapping[str, object], TypedText | None]:
    """The data of an order's event without what was typed, and the row that has it. `seq` = the event's number."""
    name = TYPED.get(kind, "")
    text = data.get(name)
    if not isinstance(text, str) or not text:
        return data, None
    salt = token_hex(16)
    row = new(TypedText, order_id=order.pk, seq=seq, salt=salt, text=text)
    return {**data, name: {"digest": digest_of(salt=salt, text=text)}}, row
