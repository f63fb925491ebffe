"""Part of the writing on a second core."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def beside(work: Callable[[], None], *, worth_it: bool) -> Iterator[None]:
    """Does `work`, which only writes files, in a copy of this process while the block runs; else after the block.

    A copy that fails for whatever reason is made up for here, so that its error is met where it can be told.
    """
    if not (worth_it and _can_fork()):
        yield
        work()
        return
    copy = os.fork()
    if copy == 0:
        _do_and_leave(work)
    try:
        yield
        _, status = os.waitpid(copy, 0)
    except BaseException:
        os.kill(copy, signal.SIGKILL)
        os.waitpid(copy, 0)
        raise
    if status:
        work()


def _can_fork() -> bool:
    """Linux only: elsewhere forking is missing or unsafe. Never beside a thread, which the copy would not have."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


def _do_and_leave(work: Callable[[], None]) -> None:
    """Ends the copy without tidying up: what is open here belongs to the process it was copied from."""
    failed = 1
    try:
        work()
        failed = 0
    finally:
        os._exit(failed)
