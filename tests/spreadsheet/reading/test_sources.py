"""Files as people have them: encodings, delimiters, workbooks, and things that are no table at all."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.domain.terms.errors import DomainError
from makegood.spreadsheet import xlsxfile
from makegood.spreadsheet.reading import Reading, read
from tests.spreadsheet.reading.shop import ORDERS, STOCK, TODAY, policy, reading, told, workbook

PLAIN = "order_id,placed_at,sku,quantity,customer\nA,2026-11-20,MUG,3,Zoë\n"


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        f"sep=,\n{PLAIN}".encode(),
        f"\n,,,,\n{PLAIN}".encode(),
        f"{PLAIN}\n\n,,,,\n".encode(),
        PLAIN.rstrip().encode(),
        b'"order_id";"placed_at";"sku";"quantity";"customer, or buyer";"customer"\n"A";2026-11-20;MUG;3;;"Zo\xc3\xab"',
    ],
    ids=[
        "utf-8",
        "bom",
        "semicolon",
        "tab",
        "crlf",
        "cr",
        "sep",
        "blank lines before",
        "after",
        "no end",
        "quoted",
    ],
)
def test_csv_is_read_however_it_was_saved(tmp_path: Path, content: bytes) -> None:
    found = reading(tmp_path, content)
    (line,) = found.snapshot.lines
    assert (line.order_id, line.sku, line.quantity, line.customer) == ("A", "MUG", 3, "Zoë")
    assert {problem.severity for problem in found.problems} <= {"warning"}


def test_windows_1252_is_read_with_a_warning(tmp_path: Path) -> None:
    found = reading(tmp_path, PLAIN.encode("cp1252"))
    assert found.snapshot.lines[0].customer == "Zoë"
    assert told(found.problems) == [(1, None, "Windows-1252", "warning")]


@pytest.mark.parametrize(
    "header",
    [
        "Order ID,Placed At,SKU,Quantity",
        "orderid,placedat,sku,quantity",
        " ORDER_ID*, placed-at ,Sku,QUANTITY\u00a0",
    ],
)
def test_case_spaces_and_underscores_of_column_names_do_not_matter(tmp_path: Path, header: str) -> None:
    assert len(reading(tmp_path, f"{header}\nA,2026-11-20,MUG,3\n").snapshot.lines) == 1


def test_unknown_columns_are_named_in_one_warning(tmp_path: Path) -> None:
    orders = "order_id,colour,placed_at,sku,quantity,Size,\nA,red,2026-11-20,MUG,3,L,\n"
    assert told(reading(tmp_path, orders).problems) == [(1, None, "Size, colour", "warning")]


def test_missing_columns_are_all_named_with_those_found(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        reading(tmp_path, "order,sku,qty\nA,MUG,3\n")
    assert refused.value.code == "file_columns_missing"
    assert refused.value.data == {
        "file": "orders.csv",
        "table": "orders",
        "columns": ["order_id", "placed_at", "quantity"],
        "found": "the columns order, sku, qty; order_id, placed_at, quantity are missing",
        "expected": "the columns order_id, placed_at, sku, quantity",
    }


@pytest.mark.parametrize(
    "above,advice",
    [
        ("Open orders of 23 November\n\n", "; they stand further down: delete what is above them"),
        ("Open orders,week 48\nof,main\n", "; they stand further down: delete what is above them"),
        ("Open orders\nName;", " in the first row; if it holds a title, delete it"),
    ],
)
def test_a_title_above_the_header_is_told_as_such(tmp_path: Path, above: str, advice: str) -> None:
    with pytest.raises(DomainError) as refused:
        reading(tmp_path, above + ORDERS)
    assert refused.value.data["expected"] == f"the columns order_id, placed_at, sku, quantity{advice}"


def test_one_missing_column_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        reading(tmp_path, stock="SKU,qty\nMUG,3\n")
    assert refused.value.data["found"] == "the columns SKU, qty; on_hand is missing"


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        reading(tmp_path, "order_id,placed_at,sku,quantity,Order ID\nA,2026-11-20,MUG,3,B\n")
    assert (refused.value.code, refused.value.data["columns"]) == ("file_columns_twice", ["order_id"])


def test_short_rows_are_filled_and_long_ones_left_out(tmp_path: Path) -> None:
    orders = "order_id,placed_at,sku,quantity,customer\nA,2026-11-20,MUG,3\nB,2026-11-20,MUG,3,Smith, Ltd\n"
    found = reading(tmp_path, orders)
    assert [line.order_id for line in found.snapshot.lines] == ["A"]
    assert told(found.problems) == [(3, None, "6", "error")]


def test_an_open_quotation_mark_costs_its_own_row_only(tmp_path: Path) -> None:
    orders = (
        'order_id,placed_at,sku,quantity\n"A,2026-11-20,MUG,1\nB,2026-11-20,MUG,1\nC,2026-11-20,"MUG",1\n'
    )
    found = reading(tmp_path, orders)
    assert [line.order_id for line in found.snapshot.lines] == ["B", "C"]
    assert told(found.problems) == [(2, None, '"A,2026-11-20,MUG,1', "error")]


def test_an_over_long_cell_costs_its_own_row_only(tmp_path: Path) -> None:
    orders = f'order_id,placed_at,sku,quantity\n"{"x" * 200_000}",2026-11-20,MUG,1\nB,2026-11-20,MUG,1\n'
    found = reading(tmp_path, orders)
    assert [line.order_id for line in found.snapshot.lines] == ["B"]
    assert found.rows_left_out == 1


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "x")  # no time of day in the name of a test
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content,found",
    [
        (b"", "an empty file"),
        (b" \r\n\r\n", "an empty file"),
        (b",,,\n,,,\n", "nothing"),
        (ORDERS.encode("utf-16"), "text in UTF-16"),
        (ORDERS.encode("utf-16-le"), "a binary file, or text in UTF-16"),
        (ORDERS.encode() + b"\0", "a binary file, or text in UTF-16"),
        (b"order_id\x81\x8d\xff\xfe", "a binary file"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest",
            "an old Excel file (.xls) or a workbook locked with a password",
        ),
        (b"order_id," * 300_000, "a line of more than 1 MB"),
        (b"%PDF-1.7", "a PDF"),
        (b"<!DOCTYPE html><table>", "a web page or XML"),
        (_zip("orders.csv"), "a ZIP archive"),
        (_zip("content.xml"), "an OpenDocument file"),
        (_zip("xl/workbook.bin"), "a binary workbook (.xlsb)"),
        (_zip("xl/workbook.xml")[:60], "a cut off or damaged file"),
        (b"PK\x03\x04", "a cut off or damaged file"),
    ],
)
def test_what_is_no_table_is_refused_by_its_content(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "orders.xlsx"
    path.write_bytes(content)
    with pytest.raises(DomainError) as refused:
        reading(tmp_path, path)
    assert (refused.value.code, refused.value.data["file"], refused.value.data["found"]) == (
        "file_unreadable",
        "orders.xlsx",
        found,
    )
    assert refused.value.data["expected"]


@pytest.mark.parametrize("name,found", [("absent.csv", "no such file"), (".", "a folder")])
def test_a_path_that_is_no_file_is_refused(tmp_path: Path, name: str, found: str) -> None:
    with pytest.raises(DomainError) as refused:
        reading(tmp_path, tmp_path / name)
    assert (refused.value.code, refused.value.data["found"]) == ("file_unreadable", found)


def test_the_folder_we_are_in_has_a_name(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        reading(tmp_path, Path())
    assert (refused.value.data["file"], refused.value.data["found"]) == (".", "a folder")


def test_a_table_that_nobody_gave_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        reading(tmp_path, stock=None)
    assert (refused.value.code, refused.value.data["found"]) == ("file_missing", "no stock table")


PLACED_AT = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
ROWS: list[list[object]] = [
    ["Order ID", "Placed at", "SKU", "Quantity", "need_by", "ship_complete", "unit_price"],
    [1001.0, PLACED_AT.replace(tzinfo=None), "007", 3.0, date(2026, 12, 24), True, 0.1 + 0.2],
]


def test_a_workbook_gives_ids_as_text_and_date_cells_as_dates(tmp_path: Path) -> None:
    path = workbook(tmp_path / "renamed.csv", {"Sheet1": ROWS}, blank_rows=5_000)
    found = reading(tmp_path, path, stock="sku,on_hand\n007,1\n")
    (line,) = found.snapshot.lines
    assert (line.order_id, line.sku, line.quantity) == ("1001", "007", 3)
    assert line.placed_at == PLACED_AT
    assert (line.need_by, line.ship_complete, line.unit_price) == (date(2026, 12, 24), True, 30)
    assert found.problems == ()


def test_a_number_too_long_for_a_spreadsheet_is_told(tmp_path: Path) -> None:
    rows = [ROWS[0], [123456789012345678.0, *ROWS[1][1:]]]
    found = reading(tmp_path, workbook(tmp_path / "o.xlsx", {"orders": rows}), stock="sku,on_hand\n007,1\n")
    assert told(found.problems) == [(2, "order_id", "1.23456789012346E+17", "warning")]


def failed(path: Path) -> Path:
    """A workbook whose table starts at B3, with formulas that fail."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notes").write_formula(0, 0, "=NA()", None, "#N/A")
        sheet = book.add_worksheet("orders")
        sheet.write_row(
            2, 1, ["order_id", "placed_at", "sku", "quantity", "customer_tier", "shipped_quantity"]
        )
        sheet.write_row(3, 1, ["A", "2026-11-20", "MUG", 1])
        sheet.write_formula(3, 5, '=IF(1<2,NA(),"x")', None, "#N/A")
        sheet.write_row(4, 1, ["B", "2026-11-20", "MUG", 1])
        sheet.write_formula(4, 6, "=1/0", None, "#DIV/0!")
        sheet.write_row(5, 1, ["C", "2026-11-20"])
        sheet.write_formula(5, 3, "=VLOOKUP(9,A1:A2,1)", None, "#N/A")
        sheet.write(5, 4, 1)
        sheet.write_row(6, 1, ["D", "2026-11-20", "MUG", 1])
    return path


def test_a_failed_formula_in_a_workbook_is_named_and_never_read_as_empty(tmp_path: Path) -> None:
    found = reading(tmp_path, None, book=failed(tmp_path / "book.xlsx"))
    assert [line.order_id for line in found.snapshot.lines] == ["A", "D"]
    assert told(found.problems) == [
        (2, "customer_tier", "#N/A", "warning"),
        (3, "shipped_quantity", "#DIV/0!", "error"),
        (4, "sku", "#N/A", "error"),
    ]
    assert found.problems[0].expected == "a value; the formula in this cell fails"


def test_failed_formulas_are_found_across_the_pieces_a_sheet_is_read_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = failed(tmp_path / "book.xlsx")
    whole = list(xlsxfile.open_workbook(path).rows("orders"))
    for size in (97, 256, 1_000):
        monkeypatch.setattr(xlsxfile, "_CHUNK", size)
        assert list(xlsxfile.open_workbook(path).rows("orders")) == whole


def test_a_book_has_a_sheet_per_table_and_a_file_goes_before_it(tmp_path: Path) -> None:
    stock: list[list[object]] = [["sku", "on_hand"], ["007", 5]]
    book = workbook(tmp_path / "book.xlsx", {"Notes": [["hello"]], " ORDERS ": ROWS, "Stock": stock})
    found = reading(tmp_path, None, stock=None, book=book)
    assert len(found.snapshot.lines) == 1
    assert [(position.sku, position.on_hand) for position in found.snapshot.stock] == [("007", 5)]
    found = reading(tmp_path, None, stock="sku,on_hand\n007,-1\n", book=book)
    assert [(problem.file, problem.severity) for problem in found.problems] == [
        ("stock.csv", "error"),
        (" ORDERS ", "warning"),
    ]


def test_a_books_table_that_is_missing_is_asked_for(tmp_path: Path) -> None:
    book = workbook(tmp_path / "book.xlsx", {"orders": ROWS})
    with pytest.raises(DomainError) as refused:
        reading(tmp_path, None, stock=None, book=book)
    assert (refused.value.code, refused.value.data["found"]) == (
        "file_missing",
        "no stock table in book.xlsx",
    )


def test_a_workbook_cut_short_anywhere_is_refused(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "whole.xlsx", {"orders": ROWS}).read_bytes()
    for end in range(4, len(whole), 197):
        with pytest.raises(DomainError) as refused:
            reading(tmp_path, whole[:end])
        assert refused.value.code == "file_unreadable"


@pytest.mark.parametrize(
    "far,found",
    [
        (b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "1,048,576 rows and 16,384 columns"),
        (b'<row r="3"><c r="XFD1048576"><v>1</v></c></row>', "1,048,576 rows and 16,384 columns"),
        (b"<row r='3'><c s='1' r='A4294967295'><v>1</v></c></row>", "4,294,967,295 rows and 26 columns"),
    ],
)
def test_a_sheet_with_one_far_cell_is_refused_before_it_fills_the_memory(
    tmp_path: Path, far: bytes, found: str
) -> None:
    path = workbook(tmp_path / "far.xlsx", {"orders": ROWS})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</sheetData>", far + b"</sheetData>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(DomainError) as refused:
        reading(tmp_path, path)
    assert refused.value.data["found"] == f"a sheet of {found}"


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsxfile, "MOST_UNPACKED_BYTES", 10_000_000)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "x")
        archive.writestr("xl/sharedStrings.xml", b" " * 10_485_760)
    with pytest.raises(DomainError) as refused:
        reading(tmp_path, path)
    assert refused.value.data["found"] == "10 MB when unpacked"


def test_progress_is_told_while_reading(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("order_id,placed_at,sku,quantity\n" + "A,2026-11-20,MUG,1\n" * 45_000)
    (tmp_path / "stock.csv").write_text(STOCK)
    heard: list[tuple[str, int]] = []
    read(
        orders=path,
        stock=tmp_path / "stock.csv",
        policy=policy(),
        today=TODAY,
        calendars={},
        progress=lambda file, rows: heard.append((file, rows)),
    )
    assert heard == [("stock.csv", 3), ("orders.csv", 20_000), ("orders.csv", 40_000), ("orders.csv", 45_001)]


def attempt(folder: Path, content: bytes) -> Reading | DomainError:
    try:
        return reading(folder, content)
    except DomainError as refused:
        return refused


_GLUE = st.sampled_from(
    [b"order_id,placed_at,sku,quantity\n", b'"', b",", b"\n", b"A,2026-11-20,MUG,1\n", b"\xff", b"PK"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200) | st.lists(_GLUE | st.binary(max_size=3), max_size=30).map(b"".join))
def test_no_bytes_at_all_break_the_reader(tmp_path: Path, content: bytes) -> None:
    found = attempt(tmp_path, content)
    if isinstance(found, DomainError):
        assert found.code.startswith("file_")
        assert {"file", "found", "expected"} <= set(found.data)
    else:
        assert found.rows_left_out == len({p.row for p in found.problems if p.severity == "error"})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.lists(st.text(max_size=12), max_size=6), min_size=1, max_size=5))
def test_no_text_in_any_cell_breaks_the_reader(tmp_path: Path, cells: list[list[str]]) -> None:
    rows = [["order_id", "placed_at", "sku", "quantity", "unit_price"], *cells]
    quoted = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    content = quoted.encode("utf-8", "replace").replace(b"\0", b"")
    found = reading(tmp_path, content)
    assert len(found.snapshot.lines) + found.rows_left_out <= len(cells)
