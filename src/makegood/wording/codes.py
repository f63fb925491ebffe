"""Every stable code in plain English, one table per kind of code. People read words; files keep the codes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from makegood.wording.tables_cases import CASE_TABLES
from makegood.wording.tables_events import CAUSES, EVENTS
from makegood.wording.tables_orders import ORDER_TABLES

TABLES: Mapping[type[StrEnum], Mapping[str, str]] = {**ORDER_TABLES, **CASE_TABLES}

# Names that are not enums: steps of a promise and where their length comes from, who decided, how a
# tier is served.
PLAIN = {
    "lateness": "Supplier's lateness",
    "lead_time": "Supplier's lead time",
    "receiving": "Receiving and putaway",
    "ship_complete": "Wait for the whole parcel",
    "processing": "Order processing",
    "transit": "Transit",
    "policy": "Policy",
    "supplier": "This supplier's record",
    "pooled": "Record of all suppliers",
    "default": "Policy, no record yet",
    "order": "One parcel only",
    "operations_lead": "Operations lead",
    "purchasing": "Purchasing",
    "support": "Support",
    "manager": "Manager",
    "operations": "Operations",
    "warehouse": "Warehouse",
    "finance": "Finance",
    "owner": "Owner",
    "customer": "Customer",
    "first_shipment": "The first shipment goes now",
    "next_shipment": "Another shipment goes now",
    "less_wanted": "Some of its units are not wanted any more",
    "dearer_instead": "What goes instead is dearer, and the customer pays for it",
    "short_units": "The missing units are cancelled",
    "capture_ends_it": "The first capture ends the authorisation",
    "parcel": "One more parcel",
    "handling": "Pick and pack once more",
    "margin_at_risk": "Margin that may be lost to cancelling",
    "customer_at_risk": "Customer that may be lost",
    "contacts": "Support contacts while waiting",
    "storage": "Storage of what waits",
    "goodwill": "Goodwill credit",
    "margin_difference": "Difference in margin",
    "refusal": "Chance that the substitute is refused",
    "margin_lost": "Margin lost",
    "payment_fee": "Payment fee that is not returned",
    "recovery": "Winning the customer back",
    "rank": "By rank, one after the other",
}
# `rule:NAME` and its like carry a name the shop chose.
_NAMED = {
    "rule": "The shop's rule “{name}” chose this",
    "rule_forbids": "The shop's rule “{name}” forbids this",
    "rule_blocked": "The shop's rule “{name}” would have chosen this, were it allowed",
    "service": "Shipping service “{name}”",
}
_BECAUSE = {code: said[:1].upper() + said[1:] for code, said in CAUSES.items()}
_ANY = {
    code: said
    for table in reversed([PLAIN, EVENTS, *TABLES.values(), _BECAUSE])
    for code, said in table.items()
}


def words(code: str) -> str:
    """A code as a short phrase that starts with a capital. A code without words is shown as it is, readable."""
    table = TABLES.get(type(code))  # type: ignore[arg-type]
    if table is not None:
        return table[code]
    known = _ANY.get(code)
    if known is not None:
        return known
    kind, _, name = code.partition(":")
    if name and kind in _NAMED:
        return _NAMED[kind].format(name=name)
    readable = code.replace("_", " ")
    return readable[:1].upper() + readable[1:]


def inside(code: str) -> str:
    """The same words to be set inside a sentence: without the capital, unless they start with a name."""
    said = words(code)
    return said if said[1:2].isupper() else said[:1].lower() + said[1:]
