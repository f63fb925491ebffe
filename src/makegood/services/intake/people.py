"""Whose order it is, and where it came from."""

from __future__ import annotations

from collections.abc import Iterable

from makegood.db.models import Channel, Customer
from makegood.db.rows import load
from makegood.services.intake.commands import NewOrder


def channels(names: Iterable[str]) -> dict[str, Channel]:
    """Channel rows by name; a channel that writes to us for the first time gets one."""
    wanted = set(names)
    found = {row.name: row for row in Channel.objects.filter(name__in=wanted)}
    missing = sorted(wanted - set(found))
    if missing:
        Channel.objects.bulk_create([Channel(name=name) for name in missing], ignore_conflicts=True)
        found = {row.name: row for row in Channel.objects.filter(name__in=wanted)}
    return found


def customers(orders: Iterable[NewOrder]) -> dict[str, Customer]:
    """Customer rows by reference, fresh ones made."""
    wanted = {ref: new for new in orders if (ref := customer_ref(new)) is not None}
    if not wanted:
        return {}
    found = {row.ref: row for row in load(Customer.objects.filter(ref__in=wanted))}
    fresh = []
    for ref, new in sorted(wanted.items()):
        who = new.customer
        if ref not in found and who is not None:
            row = Customer(
                ref=ref,
                name=who.name,
                email=who.email,
                business=who.business,
                tier=who.tier,
                language=who.language,
                country=new.country,
            )
            fresh.append(row)
    if fresh:
        Customer.objects.bulk_create(fresh, ignore_conflicts=True)
        found = {row.ref: row for row in load(Customer.objects.filter(ref__in=wanted))}
    return found


def customer_ref(new: NewOrder) -> str | None:
    """What one customer is known by: the e-mail address, else the channel's own reference."""
    who = new.customer
    if who is None:
        return None
    if who.email:
        return who.email.strip().lower()
    own = who.ref or who.name
    return f"{new.channel}:{own}" if own else None
