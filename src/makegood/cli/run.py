"""From files to a plan: the one pipeline behind plan, explain and demo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from makegood.almanac import work_calendars
from makegood.cli.asked import document
from makegood.cli.progress import ProgressBar
from makegood.domain.plan.compute import plan as compute
from makegood.domain.plan.outcome import Plan
from makegood.domain.plan.snapshot import Snapshot
from makegood.domain.terms.calendar import WorkCalendar
from makegood.domain.terms.demand import Item
from makegood.domain.terms.errors import DomainError
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.policy.reading import from_toml
from makegood.spreadsheet.problems import Problem
from makegood.spreadsheet.reading import Reading, read
from makegood.spreadsheet.writing import Output


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a run is made from; the options of the commands."""

    orders: Path | None = None
    stock: Path | None = None
    inbound: Path | None = None
    items: Path | None = None
    book: Path | None = None
    policy: Path | None = None
    today: date | None = None
    preset: str | None = None
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, Path]:
        """The files that are read, by option."""
        named = {
            "--orders": self.orders,
            "--stock": self.stock,
            "--inbound": self.inbound,
            "--items": self.items,
            "--book": self.book,
            "--policy": self.policy,
        }
        return {option: path for option, path in named.items() if path is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan with what it was made from."""

    plan: Plan
    snapshot: Snapshot
    problems: tuple[Problem, ...]
    rows_left_out: int
    preset: str | None

    @property
    def output(self) -> Output:
        """What the writers need."""
        return Output(
            plan=self.plan,
            problems=self.problems,
            shop=self.snapshot.policy.shop,
            items=self.snapshot.items,
        )


def run(inputs: Inputs, *, progress: ProgressBar) -> Planned:
    """Read, then plan. Raises DomainError when there is nothing to plan from, or a file cannot be read."""
    policy = read_policy(inputs.policy)
    today = inputs.today or datetime.now(ZoneInfo(policy.shop.zone)).date()
    calendars = read_calendars(policy, file=inputs.policy, today=today)
    reading = read_files(inputs, policy=policy, calendars=calendars, today=today, progress=progress)
    return Planned(
        plan=compute(
            reading.snapshot, progress=lambda doing, done, of: progress(f"Planning: {doing}", done, of)
        ),
        snapshot=reading.snapshot,
        problems=reading.problems,
        rows_left_out=reading.rows_left_out,
        preset=reading.preset,
    )


def read_files(
    inputs: Inputs,
    *,
    policy: Policy,
    calendars: Mapping[str, WorkCalendar],
    today: date,
    bundles: Mapping[str, Item] | None = None,
    progress: ProgressBar,
) -> Reading:
    """The tables as facts. Raises DomainError("nothing_to_plan"), or what is wrong with a file."""
    reading = read(
        orders=inputs.orders,
        stock=inputs.stock,
        inbound=inputs.inbound,
        items=inputs.items,
        book=inputs.book,
        policy=policy,
        today=today,
        calendars=calendars,
        preset=inputs.preset,
        columns=inputs.columns,
        bundles=bundles,
        progress=lambda file, rows: progress(f"Reading {file}", rows),
    )
    if not reading.snapshot.lines:
        file = inputs.orders or inputs.book
        data = {
            "file": file.name if file else "orders",
            "problems": reading.problems,
            "rows_left_out": reading.rows_left_out,
        }
        raise DomainError("nothing_to_plan", data)
    return reading


def read_policy(path: Path | None) -> Policy:
    """The policy in a TOML file, or the default one. Raises DomainError('policy_invalid' or 'file_unreadable')."""
    if path is None:
        return Policy()
    text = document(path, expected="a TOML file")
    with _naming(path):
        return from_toml(text)


def read_calendars(policy: Policy, *, file: Path | None, today: date) -> dict[str, WorkCalendar]:
    """The policy's calendars with the public holidays that matter. Raises DomainError('policy_invalid')."""
    # Receipts and orders of the past, promises to come.
    years = range(today.year - 5, today.year + 4)
    with _naming(file):
        return work_calendars(policy=policy, years=years)


@contextmanager
def _naming(file: Path | None) -> Iterator[None]:
    """Lets what is wrong with a policy say whose it is."""
    try:
        yield
    except DomainError as error:
        raise DomainError(error.code, {**error.data, "file": _name(file)}) from None


def _name(policy: Path | None) -> str:
    return policy.name or str(policy) if policy else "The policy"
