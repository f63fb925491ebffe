"""At the command line: what happens to an order after it was taken, short of shipping: changed, cancelled, reopened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from makegood.cli.asked import entries
from makegood.cli.doing import At, File, plain, print_rows, run, run_each
from makegood.cli.live import AsJson, Database, live_shop


def edit(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Change orders: order, lines [{line, quantity, sku, unit_price, need_by, ship_after, cancel_after}], add
    [{sku, quantity, line_id}], ship_complete, on_hold, country, service, text."""
    with live_shop(database):
        from makegood.services.intake import EditOrder, EditOrders

        print_rows(plain(run(EditOrders(edits=entries(EditOrder, file)), at)), as_json)


def close(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Cancel what has not left: lines [{order, line, qty}], reason, approved_by (customer, law or manager), text."""
    with live_shop(database):
        from makegood.services.closure import Cancel

        print_rows(plain(run_each(entries(Cancel, file), at)), as_json)


def confirm(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Say why cases are there: backorders (numbers), reason, text. Ended cases may be corrected too."""
    with live_shop(database):
        from makegood.services.closure import ConfirmReason

        found = run_each(entries(ConfirmReason, file), at)
        print_rows([_confirmed(each) for each in found], as_json)


def reopen(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Open cancelled units again: lines [{order, line, qty}], our_error (true = they keep their rank), text."""
    with live_shop(database):
        from makegood.services.closure import Reopen

        print_rows(plain(run_each(entries(Reopen, file), at)), as_json)


def return_(file: File, database: Database = None, at: At = None, as_json: AsJson = False) -> None:
    """Take units back after inspection: number, lines [{order, line, returned_qty, sellable_qty, location}]. Good ones
    serve the queue."""
    with live_shop(database):
        from makegood.services.receipt.returns import Return

        print_rows(plain(run_each(entries(Return, file), at)), as_json)


def _confirmed(row: Any) -> dict[str, Any]:
    return {"backorder": row.pk, "reason": row.reason, "text": row.reason_text}


COMMANDS: tuple[Callable[..., None], ...] = (return_, close, confirm, reopen)
"""In the order of the spine; `edit` stands beside `take`."""
