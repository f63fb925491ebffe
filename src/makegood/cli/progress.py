"""How far a long run has come: a bar on a terminal, nothing in a log, nothing at all for short runs."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE_SECONDS = 0.8


class ProgressBar:
    """Call it with what is being done, how many are done, and how many there are (0 = not known)."""

    def __init__(self) -> None:
        self._shows = sys.stderr.isatty()
        self._started = time.monotonic()
        self._bar: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def __call__(self, doing: str, done: int, of: int = 0) -> None:
        """Show it, once the run has proved to be a long one."""
        if not self._shows or time.monotonic() - self._started < _PATIENCE_SECONDS:
            return
        bar = self._bar = self._bar or _new_bar()
        if doing not in self._tasks:
            self._tasks[doing] = bar.add_task(doing, total=of or None)
        bar.update(self._tasks[doing], completed=done, total=of or None)


def _new_bar() -> Progress:
    # Imported late: it costs a tenth of a second that a short run need not pay.
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TextColumn("{task.completed:,.0f}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    bar.start()
    return bar
