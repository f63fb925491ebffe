"""A command does not wait for ever: somebody else's stuck one does not stop the shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, connections

from makegood import flow
from makegood.db.models import Event, Stock
from makegood.domain.terms.errors import DomainError
from makegood.services.catalogue import AddPlaces
from makegood.services.receipt.receive import Delivered, Receive
from tests.live import on_sqlite
from tests.services.shop import NOW, do, goods

RECEIPT = Receive(deliveries=(Delivered(sku="MUG", counted_qty=5),))


def test_a_command_waits_thirty_seconds_at_most(fresh_database: str) -> None:
    question = "PRAGMA busy_timeout" if on_sqlite() else "SHOW lock_timeout"
    with connection.cursor() as cursor:
        cursor.execute(question)
        assert cursor.fetchone() == ((30_000,) if on_sqlite() else ("30s",))


@pytest.mark.parametrize("face", [flow.run, flow.preview])
def test_a_command_that_waits_in_vain_says_that_the_shop_is_busy_and_changes_nothing(
    fresh_database: str, face: Callable[..., object]
) -> None:
    goods("MUG")
    do(AddPlaces(names=("main",)))
    events = Event.objects.count()
    _be_impatient()
    with _held_by_somebody_else(), pytest.raises(DomainError) as refused:
        face(RECEIPT, actor="dock", now=NOW)
    assert (refused.value.code, refused.value.data) == ("busy", {"waited_seconds": 30})
    assert (Event.objects.count(), Stock.objects.filter(on_hand__gt=0).count()) == (events, 0)
    # As soon as they let go, the same command does it.
    do(RECEIPT)
    assert Stock.objects.get().on_hand == 5


def _be_impatient() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=1" if on_sqlite() else "SET lock_timeout = '50ms'")


@contextmanager
def _held_by_somebody_else() -> Iterator[None]:
    other = connections.create_connection("default")
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("UPDATE makegood_item SET title = 'held'")
        yield
    finally:
        other.rollback()
        other.close()
