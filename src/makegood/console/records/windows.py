"""Why this date, and why not sooner: the chain behind a window in words, and what comes against who waits, drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from makegood.console.charts import Chart, over_days
from makegood.domain.allocation.why_not import WhyNot
from makegood.domain.terms.dates import Window
from makegood.domain.terms.pegging import Source
from makegood.queries.story import LineStory
from makegood.queries.why_date import Version
from makegood.queries.why_not import Coming, Wait
from makegood.reports.story import lots_said
from makegood.wording import words
from makegood.wording.sentences import basis_said, component_said, joined, units_of
from makegood.wording.tables_events import actor_said, cause_said

_LEAST_DAYS, _MOST_DAYS = 14, 120
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Told:
    """A window of a line: its chain in sentences, and who approved it."""

    name: str
    state: str
    ship: Window | None
    deliver: Window | None
    because: str
    approved: str
    at: datetime
    chain: list[str]
    current: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Why a line waits for a SKU, in words and drawn."""

    sku: str
    place: int
    blockers: str
    before: str
    after: str
    needed: str
    changes: str
    chart: Chart
    when: date | None


def windows(line: LineStory, names: Mapping[str, str], today: date) -> list[Told]:
    """Every window it had or was meant to have: what the customer holds first, then the newest."""
    last = max((each.version or 0 for each in line.windows), default=0)
    found = [_told(each, names, today, current=each.version == last) for each in line.windows[::-1]]
    return sorted(found, key=lambda each: not each.current)


def _told(each: Version, names: Mapping[str, str], today: date, *, current: bool) -> Told:
    return Told(
        name=f"Window {each.version}" if each.version else words(each.state),
        state="now" if current and each.version else "replaced" if each.version else each.state,
        ship=each.ship,
        deliver=each.deliver,
        because=cause_said(each.why),
        approved=actor_said(each.approved_by, names) if each.approved_by else "",
        at=each.settled_at or each.proposed_at,
        chain=list(_chain(each, today)),
        current=current and bool(each.version),
    )


def _chain(each: Version, today: date) -> Iterator[str]:
    for basis in each.basis:
        parts = {lot.sku: lot for lot in each.inbound if lot.po == basis.ref}
        of = next(iter(parts), "") if basis.source is not Source.STOCK and len(parts) == 1 else ""
        yield basis_said(basis, component=of, today=today)
    yield from lots_said(each.inbound, today)
    yield from (component_said(step) for step in each.components)


def answers(wait: Wait, today: date) -> list[Answer]:
    """Why it waits, for each SKU that it lacks."""
    return [_answer(each, wait.coming.get(each.sku, ()), today) for each in wait.answers]


def _answer(each: WhyNot, coming: tuple[Coming, ...], today: date) -> Answer:
    return Answer(
        sku=each.sku,
        place=each.place,
        blockers=joined(each.blockers),
        before=_places(each.served_before),
        after=_places(each.served_after),
        needed=units_of(each.units_needed),
        changes=joined(each.changes),
        chart=_race(each, coming, today),
        when=_when(each, coming, today),
    )


def _places(places: tuple[object, ...]) -> str:
    named = [f"order {each.order_id} ({units_of(each.given_qty)})" for each in places[:_NAMED]]  # type: ignore[attr-defined]
    more = len(places) - _NAMED
    return ", ".join(named) + (f" and {more:,} more" if more > 0 else "")


def _when(each: WhyNot, coming: tuple[Coming, ...], today: date) -> date | None:
    """The day on which enough is there for those before it and for itself; None = not even all that comes is."""
    there = 0
    for lot in coming:
        there += lot.qty
        if there >= each.units_needed:
            return max(lot.usable_on, today)
    return None


def _race(each: WhyNot, coming: tuple[Coming, ...], today: date) -> Chart:
    """Units there by day against units that those before it and it need."""
    last = max((lot.usable_on for lot in coming), default=today)
    span = min(_MOST_DAYS, max(_LEAST_DAYS, (last - today).days + 4))
    days = [today + timedelta(days=at) for at in range(span)]
    there = [float(sum(lot.qty for lot in coming if lot.usable_on <= day)) for day in days]
    needed = [float(each.units_needed)] * span
    before = [float(each.units_needed - each.missing_qty)] * span
    return over_days(
        f"{each.sku}: what comes against who waits",
        days,
        [
            ("units there", "good", there),
            ("needed by it and those before it", "bad", needed),
            ("needed before it", "quiet", before),
        ],
        today=today,
    )
