"""Workers are killed while they mail: no message reaches the server twice, and of none is silence (design rule 10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from makegood.db.models import Letter, Notice, Task
from makegood.services.intake import NewCustomer, NewLine, NewOrder, TakeOrders
from makegood.services.notice import LEASE
from tests.live import Process, run_processes
from tests.services.notice.post import LATER
from tests.services.shop import NOW, do, goods, lot
from tests.soaked import note, times
from tests.worker.mailed import mail_and_be_killed, mail_and_die, mail_until_idle, take_mail

KILLS, POINT, SPARE = 6, 1000, 3
DUE = NOW + LATER
FOUR = NOW.replace(hour=16)
"""When dealers are written to."""


@dataclass(frozen=True)
class Server:
    """A mail server in a process of its own; `path` = where it writes the id of each mail it took."""

    path: Path
    port: int

    def took(self) -> list[str]:
        """The ids of our letters that it took, one for each time."""
        lines = self.path.read_text(encoding="ascii").split() if self.path.exists() else []
        return [line.strip("<>").partition("@")[0] for line in lines]


@pytest.fixture
def server(fresh_database: str, tmp_path: Path) -> Iterator[Server]:
    """Lives longer than all who mail to it."""
    path, port = tmp_path / "took", tmp_path / "port"
    process = Process(take_mail, path=str(path), port=str(port))
    process.reaches("start")
    process.go()
    process.reaches("listening")
    yield Server(path, int(port.read_text(encoding="ascii")))
    process.go()
    process.ended()


def a_shop(orders: int, *, dealers: int = 0) -> None:
    """So many orders wait, each of a customer of its own; `dealers` = of so many who buy for a business. Each must be
    told."""
    goods("KETTLE")
    lot("KETTLE", orders, eta=date(2026, 12, 1))
    new = [
        NewOrder(
            number=str(number),
            placed_at=NOW,
            lines=(NewLine(sku="KETTLE", quantity=1),),
            customer=NewCustomer(
                name="Ann",
                email=f"ann{number % (dealers or orders)}@example.org",
                language="en",
                business=bool(dealers),
            ),
            country="GB",
            external=True,
        )
        for number in range(orders)
    ]
    do(TakeOrders(orders=tuple(new)))
    assert Notice.objects.filter(state="queued").count() == orders


def workers(step: object, port: int, at: datetime, *, processes: int = 1, **how: object) -> list[int]:
    """Processes that mail what is due at a moment."""
    found = run_processes(processes, step, port=port, at=at.isoformat(), **how)  # type: ignore[arg-type]
    return [each.value for each in found]


def states() -> dict[str, int]:
    return dict(Counter(Notice.objects.values_list("state", flat=True)))


def assert_nothing_doubled_or_lost(server: Server, *, notices: int) -> None:
    """No mail twice; every notice is told, or listed for a person; and what is called sent the server has."""
    took = Counter(server.took())
    assert [name for name, often in took.items() if often > 1] == []
    assert Notice.objects.count() == notices
    letters = dict(Letter.objects.values_list("message_id", "outcome"))
    assert set(took) <= {name for name, outcome in letters.items() if outcome in ("sent", "unclear")}
    assert {name for name, outcome in letters.items() if outcome == "sent"} <= set(took)
    assert set(states()) <= {"sent", "uncertain"}
    unclear = Notice.objects.filter(state="uncertain").values_list("order_id", flat=True)
    asked = Task.objects.filter(kind="unclear_message", done_at=None).values_list("order_id", flat=True)
    assert sorted(asked) == sorted(unclear)


HANDED = {"claiming": 0, "claimed": 0, "connecting": 0, "data": 0, "given": 1, "confirming": 1}
"""The points at which a worker is killed, in their order, and whether the server had the message by then."""


@pytest.mark.parametrize("kills", [KILLS, pytest.param(times(POINT), marks=pytest.mark.soak)])
@pytest.mark.parametrize("point", HANDED)
def test_workers_that_are_killed_at_a_point_double_nothing_and_lose_nothing(
    server: Server, point: str, kills: int
) -> None:
    notices = 2 * kills + SPARE
    a_shop(notices)
    workers(mail_and_die, server.port, DUE, point=point, kills=kills)
    unclear = 0 if point == "claiming" else kills
    if unclear:
        assert states() == {"claimed": kills, "sent": notices - kills}, "their lease is not over"
    workers(mail_until_idle, server.port, DUE + LEASE)
    assert_nothing_doubled_or_lost(server, notices=notices)
    assert Notice.objects.filter(state="uncertain").count() == unclear
    assert len(server.took()) == notices - unclear + HANDED[point] * unclear
    note("mail", kills=kills, commands=notices)


@pytest.mark.parametrize("kills", [2 * KILLS, pytest.param(times(POINT), marks=pytest.mark.soak)])
def test_pairs_of_workers_that_are_killed_at_any_moment_double_nothing_and_lose_nothing(
    server: Server, kills: int
) -> None:
    notices = 4 * kills
    a_shop(notices)
    (at_work,) = workers(mail_and_be_killed, server.port, DUE, kills=kills)
    assert at_work > 0
    workers(mail_until_idle, server.port, DUE + LEASE)
    assert_nothing_doubled_or_lost(server, notices=notices)
    note("mail", kills=at_work, commands=notices)


def test_two_workers_on_one_outbox_hand_each_message_over_once(server: Server) -> None:
    a_shop(30)
    handed = workers(mail_until_idle, server.port, DUE, processes=2)
    assert (sum(handed), min(handed) > 0) == (30, True)
    assert_nothing_doubled_or_lost(server, notices=30)
    assert states() == {"sent": 30}


def test_two_workers_hand_over_one_message_to_each_dealer(server: Server) -> None:
    a_shop(30, dealers=10)
    assert sum(workers(mail_until_idle, server.port, DUE, processes=2)) == 0
    assert sum(workers(mail_until_idle, server.port, FOUR, processes=2)) == 10
    assert_nothing_doubled_or_lost(server, notices=30)
    assert (states(), Letter.objects.filter(kind="several").count()) == ({"sent": 30}, 10)


def test_a_dealer_whose_message_is_unclear_is_listed_with_each_order_of_it(server: Server) -> None:
    a_shop(30, dealers=10)
    workers(mail_until_idle, server.port, DUE)
    workers(mail_and_die, server.port, FOUR, point="data", kills=4)
    workers(mail_until_idle, server.port, FOUR + LEASE)
    assert_nothing_doubled_or_lost(server, notices=30)
    assert states() == {"sent": 18, "uncertain": 12}


def test_control_who_sends_first_and_writes_it_down_afterwards_sends_twice(server: Server) -> None:
    a_shop(2 * KILLS)
    workers(mail_and_die, server.port, DUE, point="given", kills=KILLS, careless=True)
    doubled = [name for name, often in Counter(server.took()).items() if often > 1]
    assert len(doubled) > 0
    workers(mail_until_idle, server.port, DUE + LEASE + timedelta(minutes=1))
