"""The columns of the four tables, as data: the readers, the reference page and the command's help all use this list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a cell may hold. Each kind has one converter in `cells`."""

    ID = "text, kept exactly"
    NAME = "text"
    CHANNEL = "text, case does not matter"
    LANGUAGE = "language code"
    EMAIL = "e-mail address"
    COUNTRY = "country, two letters"
    CURRENCY = "currency, three letters"
    MOMENT = "date or moment"
    DATE = "date"
    COUNT = "whole number above 0"
    WHOLE = "whole number, 0 or more"
    MONEY = "decimal, 0 or more"
    YES_NO = "yes / no"
    CUSTOMER_TYPE = "consumer / business"
    STATUS = "open / closed / cancelled"
    SUBSTITUTES = "SKU;SKU"
    BUNDLE = "SKU:2;SKU:1"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `default` is what an empty cell means, None = unknown; `otherwise` says it in words where it must."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    default: object = None
    otherwise: str = ""

    @property
    def default_words(self) -> str:
        """What an empty cell means, in words."""
        if self.otherwise or self.required:
            return self.otherwise
        if self.default is None:
            return "unknown"
        return "no" if self.default is False else str(self.default)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `optional` tables may be absent."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    optional: bool = False


ORDERS = Table(
    "orders",
    "One row per order line.",
    (
        Column("order_id", Kind.ID, "The order; all rows with it belong together.", required=True),
        Column("placed_at", Kind.MOMENT, "When the customer ordered.", required=True),
        Column("sku", Kind.ID, "What was ordered.", required=True),
        Column("quantity", Kind.COUNT, "Units ordered.", required=True),
        Column(
            "line_id",
            Kind.ID,
            "The line within the order.",
            otherwise="1, 2, … in the order of sku, quantity",
        ),
        Column("channel", Kind.CHANNEL, "shopify, amazon, ebay, woocommerce, wholesale, …", default="store"),
        Column("location", Kind.ID, "The location that must serve the line.", otherwise="any"),
        Column("customer", Kind.NAME, "Who ordered: a name or number."),
        Column(
            "customer_type", Kind.CUSTOMER_TYPE, "consumer or business.", default=False, otherwise="consumer"
        ),
        Column("customer_tier", Kind.NAME, "The customer's tier, as the policy names it."),
        Column("email", Kind.EMAIL, "Where notices go."),
        Column("language", Kind.LANGUAGE, "The language of notices: en, de, …", otherwise="the shop's"),
        Column("country", Kind.COUNTRY, "Where the parcel goes; decides the delay law."),
        Column(
            "unit_price",
            Kind.MONEY,
            "Price of one unit, in the order's currency.",
            otherwise="the item's price",
        ),
        Column("currency", Kind.CURRENCY, "The order's currency.", otherwise="the shop's"),
        Column("need_by", Kind.DATE, "The day the customer asked for."),
        Column("ship_by", Kind.DATE, "The marketplace's last day to ship."),
        Column("ship_after", Kind.DATE, "Not to be shipped before this day."),
        Column(
            "cancel_after",
            Kind.DATE,
            "Not to be shipped after this day; once it has gone by the line is given nothing more.",
        ),
        Column(
            "service", Kind.ID, "Shipping service level, as the policy names it.", otherwise="the policy's"
        ),
        Column("ship_complete", Kind.YES_NO, "One parcel only.", default=False),
        Column(
            "on_hold",
            Kind.YES_NO,
            "Counts as demand, but is neither told nor shipped (unpaid, fraud check, Amazon Pending).",
            default=False,
        ),
        Column("shipped_quantity", Kind.WHOLE, "Units already shipped.", default=0),
        Column("picked_quantity", Kind.WHOLE, "Units picked, never given to others.", default=0),
        Column("cancelled_quantity", Kind.WHOLE, "Units cancelled.", default=0),
        Column("promised_from", Kind.DATE, "First day of the first window the customer was given."),
        Column("promised_to", Kind.DATE, "Last day of the first window the customer was given."),
        Column("notified_on", Kind.DATE, "When the customer was last told."),
        Column("next_update_on", Kind.DATE, "When we said we would write again."),
        Column("authorised_amount", Kind.MONEY, "Payment authorised for the order."),
        Column("authorised_until", Kind.DATE, "When the authorisation ends."),
        Column("captured_amount", Kind.MONEY, "Payment captured so far."),
        Column(
            "status",
            Kind.STATUS,
            "closed and cancelled lines need nothing more; what was not shipped counts as cancelled.",
            default=False,
            otherwise="open",
        ),
    ),
)

STOCK = Table(
    "stock",
    "What is physically there, one row per SKU and location.",
    (
        Column(
            "sku", Kind.ID, "The item. An ordered SKU with no row counts as 0, with a warning.", required=True
        ),
        Column("on_hand", Kind.WHOLE, "Units physically there.", required=True),
        Column("location", Kind.ID, "Where.", default="main"),
        Column("safety_stock", Kind.WHOLE, "Units kept back from new promises.", default=0),
    ),
)

INBOUND = Table(
    "inbound",
    "Purchase orders: open ones are supply, received ones are the supplier's record.",
    (
        Column("po", Kind.ID, "The purchase order.", required=True),
        Column("sku", Kind.ID, "The item.", required=True),
        Column("quantity", Kind.COUNT, "Units ordered from the supplier.", required=True),
        Column("supplier", Kind.ID, "Who delivers.", default="unknown"),
        Column("location", Kind.ID, "Where it will arrive.", default="main"),
        Column("ordered_on", Kind.DATE, "When it was ordered."),
        Column("eta", Kind.DATE, "The supplier's present arrival date."),
        Column("first_eta", Kind.DATE, "The supplier's first arrival date."),
        Column("confirmed", Kind.YES_NO, "The supplier confirmed it.", otherwise="unknown, treated as no"),
        Column("received_on", Kind.DATE, "When it arrived."),
        Column(
            "received_quantity",
            Kind.WHOLE,
            "Units received.",
            otherwise="0; all of it when there is a received_on, with a warning",
        ),
        Column("cancelled_quantity", Kind.WHOLE, "Units that will not come.", default=0),
    ),
    optional=True,
)

ITEMS = Table(
    "items",
    "What is known of the SKUs.",
    (
        Column("sku", Kind.ID, "The item.", required=True),
        Column("title", Kind.NAME, "Its name, as customers know it."),
        Column("family", Kind.ID, "Its family, as the policy names it."),
        Column("unit_price", Kind.MONEY, "Its price, in the shop's currency."),
        Column("unit_cost", Kind.MONEY, "Its cost, in the shop's currency."),
        Column("available_on", Kind.DATE, "First day of sale; before it, orders are preorders."),
        Column("seasonal_until", Kind.DATE, "Last day on which a delivery is still of use."),
        Column("fragile", Kind.YES_NO, "Breaks easily on the way.", default=False),
        Column("unique", Kind.YES_NO, "One of a kind, custom or sought after.", default=False),
        Column("discontinued", Kind.YES_NO, "Will not be bought again.", default=False),
        Column(
            "substitutes", Kind.SUBSTITUTES, "What may replace it, best first.", default=(), otherwise="none"
        ),
        Column(
            "bundle_of",
            Kind.BUNDLE,
            "A bundle's components, with units per bundle.",
            default=(),
            otherwise="not a bundle",
        ),
    ),
    optional=True,
)

TABLES: Mapping[str, Table] = {table.name: table for table in (ORDERS, STOCK, INBOUND, ITEMS)}
