"""Whatever goes around the constraints, the audit tells under the code of the invariant it breaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Max

from makegood.db.models import (
    Allocation,
    AllocationRun,
    Backorder,
    Event,
    Item,
    Notice,
    Order,
    Promise,
    Task,
)
from makegood.queries.audit import CHECKS, audit
from makegood.queries.audit.cap import the_cap_of_a_channel_held
from makegood.queries.audit.orders import values_add_up
from makegood.queries.audit.schema import rows_refer_to_rows
from tests.live import on_sqlite
from tests.queries.audit import corrupt
from tests.queries.audit.corrupt import Corruption, checks_that_find, one, retell, unguarded, without_guards
from tests.queries.audit.shop import healthy_shop
from tests.services.shop import TODAY

__all__ = ["unguarded"]

_LIVE = "(SELECT MIN(id) FROM makegood_allocation WHERE state = 'held')"
_RELEASED = "(SELECT MIN(id) FROM makegood_allocation WHERE state = 'released')"
_OPEN = "(SELECT MIN(id) FROM makegood_backorder WHERE state = 'open')"
_ALLOCATED = "(SELECT MIN(id) FROM makegood_backorder WHERE state = 'allocated')"
_SHIPPED = "(SELECT MIN(id) FROM makegood_backorder WHERE state = 'shipped')"
_WINDOW = "(SELECT MIN(id) FROM makegood_promise WHERE state = 'published')"
_RESERVED = "(SELECT MIN(id) FROM makegood_stock WHERE reserved > 0)"
_ORDER = "(SELECT MIN(id) FROM makegood_order)"
_OVERSOLD = "line_id IN (SELECT line_id FROM makegood_task WHERE kind = 'oversell')"
_FORGOTTEN = """(SELECT MIN(o.id) FROM makegood_order o JOIN makegood_customer c ON c.id = o.customer_id
    WHERE c.erased_at IS NOT NULL)"""
_EARLY = "'2026-11-02'"


def basis(change: Callable[[list[list[Any]]], None]) -> Callable[[], None]:
    """Changes what the first window rests on."""

    def corruption() -> None:
        row = Promise.objects.get(pk=one(f"SELECT {_WINDOW}"))
        change(row.basis)
        row.save()

    return corruption


def told(kind: str, change: Callable[[dict[str, Any]], None]) -> Callable[[], None]:
    """Changes what the first event of a kind tells."""
    return lambda: retell(change, kind=kind)


def first_fragment(**values: Any) -> Callable[[dict[str, Any]], None]:
    """Changes the first move that an event tells of."""
    return lambda data: data["backorders"][0].update(values)


def first_count(**values: int) -> Callable[[dict[str, Any]], None]:
    """Changes the first line's counts that an event tells of."""
    return lambda data: next(iter(data["lines"].values())).update(values)


def overtaking_run() -> None:
    """A run whose first short line stood before all that it served."""
    run = Allocation.objects.filter(run__isnull=False, stock__item__sku="MUG").aggregate(run=Max("run_id"))[
        "run"
    ]
    waiting = (
        Backorder.objects.filter(state="open", item__sku="MUG").select_related("line__order").latest("pk")
    )
    short = {"backorder": waiting.pk, "order": waiting.line.order.number, "line": "1", "place": 0}
    AllocationRun.objects.filter(pk=run).update(first_short=short)


def ranks_reversed() -> None:
    """In a run with several claims the last one served has the best tier."""
    last = Allocation.objects.filter(run__isnull=False).latest("run_id", "place")
    Allocation.objects.create(
        line=last.line, stock=last.stock, qty=1, state="withdrawn", why="in_turn", run=last.run,
        tier=last.tier + 1, baseline=last.baseline, place=last.place - 1,
    )  # fmt: skip


def order_without_history() -> None:
    """As if it had never been told of."""
    order = Order.objects.earliest("pk")
    Event.objects.filter(stream="order", ref=order.pk).delete()
    Order.objects.filter(pk=order.pk).update(event_count=0, event_head="")


def unknown_case() -> None:
    """A backorder no event tells of."""
    row = Backorder.objects.earliest("pk")
    row.pk = None
    row.save()


def told_again(**values: Any) -> Callable[[], None]:
    """The first notice once more, spelt otherwise where a constraint looks."""

    def corruption() -> None:
        row = Notice.objects.earliest("pk")
        row.pk = None
        for name, value in values.items():
            setattr(row, name, value)
        row.save()

    return corruption


def asked_again(*, key: str, kind: str, item: bool = False) -> Callable[[], None]:
    """The task about the oversell once more, spelt otherwise, or asked of a SKU twice."""

    def corruption() -> None:
        row = Task.objects.filter(kind="oversell").earliest("pk")
        again = key + row.key.partition(":")[2] if key != "other" else key
        for number in range(2 if item else 1):
            row.pk, row.kind, row.key = None, kind, f"{again}{number or ''}"
            row.item_id = Item.objects.earliest("pk").pk if item else None
            row.save()

    return corruption


KEPT_BY_THE_DATABASE: set[str] = set() if on_sqlite() else {rows_refer_to_rows.says}
"""Not to be broken, not even on purpose."""

CORRUPTIONS: dict[str, tuple[Corruption, ...]] = {
    "I1": (
        f"UPDATE makegood_stock SET reserved = on_hand + 1 WHERE id = {_RESERVED}",
        f"UPDATE makegood_stock SET reserved = -1 WHERE id = {_RESERVED}",
        f"UPDATE makegood_stock SET on_hand = reserved - 1 WHERE id = {_RESERVED}",
        f"UPDATE makegood_allocation SET qty = qty + 100 WHERE id = {_LIVE}",
    ),
    "I2": (
        f"UPDATE makegood_stock SET on_hand = on_hand + 1 WHERE id = {_RESERVED}",
        f"UPDATE makegood_stock SET quarantine = 2 WHERE id = {_RESERVED}",
        f"UPDATE makegood_stock SET reserved = reserved - 1 WHERE id = {_RESERVED}",
        "DELETE FROM makegood_stockmove WHERE id = (SELECT MAX(id) FROM makegood_stockmove)",
        "UPDATE makegood_item SET backordered_qty = backordered_qty + 1 WHERE sku = 'SET'",
        "UPDATE makegood_bundlepart SET per = 3 WHERE per = 2",
        "UPDATE makegood_incominglot SET open_qty = open_qty + 1 WHERE received_qty > 0",
        "UPDATE makegood_incominglot SET received_qty = 1, open_qty = quantity - 1 WHERE received_qty > 0",
        "UPDATE makegood_receipt SET undone_at = at WHERE lot_id IS NOT NULL",
        "UPDATE makegood_orderline SET backordered_qty = backordered_qty - 1 WHERE backordered_qty > 0",
        "UPDATE makegood_orderline SET reserved_qty = reserved_qty + 1 WHERE reserved_qty > 0",
        f"UPDATE makegood_backorder SET qty = qty + 1 WHERE id = {_OPEN}",
        f"UPDATE makegood_backorder SET qty = qty + 1 WHERE id = {_ALLOCATED}",
        "UPDATE makegood_allocation SET backorder_id = NULL WHERE state = 'held' AND backorder_id IS NOT NULL",
        f"UPDATE makegood_allocation SET state = 'held' WHERE id = {_RELEASED}",
        f"UPDATE makegood_allocation SET state = 'withdrawn' WHERE id = {_LIVE}",
        "UPDATE makegood_orderline SET shipped_qty = shipped_qty - 1 WHERE shipped_qty > 0",
    ),
    "I3": (
        "UPDATE makegood_orderline SET oversell = (1 = 0) WHERE oversell",
        "UPDATE makegood_backorder SET qty = 11 WHERE qty = 6",
        "UPDATE makegood_policyversion SET document = '[[eligibility.rules]]\nsku = \"CUP\"\ncap_units = 9\n'",
        *corrupt.CHANNEL_CAPS,
        "DELETE FROM makegood_task WHERE kind = 'oversell'",
        "UPDATE makegood_task SET line_id = NULL WHERE kind = 'oversell'",
        "UPDATE makegood_task SET kind = 'ageing' WHERE kind = 'oversell'",
    ),
    "I4": (
        f"UPDATE makegood_orderline SET ordered_qty = ordered_qty + 1 WHERE order_id = {_ORDER}",
        f"UPDATE makegood_orderline SET cancelled_qty = -1, reserved_qty = reserved_qty + 1 WHERE order_id = {_ORDER}",
        f"UPDATE makegood_orderline SET substituted_qty = 1 WHERE order_id = {_ORDER}",
        f"UPDATE makegood_orderline SET returned_qty = shipped_qty + 1 WHERE order_id = {_ORDER}",
    ),
    "I5": (
        f"UPDATE makegood_backorder SET owner = '' WHERE id = {_OPEN}",
        f"UPDATE makegood_backorder SET owner = 'person:77' WHERE id = {_OPEN}",
        f"UPDATE makegood_backorder SET next_review_on = NULL WHERE id = {_OPEN}",
        f"UPDATE makegood_backorder SET reason = 'bad luck' WHERE id = {_OPEN}",
        f"UPDATE makegood_backorder SET state = 'lost' WHERE id = {_OPEN}",
    ),
    "I6": (
        f"UPDATE makegood_backorder SET next_review_on = {_EARLY} WHERE id = {_OPEN}",
        f"UPDATE makegood_backorder SET next_review_on = '2026-11-19' WHERE id = {_OPEN}",
        f"UPDATE makegood_backorder SET next_review_on = '2026-11-10', escalated_on = {_EARLY} WHERE id = {_OPEN}",
        f"UPDATE makegood_backorder SET escalated_on = '2026-11-23' WHERE id = {_OPEN}",
        asked_again(key="OVERSELL:", kind="stuck_release"),
        asked_again(key=" oversell:", kind="oversell"),
        asked_again(key="other", kind="windows_waiting", item=True),
        f"UPDATE makegood_backorder SET state = 'shipped' WHERE {_OVERSOLD}",
        "UPDATE makegood_task SET done_by = 'cli' WHERE kind = 'oversell'",
        "UPDATE makegood_task SET done_at = opened_at WHERE kind = 'oversell'",
        (
            "UPDATE makegood_task SET kind = 'no_date', item_id = (SELECT MIN(id) FROM makegood_item) "
            "WHERE kind = 'oversell'"
        ),
    ),
    "I7": (
        f"UPDATE makegood_promise SET ship_from = {_EARLY} WHERE id = {_WINDOW}",
        f"UPDATE makegood_promise SET ship_from = {_EARLY}, ship_to = {_EARLY} WHERE id = {_WINDOW}",
        f"UPDATE makegood_promise SET deliver_from = ship_from WHERE id = {_WINDOW}",
        basis(lambda found: found.clear()),
        basis(lambda found: found[-1].__setitem__(4, "2026-12-31")),
    ),
    "I8": (
        f"UPDATE makegood_promise SET version = 3 WHERE id = {_WINDOW}",
        f"UPDATE makegood_promise SET approved_by = '' WHERE id = {_WINDOW}",
        f"UPDATE makegood_promise SET state = 'proposed' WHERE id = {_WINDOW}",
        f"UPDATE makegood_promise SET ship_to = '2027-03-01' WHERE id = {_WINDOW}",
        "UPDATE makegood_orderline SET published_to = '2027-03-01' WHERE published_to IS NOT NULL",
        f"DELETE FROM makegood_promise WHERE id = {_WINDOW}",
    ),
    "I9": (corrupt.unfair_run, overtaking_run, ranks_reversed),
    "I10": (
        "UPDATE makegood_stock SET on_hand = on_hand + 5",
        "UPDATE makegood_stock SET reserved = 0",
        (
            f"UPDATE makegood_backorder SET state = 'open' WHERE id = {_ALLOCATED}; "
            "UPDATE makegood_stock SET reserved = reserved - 1 WHERE reserved > 0"
        ),
    ),
    "I11": (
        "DELETE FROM makegood_event WHERE id = (SELECT MIN(id) FROM makegood_event)",
        "DELETE FROM makegood_event WHERE id = (SELECT MAX(id) FROM makegood_event)",
        "UPDATE makegood_event SET actor = 'nobody' WHERE id = (SELECT MAX(id) FROM makegood_event)",
        "UPDATE makegood_event SET seq = 99 WHERE id = (SELECT MAX(id) FROM makegood_event)",
        "UPDATE makegood_event SET hash = 'x' WHERE id = (SELECT MAX(id) FROM makegood_event)",
        "UPDATE makegood_event SET stream = 'shop' WHERE id = (SELECT MAX(id) FROM makegood_event)",
        "UPDATE makegood_event SET data = '{\"lines\": 7}' WHERE stream = 'order' AND seq = 1",
        f"UPDATE makegood_order SET event_count = event_count - 1 WHERE id = {_ORDER}",
        "UPDATE makegood_purchaseorder SET event_head = '' WHERE event_count > 0",
        f"UPDATE makegood_backorder SET qty = qty + 1 WHERE id = {_SHIPPED}",
        f"UPDATE makegood_orderline SET cancelled_qty = 1, ordered_qty = ordered_qty + 1 WHERE order_id = {_ORDER}",
        told("intake.taken", first_count(ordered=70)),
        "INSERT INTO makegood_personrole (person_id, role) SELECT MIN(id), 'manager' FROM makegood_person",
        "DELETE FROM makegood_personrole WHERE role = 'support'",
        f"UPDATE makegood_person SET is_active = {'1' if on_sqlite() else 'true'}",
        "UPDATE makegood_token SET revoked_at = NULL WHERE name = 'ledger'",
        "UPDATE makegood_token SET scopes = '[\"engineer\"]' WHERE name = 'till'",
        "DELETE FROM makegood_token WHERE name = 'till'",
        "UPDATE makegood_event SET data = '7' WHERE kind = 'people.added'",
        "UPDATE makegood_job SET state = 'waiting' WHERE state = 'dead'",
        "UPDATE makegood_job SET state = 'dead', event_count = 0 WHERE state = 'dead'",
        "UPDATE makegood_switch SET state = 'off'",
        "UPDATE makegood_switch SET actor = 'nobody'",
        "UPDATE makegood_event SET data = '7' WHERE kind = 'machine.paused'",
        "UPDATE makegood_event SET data = '{}' WHERE kind = 'machine.revived'",
        told("allocation.allocated", first_fragment(qty=70)),
        "DELETE FROM makegood_picture",
        "UPDATE makegood_picture SET content = 'iVBORw0KGgo='",
        "UPDATE makegood_picture SET kind = 'image/webp'",
        order_without_history,
        unknown_case,
    ),
    "I12": (
        told("intake.taken", first_fragment(to="released")),
        told("release.released", first_fragment(**{"from": "open"})),
        told("release.shipped", first_fragment(to="cancelled")),
        told("intake.taken", first_fragment(reopens=1)),
        f"UPDATE makegood_backorder SET closed_at = NULL WHERE id = {_SHIPPED}",
        f"UPDATE makegood_backorder SET closed_at = detected_at WHERE id = {_OPEN}",
        f"UPDATE makegood_backorder SET reopens_id = {_OPEN} WHERE id = {_ALLOCATED}",
        f"UPDATE makegood_backorder SET parent_id = {_SHIPPED} WHERE id = {_OPEN}",
    ),
    "I13": (
        "UPDATE makegood_decision SET approved_by = 'manager' WHERE choice = 'substitute'",
        "UPDATE makegood_decision SET approved_by = '' WHERE choice = 'cancel'",
        corrupt.decided_again,
        f"UPDATE makegood_orderline SET order_id = {_ORDER} WHERE replaces_id IS NOT NULL",
        "UPDATE makegood_orderline SET part_of_id = id WHERE part_of_id IS NOT NULL",
        "UPDATE makegood_orderline SET substituted_qty = 3 WHERE substituted_qty = 2",
        "UPDATE makegood_orderline SET joined_at = '2026-11-01 09:00:00' WHERE joined_at IS NOT NULL",
    ),
    "I14": (
        f"UPDATE makegood_backorder SET state = 'cancelled' WHERE id = {_ALLOCATED}",
        f"UPDATE makegood_backorder SET state = 'open' WHERE id = {_ALLOCATED}",
        "UPDATE makegood_release SET ended_at = at WHERE ended_at IS NULL",
        f"UPDATE makegood_allocation SET shipment_id = (SELECT MIN(id) FROM makegood_shipment) WHERE id = {_LIVE}",
        f"UPDATE makegood_allocation SET state = 'held' WHERE id = {_RELEASED}",
    ),
    "I15": (
        told_again(occasion="first "),
        told_again(recipient="Customer"),
        "UPDATE makegood_notice SET state = 'sent'",
        "UPDATE makegood_notice SET sent_at = queued_at",
        "UPDATE makegood_letter SET outcome = 'refused' WHERE outcome = 'sent'",
        "UPDATE makegood_letter SET text = text || ' ' WHERE outcome = 'sent'",
    ),
    "I16": (
        "UPDATE makegood_orderline SET next_update_on = '2026-11-20' WHERE next_update_on IS NOT NULL",
        "DELETE FROM makegood_notice WHERE id = (SELECT MIN(id) FROM makegood_notice)",
        "UPDATE makegood_notice SET kind = 'later' WHERE id = (SELECT MIN(id) FROM makegood_notice)",
        "UPDATE makegood_notice SET state = 'withheld', why_not = ''",
        "UPDATE makegood_notice SET state = 'withheld', why_not = 'muted'",
        (
            "UPDATE makegood_order SET muted = (1 = 1) WHERE id = (SELECT MIN(order_id) FROM makegood_notice "
            "WHERE state <> 'withheld')"
        ),
        "UPDATE makegood_order SET muted = (1 = 1)",
    ),
    "I19": (corrupt.order_again("A "), corrupt.order_again(" A"), corrupt.line_again),
    "I21": (
        "UPDATE makegood_item SET unit_price = -1",
        "UPDATE makegood_order SET captured_amount = -5",
        "UPDATE makegood_orderline SET unit_price = -9",
        "UPDATE makegood_order SET currency = 'usd'",
        *corrupt.VALUES,
    ),
    "I22": (
        "UPDATE makegood_link SET digest = SUBSTR(digest, 2)",
        "UPDATE makegood_link SET expires_at = made_at",
        "UPDATE makegood_letter SET text = 'https://shop.example/o/0123456789abcdefghijABCDEFGHIJ-_'",
    ),
    "I23": (
        "UPDATE makegood_customer SET name = 'Lee' WHERE erased_at IS NOT NULL",
        "UPDATE makegood_contact SET text = 'where is it?'",
        "UPDATE makegood_letter SET text = 'Hello Lee' WHERE text = ''",
        "UPDATE makegood_link SET revoked_at = NULL WHERE revoked_at IS NOT NULL",
        f"UPDATE makegood_order SET postcode = '10115' WHERE id = {_FORGOTTEN}",
        f"UPDATE makegood_order SET language = 'de' WHERE id = {_FORGOTTEN}",
        "UPDATE makegood_shipment SET tracking = 'JJD0001' WHERE number = 'P2'",
        "UPDATE makegood_shipment SET carrier = 'DHL' WHERE number = 'P2'",
        corrupt.a_run_says,
        "DELETE FROM makegood_runmention",
        f"UPDATE makegood_decision SET why = 'Lee is ill' WHERE order_id = {_FORGOTTEN}",
        f"UPDATE makegood_backorder SET reason_text = 'Lee is ill' WHERE order_id = {_FORGOTTEN}",
        f"UPDATE makegood_typedtext SET text = 'Lee is ill' WHERE order_id = {_FORGOTTEN}",
        f"UPDATE makegood_typedtext SET text = 'Lee is well' WHERE order_id <> {_FORGOTTEN}",
        f"UPDATE makegood_typedtext SET text = '', salt = '' WHERE order_id <> {_FORGOTTEN}",
        "DELETE FROM makegood_typedtext",
        "UPDATE makegood_typedtext SET seq = seq + 100",
        corrupt.the_history_says,
        told("promise.asked", lambda data: data.update(why="")),
        corrupt.a_task_says,
    ),
    "I25": (
        corrupt.bare,
        f"UPDATE makegood_token SET hash = '{'TILLKEY' * 9}0' WHERE name = 'till'",
        "UPDATE makegood_person SET password = 'not to be guessed'",
        "UPDATE makegood_event SET data = '{\"roles\":[\"ada@example.com\"]}' WHERE kind = 'people.added'",
    ),
    "SCHEMA": (
        "DELETE FROM django_migrations WHERE app = 'makegood' AND name = '0020_receipt_parts'",
        without_guards,
        "DROP INDEX backorder_open_of_item",
        "DROP TABLE makegood_contact",
        "ALTER TABLE makegood_contact DROP COLUMN text",
        *([f"UPDATE makegood_backorder SET parent_id = 77 WHERE id = {_OPEN}"] if on_sqlite() else []),
    ),
}


def test_every_invariant_is_corrupted_in_three_ways_or_more() -> None:
    assert {code for code, ways in CORRUPTIONS.items() if len(ways) >= 3} == {each.code for each in CHECKS}


@pytest.mark.parametrize("schema", [True, False], ids=["of the schema", "of rows"])
def test_each_corruption_is_found_under_its_code(schema: bool, unguarded: Callable[[], None]) -> None:
    healthy_shop()
    assert audit(today=TODAY) == []
    if not schema:
        unguarded()
    codes = [code for code in CORRUPTIONS if (code == "SCHEMA") is schema]
    found = {(code, way): checks_that_find(code, way) for code in codes for way in CORRUPTIONS[code]}
    assert [way for way, checks in found.items() if not checks] == []
    # And each check has shown that it can find something.
    checks = {each.says for each in CHECKS if each.code in codes} - KEPT_BY_THE_DATABASE
    assert checks - set().union(*found.values()) == set()


def test_the_caps_of_channels_and_the_worth_of_orders_are_each_found_by_their_own_check(
    unguarded: Callable[[], None],
) -> None:
    healthy_shop()
    unguarded()
    for own, ways in ((the_cap_of_a_channel_held, corrupt.CHANNEL_CAPS), (values_add_up, corrupt.VALUES)):
        assert [way for way in ways if checks_that_find(own.code, way) != {own.says}] == []
