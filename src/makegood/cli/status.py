"""`makegood status`: the state of affairs of a live shop, on one screen."""

from __future__ import annotations

import dataclasses
import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from makegood.cli import options
from makegood.cli.failure import shown
from makegood.cli.live import AsJson, Database, Today, live_shop, now, print_json
from makegood.spreadsheet.writing.phrases import counted, money, short_id
from makegood.wording import words
from makegood.wording.sentences import short_day
from makegood.wording.tasks import task_kind

if TYPE_CHECKING:
    from makegood.queries.affairs import Affairs, Awaited

_NARROW, _WIDE = 80, 120
_BAR = 22
_SKU, _LEAST = 22, 8
_LABEL = 15
_NAMED = 8


def status(database: Database = None, today: Today = None, as_json: AsJson = False) -> None:
    """Show the state of affairs: who waits how long, what is proposed, oversold, stuck and due, and what comes next."""
    with live_shop(database, asks="affairs"):
        tell_status(options.day(today), as_json)


def tell_status(today: date | None, as_json: bool) -> None:
    """Print it, for people or for programs; None = as of today in the shop's zone."""
    from makegood.db.snapshot import snapshot
    from makegood.queries.affairs import affairs
    from makegood.queries.shop import shop_now

    moment = now()
    with snapshot():
        shop = shop_now(year=(today or moment).year)
        found = affairs(shop, today=today or shop.day(moment))
    if as_json:
        print_json(as_data(found))
    else:
        typer.echo("\n".join(line.rstrip() for line in map(shown, screen(found))))


def as_data(found: Affairs) -> dict[str, Any]:
    """For programs: every figure by its name, money in minor units."""
    told = {each.name: _plain(getattr(found, each.name)) for each in dataclasses.fields(found)}
    totals = {"lines": found.lines, "units": found.units, "value": found.value}
    kept = found.hits.kept
    hits = {"kept": kept.numerator, "due": kept.denominator, "mean_width_days": found.hits.mean_width}
    week = {"from_on": found.week.from_on, "to_on": found.week.to_on}
    return {**told, **totals, "hits": hits, "week": week}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return value._asdict()
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value


def screen(found: Affairs) -> Iterator[str]:
    """One screen, no wider than 80 characters unless the terminal is."""
    yield f"{found.name}, {found.today:%A} {found.today.day} {found.today:%B %Y}"
    yield ""
    orders, units = counted(found.orders, "order"), counted(found.units, "unit")
    cases = counted(found.cases, "backorder")
    beside = f" and {counted(found.foreign, 'line')} in other currencies" if found.foreign else ""
    yield f"Waiting        {cases} of {orders}: {units}, {money(found.value, found.currency)}{beside}"
    yield from _bars(found)
    late = f"{found.late:,} past the day they should have shipped"
    yield f"Late           {late}, {found.broken:,} past their window"
    yield f"Without a date {found.undated:,}"
    yield f"To look at     {found.reviews:,} today, {found.reviews_overdue:,} overdue"
    yield f"Proposed       {_proposed(found)}"
    yield f"Oversells      {_oversold(found)}"
    stuck = f", {found.stuck:,} of them stuck" if found.stuck else ""
    yield f"Warehouse      {counted(found.released, 'release')} not shipped yet{stuck}"
    yield f"Notices        {found.notices:,} queued"
    yield f"Kept our word  {_kept(found)}"
    yield ""
    yield from _tasks(found)
    yield from _awaited("Most units waiting", found.by_units, found.currency)
    yield from _awaited("Most money waiting", found.by_value, found.currency)
    yield from _coming(found)
    yield from _came(found)


def _bars(found: Affairs) -> Iterator[str]:
    """Lines that wait by days late, each bucket as long as it is large."""
    columns = min(shutil.get_terminal_size((_NARROW, 24)).columns, _WIDE)
    wide = _BAR + max(0, columns - _NARROW)
    most = max((each.lines for each in found.ages), default=0)
    full = "█" if "utf" in (sys.stdout.encoding or "").lower() else "#"
    for each in found.ages:
        # Whatever is there is seen: one of a thousand still has a bar.
        bar = full * (-(-each.lines * wide // most) if most else 0)
        worth = money(each.value, found.currency) if each.units else ""
        units = counted(each.units, "unit") if each.units else ""
        yield f"  {each.bucket + ' days late':<14} {each.lines:>5,} {bar:<{wide}} {units:>11} {worth:>18}"


def _proposed(found: Affairs) -> str:
    if not found.proposals:
        return "no window waits for you"
    skus = {each.sku for each in found.proposals}
    number = len(found.proposals)
    wait = "window waits" if number == 1 else "windows wait"
    return f"{number:,} {wait} for the owner of dates, of {counted(len(skus), 'SKU')}"


def _oversold(found: Affairs) -> str:
    if not found.oversells:
        return "none undecided"
    first = found.oversells[0]
    more = f", and {len(found.oversells) - 1:,} more" if len(found.oversells) > 1 else ""
    before = f"order {short_id(first.order, _SKU)} on {first.channel}: {first.qty} × "
    room = _NARROW - _LABEL - len(before) - len(more)
    return f"{before}{short_id(first.sku, max(_LEAST, room))}{more}"


def _kept(found: Affairs) -> str:
    kept = found.hits.kept
    if kept.value is None:
        return "no first window ended in the last 7 days"
    share = f"{100 * kept.numerator / kept.denominator:.0f} %"
    width = found.hits.mean_width
    days = "" if width is None else f", {width:.0f} days wide"
    return f"{kept.numerator:,} of {kept.denominator:,} first windows of the last 7 days ({share}){days}"


def _tasks(found: Affairs) -> Iterator[str]:
    yield "Tasks" if found.tasks else "Tasks: none"
    for each in found.tasks:
        overdue = f", {each.overdue:,} overdue" if each.overdue else ""
        yield f"  {words(each.role):<16} {each.number:>5,}  {task_kind(each.kind)}{overdue}"
    yield ""


def _awaited(title: str, rows: Sequence[Awaited], currency: str) -> Iterator[str]:
    if not rows:
        return
    yield title
    for each in rows:
        worth = money(each.value, currency)
        cases = counted(each.cases, "backorder")
        yield f"  {short_id(each.sku, _SKU):<{_SKU}} {each.units:>6,}  {cases:<15} {worth:>18}"
    yield ""


def _coming(found: Affairs) -> Iterator[str]:
    late = f", {counted(found.overdue_lots, 'lot')} overdue" if found.overdue_lots else ""
    yield f"Next arrivals somebody waits for{late}"
    for each in found.arrivals:
        day = short_day(each.eta, found.today) if each.eta else "no date"
        sure = {True: "confirmed", False: "not confirmed", None: "not confirmed yet"}[each.confirmed]
        waits = f"{each.waiting_qty:,} wait"
        yield (
            f"  {day:<8} {short_id(each.po, 12):<12} {short_id(each.sku, _SKU):<{_SKU}} "
            f"{each.open_qty:>5,} come, {waits:<10} {sure}"
        )
    if not found.arrivals:
        yield "  none"
    yield ""


def _came(found: Affairs) -> Iterator[str]:
    yield "Last receipts" if found.receipts else "No receipts yet"
    for each in found.receipts:
        said = [f"{each.damaged_qty:,} damaged"] if each.damaged_qty else []
        said += [f"{each.missing_qty:,} never came"] if each.missing_qty else []
        po = short_id(each.po or "no order", 12)
        yield (
            f"  {short_day(each.received_on, found.today):<8} {po:<12} {short_id(each.sku, _SKU):<{_SKU}} "
            f"{each.counted_qty:>5,} {', '.join(said)}"
        )
