"""Bringing one's data, from the first file to what customers are told."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from makegood.console import clock
from makegood.console.pages.intake.bring import kept
from makegood.db.models import Customer, Event, Item, Notice, Order, OrderLine
from makegood.services.machine import Forget
from tests.console.team import signed_in, text_of, told
from tests.services.shop import NOW, do, goods, take

OWN = "order_id,placed_at,sku,quantity,email\n1,2026-11-20,MUG,5,ada@example.org\n2,2026-11-21,MUG,2,ben@example.org\n"
STOCK = "sku,on_hand\nMUG,6\n"
THEIRS = "Order Number;Order Date;Article No;Pieces wanted\n1;2026-11-20;MUG;5\n2;2026-11-21;MUG;many\n"


def file(name: str, text: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def bring(client: Client, orders: str = OWN, stock: str = STOCK, **more: Any) -> Any:
    return client.post(
        "/import", {"orders": file("orders.csv", orders), "stock": file("stock.csv", stock), **more}
    )


def agree(client: Client, **said: str) -> Any:
    """The columns as they are proposed, but for some."""
    page = client.get("/import/columns")
    chosen = {}
    for table in page.context["tables"]:
        for row in (*table.rows, *table.more):
            if row.theirs:
                chosen[f"{table.looked.table}.{row.column.name}"] = row.theirs
    return client.post("/import/columns", {**chosen, **said})


def everything() -> tuple[int, ...]:
    return tuple(each.objects.count() for each in (Event, Order, OrderLine, Item, Customer, Notice))


def test_an_empty_shop_invites_and_a_shop_with_orders_does_not() -> None:
    client = signed_in("operations_lead")
    assert "Your shop is empty. Two spreadsheets fill it." in text_of(client.get("/"))
    assert "Choose the files" in text_of(client.get("/"))
    seen = text_of(signed_in("support", name="Sara").get("/"))
    assert "The operations lead or an engineer does it." in seen and "Choose the files" not in seen
    goods("MUG")
    take("1", ("MUG", 1))
    assert "Your shop is empty" not in text_of(client.get("/"))


def test_files_are_brought_looked_at_and_imported_and_nothing_happens_before_that() -> None:
    client = signed_in()
    before = everything()
    assert bring(client)["Location"] == "/import/columns"
    assert "all found" in text_of(client.get("/import/columns"))
    assert agree(client)["Location"] == "/import/check"
    page = text_of(client.get("/import/check?go=1"))
    assert "New orders 2" in page and "Reserved at once 6" in page and "Short 1" in page
    assert "Every row makes sense." in page
    assert everything() == before
    answer = client.post("/import/check")
    assert "2 orders, 2 order lines. 1 unit backordered. Nobody was told anything." in told(client, answer)
    assert sorted(OrderLine.objects.values_list("reserved_qty", "backordered_qty")) == [(1, 1), (5, 0)]
    assert not Notice.objects.exclude(state="withheld").exists()
    # The files are gone with it.
    assert client.get("/import/check")["Location"] == "/import"
    assert Session.objects.count() == 1


def test_a_file_of_items_comes_with_the_others() -> None:
    client = signed_in()
    bring(client, items=file("items.csv", "sku,title\nMUG,Stoneware mug\n"))
    assert "items.csv" in text_of(client.get("/import"))
    agree(client)
    for address in ("/import/check", "/import/check?go=1"):
        assert "items.csv" in text_of(client.get(address))
    client.post("/import/check", {})
    assert Item.objects.get().title == "Stoneware mug"


def test_columns_are_told_apart_by_hand_and_problems_name_them_as_the_file_does() -> None:
    client = signed_in("engineer")
    bring(client, THEIRS)
    page = text_of(client.get("/import/columns"))
    assert "1 column to find" in page and "a guess" in page
    refused = agree(client)
    assert refused.status_code == 422
    assert "Say which column is quantity." in text_of(refused)
    twice = agree(client, **{"orders.quantity": "Article No"})
    assert "“Article No” can be one column only; found sku and quantity." in text_of(twice)
    assert agree(client, **{"orders.quantity": "Pieces wanted"}).status_code == 303
    page = text_of(client.get("/import/check?go=1"))
    assert "New orders 1" in page and "1 row left out" in page
    rows = b"".join(client.get("/import/check?as=csv").streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert rows[1].startswith("orders.csv,3,Pieces wanted,many,")
    client.post("/import/check")
    assert list(OrderLine.objects.values_list("order__number", "ordered_qty")) == [("1", 5)]


def test_a_known_export_is_read_as_it_is_or_by_hand_where_that_is_said() -> None:
    head = "Name,Created at,Lineitem sku,Lineitem quantity,Financial Status"
    shopify = f"{head}\n#1,2026-11-20 10:00:00 +0100,MUG,5,paid\n"
    client = signed_in()
    bring(client, shopify)
    assert "Shopify orders export, read as it is" in text_of(client.get("/import/columns"))
    client.post("/import/columns", {"stock.sku": "sku", "stock.on_hand": "on_hand"})
    client.post("/import/check")
    assert Order.objects.values_list("channel__name", flat=True).get() == "shopify"
    bring(client, shopify.replace("#1", "#2"))
    agree(client, hand="orders", **{"orders.on_hold": ""})  # their words for it are none of ours
    client.post("/import/check")
    assert Order.objects.values_list("channel__name", flat=True).get(number="#2") == "store"


def test_importing_again_makes_what_is_new_and_lists_what_differs() -> None:
    client = signed_in()
    page = ""
    for orders in (OWN, OWN.replace("MUG,2", "MUG,3")):
        bring(client, orders)
        agree(client)
        page = text_of(client.get("/import/check?go=1"))
        client.post("/import/check")
    assert "Would be made nothing" in page
    assert "1 value; ours stay" in page and "2 / 1 quantity 2 3" in page
    assert Order.objects.count() == 2
    bring(client, OWN.replace("MUG,2", "MUG,3"))
    agree(client)
    answer = client.get("/import/check?of=differences&as=csv")
    rows = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "lines,2 / 1,quantity,2,3" in rows


def test_a_double_click_imports_once() -> None:
    client = signed_in()
    bring(client)
    agree(client)
    form = {"once": "a" * 32}
    client.post("/import/check", form)
    bring(client)
    agree(client)
    assert "it was not imported twice" in told(client, client.post("/import/check", form))
    assert Order.objects.count() == 2


@pytest.mark.parametrize(
    ("orders", "said"),
    [
        (b"%PDF-1.4", "a PDF"),
        (b"", "an empty file"),
        (b"PK\x03\x04 cut off", "a cut off or damaged file"),
        (b"\xff\xfeo\x00", "text in UTF-16"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_and_not_kept(orders: bytes, said: str) -> None:
    client = signed_in()
    answer = client.post("/import", {"orders": file("orders.csv", orders), "stock": file("s.csv", STOCK)})
    assert answer.status_code == 422 or not orders
    assert said in text_of(answer) or not orders
    assert client.get("/import/columns")["Location"] == "/import"


def test_a_file_that_is_too_large_is_refused_with_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 20)
    client = signed_in()
    answer = bring(client)
    assert answer.status_code == 422
    assert "`makegood import` at the machine takes larger ones" in text_of(answer)
    assert client.get("/import/columns")["Location"] == "/import"


def test_orders_and_stock_are_needed_in_files_or_in_one_workbook() -> None:
    client = signed_in()
    answer = client.post("/import", {"orders": file("orders.csv", OWN)})
    assert (answer.status_code, "no file for stock" in text_of(answer)) == (422, True)
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, text in (("Orders", OWN), ("Stock", STOCK)):
            sheet = book.add_worksheet(name)
            for at, row in enumerate(text.splitlines()):
                sheet.write_row(at, 0, row.split(","))
    assert client.post("/import", {"book": file("shop.xlsx", out.getvalue())}).status_code == 303
    agree(client)
    assert "New orders 2" in text_of(client.get("/import/check?go=1"))


def test_files_are_for_whoever_brought_them_and_end_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    client, other = signed_in(name="Olivia"), signed_in(name="Emil")
    bring(client)
    assert other.get("/import/columns")["Location"] == "/import"
    assert client.post("/import", {"do": "drop"}).status_code == 303
    assert client.get("/import/columns")["Location"] == "/import"
    bring(client)
    Session.objects.update(expire_date=NOW - timedelta(days=1))
    do(Forget())
    assert Session.objects.count() == 0
    monkeypatch.setattr(clock, "now", lambda: NOW)


def test_only_who_may_import_sees_the_pages() -> None:
    client = signed_in("support")
    for address in ("/import", "/import/columns", "/import/check", "/import/plan.xlsx"):
        assert client.get(address).status_code == 403
    before = everything()
    assert bring(client).status_code == 403
    assert client.post("/import/check").status_code == 403
    assert everything() == before


def test_the_plan_of_the_files_is_a_workbook() -> None:
    client = signed_in()
    bring(client)
    agree(client)
    answer = client.get("/import/plan.xlsx")
    assert "plan.xlsx" in answer["Content-Disposition"]
    assert "Backorders" in CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).sheet_names


def test_hostile_cells_and_names_are_shown_and_do_nothing() -> None:
    client = signed_in()
    text = OWN.replace("quantity", "<i>q</i>").replace("MUG,5", "<script>x</script>,5")
    client.post("/import", {"orders": file("../<b>o</b>.csv", text), "stock": file("s.csv", STOCK)})
    page = client.get("/import/columns").content.decode()
    assert "<i>q" not in page and "<script>x" not in page and "&lt;script&gt;x" in page
    agree(client, **{"orders.quantity": "<i>q</i>"})
    page = client.get("/import/check?go=1").content.decode()
    assert "<script>x" not in page and "<b>o" not in page


def test_a_group_is_told_what_its_owner_chooses_after_a_look() -> None:
    client = signed_in("operations_lead")
    bring(client)
    agree(client)
    client.post("/import/check")
    page = text_of(client.get("/import/told"))
    assert "store: not told yet" in page and "Now 1 message would go" in page
    form = {"channel": "store", "told": "no"}
    assert "Nothing is sent yet." in text_of(client.post("/import/told", {**form, "do": "preview"}))
    assert Order.objects.filter(muted=True).count() == 2
    answer = client.post("/import/told", {**form, "do": "send_now"})
    assert "2 orders settled; 1 message queued." in told(client, answer)
    assert not Order.objects.filter(muted=True).exists()
    assert "No order is muted." in text_of(client.get("/import/told"))


def test_who_may_not_choose_sees_the_groups_and_is_refused() -> None:
    goods("MUG")
    take("1", ("MUG", 1))
    Order.objects.update(muted=True)
    Notice.objects.update(state="withheld", why_not="muted")
    client = signed_in("support")
    page = client.get("/import/told")
    assert "store: not told yet" in text_of(page) and "They know already" not in text_of(page)
    assert client.post("/import/told", {"channel": "store", "do": "already_told"}).status_code == 403
    assert Order.objects.filter(muted=True).exists()


def test_what_the_brake_holds_waits_for_a_yes() -> None:
    goods("MUG")
    for number in range(22):
        take(str(number), ("MUG", 1))
    Order.objects.update(muted=True)
    Notice.objects.update(state="withheld", why_not="muted")
    client = signed_in("manager")
    client.post("/import/told", {"channel": "store", "told": "no", "do": "send_now"})
    assert "22 messages wait for your yes" in text_of(client.get("/import/told"))
    assert "22 notices may go now." in told(client, client.post("/import/told", {"do": "approve"}))


def test_a_page_asks_the_database_a_few_questions(django_assert_max_num_queries: Any) -> None:
    client = signed_in()
    bring(client)
    for address in ("/import", "/import/columns", "/import/check", "/import/told"):
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200
