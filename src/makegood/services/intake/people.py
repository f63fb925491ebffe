"""Whose order it is, and where it came from."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from makegood.db import bulk, sql
from makegood.db.models import Channel, Customer
from makegood.db.rows import new, stub
from makegood.services.intake.commands import NewCustomer, NewOrder

LONGEST_REF = 320
"""Characters of what a customer is known by."""


def channels(names: Iterable[str]) -> dict[str, Channel]:
    """Channel rows by name; a channel that writes to us for the first time gets one."""
    wanted = set(names)
    found = _channels(wanted)
    missing = sorted(wanted - set(found))
    if missing:
        Channel.objects.bulk_create([Channel(name=name) for name in missing], ignore_conflicts=True)
        found = _channels(wanted)
    return found


def channels_so_far(names: Iterable[str]) -> dict[str, Channel]:
    """Channel rows by name, without writing any: a channel that never wrote to us has one in which nobody waits."""
    wanted = set(names)
    return {name: stub(Channel, id=0, name=name) for name in wanted} | _channels(wanted)


def _channels(names: Iterable[str]) -> dict[str, Channel]:
    return {row.name: row for row in sql.read(Channel, "name IN_LIST(%s)", sorted(names))}


def customers(orders: Iterable[NewOrder]) -> dict[str, Customer]:
    """Customer rows by reference, fresh ones made."""
    wanted = {ref: asked for asked in orders if (ref := customer_ref(asked)) is not None}
    if not wanted:
        return {}
    found = _customers(wanted)
    fresh = [_row(ref, asked) for ref, asked in sorted(wanted.items()) if ref not in found]
    bulk.assign_ids(Customer, fresh)
    if bulk.insert(Customer, fresh, unless_there=True) < len(fresh):
        # Somebody else wrote one of them since we looked.
        return _customers(wanted)
    return found | {row.ref: row for row in fresh}


def _row(ref: str, asked: NewOrder) -> Customer:
    who = asked.customer or NewCustomer()
    return new(
        Customer,
        ref=ref,
        name=who.name,
        email=who.email,
        tier=who.tier,
    )


def _customers(refs: Iterable[str]) -> dict[str, Customer]:
    return {row.ref: row for row in sql.read(Customer, "ref IN_LIST(%s)", sorted(refs))}


def customer_ref(new: NewOrder) -> str | None:
    """What one customer is known by: the e-mail address, else the channel's own reference; what is too long ends in a
    hash of all of it."""
    who = new.customer
    if who is None:
        return None
    if who.email:
        return who.email.strip().lower()
    own = who.ref or who.name
    if not own:
        return None
    found = f"{new.channel}:{own}"
    if len(found) <= LONGEST_REF:
        return found
    digest = sha256(found.encode()).hexdigest()
    return f"{found[: LONGEST_REF - len(digest) - 1]}:{digest}"
