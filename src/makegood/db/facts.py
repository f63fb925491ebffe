"""Rows as facts of the domain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from makegood.db.models import (
    BundlePart,
    Customer,
    IncomingLot,
    Item,
    Order,
    OrderLine,
    PolicyVersion,
    Stock,
    Substitute,
)
from makegood.domain.terms import demand, stock


def policy_documents(*, up_to: int | None = None) -> list[str]:
    """The newest document of each area of the policy, as TOML; `up_to` = as it was at that revision."""
    versions = PolicyVersion.objects.order_by("revision").values_list("area", "document")
    if up_to is not None:
        versions = versions.filter(revision__lte=up_to)
    return list(dict(versions).values())


def newest_revision() -> tuple[int, str]:
    """The policy's revision and its digest; (0, "") while all is at its defaults."""
    found = PolicyVersion.objects.order_by("-revision").values_list("revision", "digest").first()
    return found or (0, "")


def items(rows: Iterable[Item]) -> dict[str, demand.Item]:
    """Items by SKU, with their substitutes and components."""
    by_pk = {row.pk: row for row in rows}
    substitutes: dict[int, list[str]] = {}
    for item_id, sku in (
        Substitute.objects.filter(item_id__in=by_pk)
        .order_by("item_id", "place")
        .values_list("item_id", "substitute__sku")
    ):
        substitutes.setdefault(item_id, []).append(sku)
    parts: dict[int, list[tuple[str, int]]] = {}
    for bundle_id, sku, per in (
        BundlePart.objects.filter(bundle_id__in=by_pk)
        .order_by("bundle_id", "component__sku")
        .values_list("bundle_id", "component__sku", "per")
    ):
        parts.setdefault(bundle_id, []).append((sku, per))
    return {
        row.sku: demand.Item(
            sku=row.sku,
            title=row.title,
            family=row.family,
            unit_price=row.unit_price,
            unit_cost=row.unit_cost,
            available_on=row.available_on,
            seasonal_until=row.seasonal_until,
            fragile=row.fragile,
            unique=row.is_unique,
            discontinued=row.discontinued,
            substitutes=tuple(substitutes.get(row.pk, ())),
            bundle_of=tuple(parts.get(row.pk, ())),
        )
        for row in by_pk.values()
    }


def order_line(
    line: OrderLine,
    *,
    order: Order,
    channel: str,
    sku: str,
    customer: Customer | None,
    location: str | None = None,
    quantity: int | None = None,
) -> demand.OrderLine:
    """An order line as the rules see it. `quantity` = only so many of its units, all of them open: a backorder."""
    whole = quantity is None
    return demand.OrderLine(
        order_id=order.number,
        line_id=line.line_id,
        sku=sku,
        quantity=line.ordered_qty if quantity is None else quantity,
        placed_at=order.placed_at,
        placed_on=order.placed_on,
        channel=channel,
        location=location,
        customer=customer.name if customer else None,
        business=customer.business if customer else False,
        customer_tier=customer.tier if customer else None,
        email=customer.email if customer else None,
        language=customer.language if customer else None,
        country=order.country,
        unit_price=line.unit_price,
        currency=order.currency,
        need_by=line.need_by,
        ship_by=line.ship_by,
        ship_after=line.ship_after,
        cancel_after=line.cancel_after,
        service=order.service,
        ship_complete=order.ship_complete,
        on_hold=order.on_hold,
        shipped_qty=line.shipped_qty if whole else 0,
        cancelled_qty=line.cancelled_qty + line.substituted_qty if whole else 0,
        promised_from=line.promised_from,
        promised_to=line.promised_to,
        notified_on=line.notified_on,
        next_update_on=line.next_update_on,
        authorised_amount=order.authorised_amount,
        authorised_until=order.authorised_until,
        captured_amount=order.captured_amount,
    )


_LOT = (
    "purchase_order__number", "item__sku", "quantity", "purchase_order__supplier__name", "location__name",
    "purchase_order__ordered_on", "eta", "first_eta", "confirmed", "received_on", "received_qty", "cancelled_qty",
    "short_qty",
)  # fmt: skip


def open_lots(*, item_ids: Iterable[int]) -> list[stock.IncomingLot]:
    """What is still to come of these items."""
    return _lots(IncomingLot.objects.filter(item_id__in=set(item_ids), open_qty__gt=0))


def supplier_record(*, before: date) -> list[stock.IncomingLot]:
    """What suppliers are judged by: lots received before that day, and open ones that were due before it."""
    return _lots(IncomingLot.objects.filter(received_on__lt=before)) + _lots(
        IncomingLot.objects.filter(received_on__isnull=True, open_qty__gt=0, first_eta__lt=before)
    )


def _lots(found: object) -> list[stock.IncomingLot]:
    rows = found.order_by("pk").values_list(*_LOT)  # type: ignore[attr-defined]
    return [
        stock.IncomingLot(
            po=po,
            sku=sku,
            quantity=quantity,
            supplier=supplier,
            location=location,
            ordered_on=ordered_on,
            eta=eta,
            first_eta=first_eta,
            confirmed=confirmed,
            received_on=received_on,
            received_qty=received_qty,
            # What will never come was cut, whoever says so.
            cancelled_qty=min(cancelled_qty + short_qty, quantity),
        )
        for (
            po, sku, quantity, supplier, location, ordered_on, eta, first_eta, confirmed, received_on,
            received_qty, cancelled_qty, short_qty,
        ) in rows
    ]  # fmt: skip


def confirmed_incoming(*, item_ids: Iterable[int]) -> Mapping[int, int]:
    """Open units of confirmed lots by item."""
    found: dict[int, int] = {}
    rows = IncomingLot.objects.filter(item_id__in=set(item_ids), open_qty__gt=0, confirmed=True)
    for item_id, qty in rows.values_list("item_id", "open_qty"):
        found[item_id] = found.get(item_id, 0) + qty
    return found


def stock_of(*, item_ids: Iterable[int]) -> dict[int, list[Stock]]:
    """Stock rows by item, in order of location name; read under the lock of their items."""
    found: dict[int, list[Stock]] = {}
    for row in (
        Stock.objects.filter(item_id__in=set(item_ids)).select_related("location").order_by("location__name")
    ):
        found.setdefault(row.item_id, []).append(row)
    return found
