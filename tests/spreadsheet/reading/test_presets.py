"""Exports of real shops, in small: their header lines as they are, their rows made up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from makegood.domain.terms.demand import OrderLine
from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet.presets import PRESETS
from tests.spreadsheet.reading.shop import ORDERS, reading, told

DOCS = Path(__file__).resolve().parents[3] / "docs" / "connect"

SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem compare at price,Lineitem sku,"
    "Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,"
    "Billing Name,Billing Country,Shipping Country,Cancelled at\n"
)
SHOPIFY_FIRST = (
    "{name},ann@example.com,{paid},,{fulfilled},,no,EUR,40.00,5.00,3.00,48.00,,0.00,Standard,2026-11-18 09:50:26 +0100,"
    "2,Mug,12.50,,MUG,true,true,{line},Ann Example,DE,AT,{cancelled}\n"
)
SHOPIFY_NEXT = "{name},ann@example.com,,,,,,,,,,,,,,,1,Tee,20.00,,TEE,{ships},true,pending,,,,\n"


def shopify(
    paid: str = "paid",
    fulfilled: str = "unfulfilled",
    line: str = "pending",
    cancelled: str = "",
    ships: str = "true",
) -> str:
    first = SHOPIFY_FIRST.format(name="#1001", paid=paid, fulfilled=fulfilled, line=line, cancelled=cancelled)
    return SHOPIFY + first + SHOPIFY_NEXT.format(name="#1001", ships=ships)


def facts(line: OrderLine) -> dict[str, object]:
    """What an order line says beyond the defaults."""
    plain = OrderLine(
        order_id="", line_id="", sku="", quantity=0, placed_at=line.placed_at, placed_on=line.placed_on
    )
    names = OrderLine.__dataclass_fields__
    return {name: getattr(line, name) for name in names if getattr(line, name) != getattr(plain, name)}


def test_shopify_continuation_rows_take_what_their_order_says(tmp_path: Path) -> None:
    found = reading(tmp_path, shopify())
    mug, tee = found.snapshot.lines
    whole_order = {
        "order_id": "#1001",
        "channel": "shopify",
        "customer": "Ann Example",
        "email": "ann@example.com",
        "country": "AT",
        "currency": "EUR",
    }
    assert facts(mug) == {**whole_order, "line_id": "1", "sku": "MUG", "quantity": 2, "unit_price": 1250}
    assert facts(tee) == {**whole_order, "line_id": "2", "sku": "TEE", "quantity": 1, "unit_price": 2000}
    assert {line.placed_at for line in found.snapshot.lines} == {
        datetime(2026, 11, 18, 8, 50, 26, tzinfo=UTC)
    }
    assert found.preset == "shopify"
    assert [problem.severity for problem in found.problems] == ["warning"]


def test_shopify_rows_may_come_in_any_order(tmp_path: Path) -> None:
    header, first, second = shopify().splitlines()
    straight = reading(tmp_path, f"{header}\n{first}\n{second}\n")
    turned = reading(tmp_path, f"{header}\n{second}\n{first}\n")
    assert turned.snapshot == straight.snapshot


@pytest.mark.parametrize(
    "order,open_qty,on_hold",
    [
        ({}, 2, False),
        ({"paid": "pending"}, 2, True),
        ({"paid": "partially_paid"}, 2, True),
        ({"paid": "authorized"}, 2, False),
        ({"paid": "partially_refunded"}, 2, False),
        ({"paid": "refunded"}, 0, False),
        ({"paid": "voided"}, 0, False),
        ({"cancelled": "2026-11-19 10:00:00 +0100"}, 0, False),
        ({"line": "fulfilled", "fulfilled": "partial"}, 0, False),
        ({"line": "", "fulfilled": "fulfilled"}, 0, False),
        ({"line": "pending", "fulfilled": "partial"}, 2, False),
        ({"line": "restocked"}, 0, False),
    ],
)
def test_shopify_statuses(tmp_path: Path, order: dict[str, str], open_qty: int, on_hold: bool) -> None:
    mug = reading(tmp_path, shopify(**order)).snapshot.lines[0]
    assert (mug.sku, mug.open_qty, mug.on_hold) == ("MUG", open_qty, on_hold)


@pytest.mark.parametrize(
    "order,told_of",
    [
        ({"line": "partial"}, [(2, "Lineitem fulfillment status", "#1001 / MUG: partial")]),
        ({"line": "", "fulfilled": "partial"}, [(2, "Lineitem fulfillment status", "#1001 / MUG: partial")]),
        (
            {"paid": "partially_refunded"},
            [
                (2, "Financial Status", "#1001 / MUG: partially_refunded"),
                (3, "Financial Status", "#1001 / TEE: partially_refunded"),
            ],
        ),
        (
            {"paid": "partially_refunded", "line": "fulfilled"},
            [(3, "Financial Status", "#1001 / TEE: partially_refunded")],
        ),
        ({"line": "partial", "cancelled": "2026-11-19 10:00:00 +0100"}, []),
        ({"line": "fulfilled"}, []),
    ],
)
def test_what_shopify_leaves_open_is_told_row_by_row(
    tmp_path: Path, order: dict[str, str], told_of: list[tuple[int, str, str]]
) -> None:
    found = reading(tmp_path, shopify(**order))
    assert [(*where, "warning") for where in told_of] == [told for told in told(found.problems) if told[1]]


SHOPIFY_INVENTORY = (
    "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,SKU,HS Code,COO,"
    "Location,Bin name,Incoming (not editable),Unavailable (not editable),Committed (not editable),"
    "Available (not editable),On hand (current),On hand (new)\n"
    "mug,Mug,Title,Default Title,,,,,MUG,,,Concord Park,,0,0,2,8,10,\n"
    "mug,Mug,Title,Default Title,,,,,MUG,,,Heritage Crest,,0,0,0,0,not stocked,\n"
    "tee,Tee,Size,S,,,,,TEE,,,Heritage Crest,,0,0,0,3,3,\n"
    "card,Gift card,Title,Default Title,,,,,,,,Concord Park,,0,0,0,0,0,\n"
)


def test_shopifys_inventory_export_is_stock(tmp_path: Path) -> None:
    found = reading(tmp_path, stock=SHOPIFY_INVENTORY)
    assert [(at.sku, at.location, at.on_hand) for at in found.snapshot.stock] == [
        ("MUG", "Concord Park", 10),
        ("TEE", "Heritage Crest", 3),
    ]
    assert [(row, severity) for row, _, _, severity in told(found.problems)] == [
        (1, "warning"),
        (5, "warning"),
    ]
    assert found.rows_left_out == 0
    assert found.preset is None


def test_a_bad_count_of_the_inventory_export_is_told_by_its_name(tmp_path: Path) -> None:
    found = reading(tmp_path, stock=SHOPIFY_INVENTORY.replace(",10,\n", ",-2,\n"))
    assert (2, "On hand (current)", "-2", "error") in told(found.problems)


def test_shopify_lines_that_need_no_shipping_are_told_and_not_planned(tmp_path: Path) -> None:
    found = reading(tmp_path, shopify(ships="false"))
    assert [line.sku for line in found.snapshot.lines] == ["MUG"]
    assert [problem.row for problem in found.problems if "no shipping" in problem.expected] == [3]
    assert found.rows_left_out == 0


def test_a_bad_cell_of_an_export_is_told_by_the_name_the_export_gives_it(tmp_path: Path) -> None:
    found = reading(tmp_path, shopify().replace("2026-11-18 09:50:26 +0100", "18/11/2026"))
    errors = {(p.row, p.column, p.value) for p in found.problems if p.severity == "error"}
    assert errors == {(2, "Created at", "18/11/2026"), (3, "Created at", "18/11/2026")}


AMAZON_ALL = (
    "amazon-order-id\tmerchant-order-id\tpurchase-date\tlast-updated-date\torder-status\tfulfillment-channel\t"
    "sales-channel\torder-channel\tship-service-level\tproduct-name\tsku\tasin\titem-status\tquantity\tcurrency\t"
    "item-price\titem-tax\tship-country\tis-business-order\n"
)


def amazon(
    status: str = "Unshipped", by: str = "Merchant", item: str = "Unshipped", quantity: str = "3"
) -> str:
    cells = (
        f"058-1\t\t2026-11-18T18:53:56+00:00\t\t{status}\t{by}\tAmazon.com\t\tStandard\tMug\tMUG\tB0\t{item}\t"
        f"{quantity}\tUSD\t10.00\t0\tUS\ttrue\n"
    )
    return AMAZON_ALL + cells


def test_an_amazon_price_is_of_the_whole_line(tmp_path: Path) -> None:
    found = reading(tmp_path, amazon())
    (line,) = found.snapshot.lines
    assert facts(line) == {
        "order_id": "058-1",
        "line_id": "1",
        "sku": "MUG",
        "quantity": 3,
        "channel": "amazon",
        "business": True,
        "country": "US",
        "unit_price": 333,
    }
    assert (found.preset, line.placed_at) == ("amazon", datetime(2026, 11, 18, 18, 53, 56, tzinfo=UTC))


@pytest.mark.parametrize(
    "order,lines",
    [
        ({"status": "Pending"}, [(3, True)]),
        ({"status": "Shipping", "item": "Unshipped"}, [(3, False)]),
        ({"status": "Shipped", "item": "Shipped"}, [(0, False)]),
        ({"status": "Shipped - Delivered to Buyer"}, [(0, False)]),
        ({"status": "Cancelled", "item": "Cancelled"}, [(0, False)]),
        ({"status": "Cancelled", "item": "Cancelled", "quantity": "0"}, []),
        ({"by": "Amazon"}, []),
        ({"by": "AFN"}, []),
    ],
)
def test_amazon_statuses(tmp_path: Path, order: dict[str, str], lines: list[tuple[int, bool]]) -> None:
    found = reading(tmp_path, amazon(**order))
    assert [(line.open_qty, line.on_hold) for line in found.snapshot.lines] == lines
    assert found.rows_left_out == 0


def test_the_unshipped_report_of_amazon_has_item_ids_and_deadlines(tmp_path: Path) -> None:
    header = (
        "order-id\torder-item-id\tpurchase-date\tpayments-date\treporting-date\tpromise-date\tdays-past-promise\t"
        "buyer-email\tbuyer-name\tbuyer-phone-number\tsku\tproduct-name\tquantity-purchased\tquantity-shipped\t"
        "quantity-to-ship\tship-service-level\trecipient-name\tship-country\tis-business-order\n"
    )
    row = (
        "104-1\t0581\t2026-11-18T20:00:00+00:00\t\t\t2026-11-26T07:59:59+00:00\t0\tx@marketplace.example\tAnn\t\tMUG\t"
        "Mug\t5\t2\t3\tStandard\tAnn\tUS\tfalse\n"
    )
    found = reading(tmp_path, header + row, zone="America/Los_Angeles")
    (line,) = found.snapshot.lines
    assert (line.line_id, line.open_qty, line.shipped_qty, line.business) == ("0581", 3, 2, False)
    # 23:59:59 in Seattle on the 25th, which Amazon writes in UTC.
    assert (line.ship_by, line.placed_on) == (date(2026, 11, 25), date(2026, 11, 18))
    assert line.email is None


EBAY = (
    "\n"
    '"Sales Record Number","Order Number","Buyer Username","Buyer Name","Ship To Country","Item Number","Item Title",'
    '"Custom Label","Quantity","Sold For","Total Price","Sale Date","Paid On Date","Ship By Date","Shipped On Date"\n'
    '"","","","","","","","","","","","","","",""\n'
    '"12","16-1","bo","Bo","United States","40","Mug","MUG","3","US $1,260.00","$3,789.00","Nov-18-26",'
    '"Nov-18-26","Nov-21-26",""\n'
    '"13","01-2","cy","Cy","Germany","","","","2","EUR 110,00","EUR 119,00","18-Nov-26","","21-Nov-26",""\n'
    '"13","01-2","cy","Cy","Germany","41","Mug","MUG","1","EUR 90,00","","18-Nov-26","","21-Nov-26",""\n'
    '"13","01-2","cy","Cy","Germany","42","Tee","TEE","1","EUR 20,00","","18-Nov-26","","21-Nov-26","19-Nov-26"\n'
    '"14","","di","Di","Narnia","43","Tee","TEE","1","£5.00","£5.00","18-Nov-26","19-Nov-26","21-Nov-26",""\n'
    '"3","record(s) downloaded",,,,,,,,,,,,,\n'
    '"Seller ID : shop",,,,,,,,,,,,,,\n'
)


def test_ebay_totals_and_footer_are_no_lines(tmp_path: Path) -> None:
    found = reading(tmp_path, EBAY)
    seen = [
        (
            line.order_id,
            line.sku,
            line.quantity,
            line.unit_price,
            line.currency,
            line.country,
            line.open_qty,
            line.on_hold,
        )
        for line in found.snapshot.lines
    ]
    assert seen == [
        ("01-2", "MUG", 1, 9000, "EUR", "DE", 1, True),
        ("01-2", "TEE", 1, 2000, "EUR", "DE", 0, True),
        ("14", "TEE", 1, 500, "GBP", None, 1, False),
        ("16-1", "MUG", 3, 126000, "USD", "US", 3, False),
    ]
    assert {line.ship_by for line in found.snapshot.lines} == {date(2026, 11, 21)}
    assert {(line.channel, line.placed_on) for line in found.snapshot.lines} == {("ebay", date(2026, 11, 18))}
    assert (found.preset, found.rows_left_out) == ("ebay", 0)
    assert (7, "Ship To Country", "Narnia", "warning") in told(found.problems)


WOO = (
    "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),Email (Billing),"
    "Country Code (Shipping),Item #,SKU,Item Name,Quantity (- Refund),Item Cost,Order Currency\n"
)
WOO_OTHER = (
    "order_id,order_number,date,status,billing_first_name,billing_last_name,billing_email,shipping_country,item_sku,"
    "item_quantity,item_price,order_currency\n"
)


@pytest.mark.parametrize(
    "orders",
    [
        WOO + "501,{status},2026-11-18 12:00:00,,Ann,Example,ann@example.com,FR,1,MUG,Mug,2,12.50,EUR\n",
        WOO_OTHER + "9501,501,2026-11-18 12:00:00,{status},Ann,Example,ann@example.com,FR,MUG,2,12.50,EUR\n",
    ],
    ids=["Advanced Order Export", "Customer / Order / Coupon Export"],
)
@pytest.mark.parametrize(
    "status,open_qty,on_hold,closed",
    [
        ("processing", 2, False, False),
        ("wc-processing", 2, False, False),
        ("Pending payment", 2, True, False),
        ("on-hold", 2, True, False),
        ("Completed", 0, False, True),
        ("refunded", 0, False, True),
        ("cancelled", 0, False, True),
        ("failed", 0, False, True),
        ("awaiting pickup", 2, False, False),
        ("wc-partially-shipped", 2, False, False),
    ],
)
def test_woocommerce_statuses(
    tmp_path: Path, orders: str, status: str, open_qty: int, on_hold: bool, closed: bool
) -> None:
    found = reading(tmp_path, orders.format(status=status))
    (line,) = found.snapshot.lines
    assert (line.order_id, line.sku, line.unit_price, line.currency) == ("501", "MUG", 1250, "EUR")
    assert (line.customer, line.email, line.country) == ("Ann Example", "ann@example.com", "FR")
    assert (line.open_qty, line.on_hold, line.closed) == (open_qty, on_hold, closed)
    assert (found.preset, line.channel) == ("woocommerce", "woocommerce")


def test_a_woocommerce_order_that_went_in_part_is_told(tmp_path: Path) -> None:
    row = "501,wc-partially-shipped,2026-11-18 12:00:00,,Ann,Example,a@example.com,FR,1,MUG,Mug,2,12.50,EUR\n"
    found = told(reading(tmp_path, WOO + row).problems)
    assert (2, "Order Status", "501 / MUG: partially-shipped", "warning") in found


def test_our_own_columns_are_no_export(tmp_path: Path) -> None:
    assert reading(tmp_path, ORDERS).preset is None


def test_a_preset_can_be_forced_and_must_fit(tmp_path: Path) -> None:
    assert reading(tmp_path, shopify(), preset="Shopify").preset == "shopify"
    with pytest.raises(DomainError) as refused:
        reading(tmp_path, ORDERS, preset="shopify")
    assert refused.value.code == "file_columns_missing"
    assert refused.value.data["columns"] == ["Name", "Created at", "Lineitem sku", "Lineitem quantity"]
    with pytest.raises(DomainError) as refused:
        reading(tmp_path, ORDERS, preset="magento")
    assert refused.value.code == "preset_unknown"


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_preset_has_a_page_with_its_columns(name: str) -> None:
    page = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    preset = PRESETS[name]
    for ours, theirs in preset.columns.items():
        assert f"| `{ours}` | {' or '.join(f'`{column}`' for column in theirs)} |" in page
    assert f"--preset {name}" in page
