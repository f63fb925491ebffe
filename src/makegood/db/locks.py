"""The one place for locks, in one order: the policy, items, purchase orders, orders, people, switches, tasks; rows by
primary key.

SQLite has one writer, who holds the lock of the whole database from the first statement on (transactions begin
IMMEDIATE), so there a lock is only a read. Correctness never rests on a lock alone: see `bulk.compare_and_set`.

Where orders are locked in several turns (the queue is served twice, or served and then given windows), all of them are
locked in the first: two who hold different items meet at their common orders, and would wait for each other. Whoever
locks many orders and none of their items (a review, the choice of who is told) may still meet a command that holds one
of them and then serves the queue: PostgreSQL ends one of the two, who has changed nothing and begins again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection

from makegood.db import sql, turns
from makegood.db.models import Item, Order, Person, PurchaseOrder, Switch
from makegood.db.rows import Row, by_id, stub
from makegood.domain.terms.errors import DomainError

_POSTGRESQL_LOCK_NOT_AVAILABLE = "55P03"
_POSTGRESQL_DEADLOCK = "40P01"
_POSTGRESQL_CHECK = "23514"


@contextmanager
def patience() -> Iterator[None]:
    """Around a transaction: raises DomainError('busy') when the locks it needs were held too long by somebody else,
    ('changed_meanwhile') when it was ended because two waited for each other."""
    try:
        yield
    except OperationalError as fault:
        if getattr(fault.__cause__, "sqlstate", None) == _POSTGRESQL_DEADLOCK:
            raise DomainError("changed_meanwhile", {"expected": "to be the only one who waits"}) from fault
        if not _waited_in_vain(fault):
            raise
        raise DomainError("busy", {"waited_seconds": settings.PATIENCE_SECONDS}) from fault


def breaks_a_check(fault: IntegrityError) -> bool:
    """True when a row does not hold by itself; False when another row, there meanwhile, is in its way."""
    cause = fault.__cause__
    check = getattr(cause, "sqlite_errorname", "") == "SQLITE_CONSTRAINT_CHECK"
    return check or getattr(cause, "sqlstate", None) == _POSTGRESQL_CHECK


def _waited_in_vain(fault: OperationalError) -> bool:
    return (
        turns.is_busy(fault) or getattr(fault.__cause__, "sqlstate", None) == _POSTGRESQL_LOCK_NOT_AVAILABLE
    )


_POLICY = 0x6D616B65
"""What PostgreSQL knows the policy's lock by: it is no row, which every order would have to be written to."""


def policy(*, change: bool) -> None:
    """Everybody works under the policy as it is until they are done; `change` = nobody else works meanwhile."""
    if connection.vendor == "postgresql":
        shared = "" if change else "_shared"
        sql.ask(f"SELECT pg_advisory_xact_lock{shared}(%s)", _POLICY)


def items(ids: Iterable[int], *, lock: bool = True) -> dict[int, Item]:
    """Items by id, locked with their families: nobody else changes their queue, stock or lots until we are done.
    `lock` False = only to look at them."""
    return by_id(sql.read(Item, f"id IN ({_FAMILY_OF_IDS})", sql.ids(ids), lock=lock))


def items_of(skus: Iterable[str], *, lock: bool = True) -> dict[str, Item]:
    """Items by SKU, locked with their families; unknown SKUs are left out. `lock` False = only to look at them."""
    found = sql.read(Item, f"id IN ({_FAMILY_OF_SKUS})", sorted(set(skus)), lock=lock)
    return {item.sku: item for item in found}


def family(ids: Iterable[int]) -> set[int]:
    """These items, the bundles they go into, and all components of those: stock of one concerns them all."""
    return {pk for (pk,) in sql.ask(_FAMILY_OF_IDS, sql.ids(ids))}


_FAMILY = """
    WITH RECURSIVE family(id) AS (
        SELECT id FROM makegood_item WHERE {which}
        UNION
        SELECT CASE p.bundle_id WHEN f.id THEN p.component_id ELSE p.bundle_id END
        FROM family f JOIN makegood_bundlepart p ON p.bundle_id = f.id OR p.component_id = f.id
    )
    SELECT id FROM family
"""
_FAMILY_OF_IDS = _FAMILY.format(which="id IN_LIST(%s)")
_FAMILY_OF_SKUS = _FAMILY.format(which="sku IN_LIST(%s)")
FAMILY_AND_SUBSTITUTES = _FAMILY.format(
    which="""
    id IN_LIST(%s) OR id IN (SELECT substitute_id FROM makegood_substitute WHERE item_id IN_LIST(%s))"""
)
"""Ids of items, of what could go instead of them, and of the families of both."""


def purchase_orders(ids: Iterable[int]) -> dict[int, PurchaseOrder]:
    """Purchase orders by id, locked."""
    return _locked(PurchaseOrder, ids)


def orders(ids: Iterable[int]) -> dict[int, Order]:
    """Orders by id, locked: their lines, their cases and their history are ours to change."""
    return _locked(Order, ids)


def heads(ids: Iterable[int]) -> dict[int, Order]:
    """Orders by id, locked, only with their number and the end of their history: enough to write an event."""
    lock = sql.FOR_US if connection.vendor == "postgresql" else ""
    found = sql.ask(
        f"SELECT id, number, event_count, event_head FROM makegood_order WHERE id IN_LIST(%s) ORDER BY id{lock}",  # noqa: S608
        sql.ids(ids),
    )
    return {
        pk: stub(Order, id=pk, number=number, event_count=count, event_head=head)
        for pk, number, count, head in found
    }


def people(emails: Iterable[str]) -> dict[str, Person]:
    """People by e-mail address, locked, and with them all who let people in: who is the last of those is nobody
    else's to change meanwhile. Unknown addresses are left out."""
    wanted = set(emails)
    found = sql.read(
        Person,
        "email IN_LIST(%s) OR id IN (SELECT person_id FROM makegood_personrole WHERE role = 'engineer')",
        sorted(wanted),
        lock=True,
    )
    return {person.email: person for person in found if person.email in wanted}


def switch(name: str) -> Switch | None:
    """Something that can be turned off, locked; None = nobody ever turned it."""
    return next(iter(sql.read(Switch, "name = %s", name, lock=True)), None)


def tasks(ids: Iterable[int]) -> None:
    """Tasks by id, locked: what they say is ours to write anew, and is read once more before. Some are about nothing
    that could be locked instead, and the backup of a role is asked whatever they are about."""
    if connection.vendor == "postgresql":
        sql.ask(f"SELECT id FROM makegood_task WHERE id IN_LIST(%s) ORDER BY id{sql.FOR_US}", sql.ids(ids))  # noqa: S608


def _locked(model: type[Row], ids: Iterable[int]) -> dict[int, Row]:
    return by_id(sql.read(model, "id IN_LIST(%s)", sql.ids(ids), lock=True))
