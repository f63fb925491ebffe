"""The ageing board: every line that waits, how late it is, and who looks next (spec 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from makegood.db import sql
from makegood.db.models import Backorder, Channel, Decision, Item, Order, OrderLine
from makegood.domain.decision.outcome import Choice
from makegood.domain.review import Buckets
from makegood.domain.terms.dates import Window
from makegood.domain.terms.policy import Policy
from makegood.domain.terms.state import Label
from makegood.queries.actors import names_of
from makegood.queries.labels import label_from, when_labelled
from makegood.queries.pages import Listing


class OnBoard(NamedTuple):
    """A line of which units wait. `backorder` = its newest open case, `ship` = the window its customer holds, `choice`
    = what was decided about it, `owner_name` = of a person who owns it, `worth` = its waiting units in minor units of
    `currency`; None = not known; `events` = the length of its order's history."""

    backorder: int
    order: str
    channel: str
    line: str
    sku: str
    title: str | None
    qty: int
    worth: int | None
    currency: str
    baseline: date
    days_late: int
    bucket: str
    ship: Window | None
    label: Label
    owner: str
    owner_name: str
    next_review_on: date
    choice: Choice | None
    events: int


class Age(NamedTuple):
    """Waiting lines of one ageing bucket, and their units."""

    bucket: str
    lines: int
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines; empty = all. `which` = one of `WHICH`, `search` = how an order's number or a SKU begins."""

    bucket: str = ""
    channel: str = ""
    sku: str = ""
    owner: str = ""
    label: str = ""
    which: str = ""
    search: str = ""


def _undecided() -> Q:
    chosen = Decision.objects.filter(order=OuterRef("order"), replaced_at=None)
    return ~Q(Exists(chosen))


WHICH: Mapping[str, Callable[[date], Q]] = {
    "late": lambda today: Q(baseline__lt=today),
    "broken": lambda today: Q(published_to__lt=today),
    "undated": lambda _: Q(published_to=None),
    "oversold": lambda _: Q(oversell=True) & _undecided(),
    "undecided": lambda _: _undecided(),
    "review": lambda _: Q(),
}
"""Past their day, past the window their customer holds, without one, oversold and undecided, undecided, to look at."""


def board(wanted: Wanted, *, policy: Policy, today: date) -> Listing[OnBoard]:
    """Waiting lines, those that should have shipped first before the others. What is asked for and is not there is
    found nowhere."""
    buckets = Buckets(policy.review)
    found = _chosen(wanted, policy, today)
    if wanted.bucket:
        found = found.filter(_in_bucket(buckets, wanted.bucket, today))
    return Listing(
        found=found,
        order=("baseline", "pk"),
        names=_NAMES,
        make=lambda rows: _made(rows, policy, buckets, today),
    )


def piles(wanted: Wanted, *, policy: Policy, today: date, most: int) -> dict[str, list[OnBoard]]:
    """The first lines of each bucket that is asked for."""
    buckets = Buckets(policy.review)
    rows: list[tuple[Any, ...]] = []
    for name in buckets.names:
        if wanted.bucket in ("", name):
            rows += board(replace(wanted, bucket=name), policy=policy, today=today).raw(most)
    found: dict[str, list[OnBoard]] = {name: [] for name in buckets.names if wanted.bucket in ("", name)}
    for each in _made(rows, policy, buckets, today):
        found[each.bucket].append(each)
    return found


def ages(wanted: Wanted, *, policy: Policy, today: date) -> list[Age]:
    """How many of these lines each bucket holds, whichever bucket is asked for."""
    buckets = Buckets(policy.review)
    counts: dict[str, Counter[str]] = {name: Counter() for name in buckets.names}
    # Grouped by day: the rows are as many as the days on which somebody should have been served.
    days = _chosen(wanted, policy, today, each=False).values("baseline")
    for row in days.annotate(lines=Count("pk"), units=Sum("backordered_qty")).order_by():
        own = counts[buckets.name(max(0, (today - row["baseline"]).days))]
        own.update(lines=row["lines"], units=row["units"])
    return [Age(name, own["lines"], own["units"]) for name, own in counts.items()]


def channels() -> list[str]:
    """The channels there are."""
    return list(Channel.objects.order_by("name").values_list("name", flat=True))


_NAMES = (
    "pk", "order_id", "order__number", "order__channel__name", "line_id", "item__sku", "item__title",
    "backordered_qty", "unit_price", "order__currency", "baseline", "published_from", "published_to",
    "oversell", "notified_on", "order__event_count",
)  # fmt: skip


def _chosen(wanted: Wanted, policy: Policy, today: date, *, each: bool = True) -> QuerySet[OrderLine]:
    """`each` = cases are asked for line by line, which is best for the first lines; else all at once."""
    # The index of lines that wait is in the order of their day.
    found = OrderLine.objects.filter(backordered_qty__gt=0)
    if wanted.channel:
        found = found.filter(order__channel__name=wanted.channel)
    if wanted.sku:
        found = found.filter(item__sku=wanted.sku)
    cases = _cases(wanted, policy, today)
    if cases is not None:
        found = found.filter(
            Exists(cases.filter(line=OuterRef("pk"))) if each else Q(pk__in=cases.values("line"))
        )
    if wanted.which:
        test = WHICH.get(wanted.which)
        found = found.filter(test(today)) if test else found.none()
    return found.filter(_begins(wanted.search)) if wanted.search else found


def _cases(wanted: Wanted, policy: Policy, today: date) -> QuerySet[Backorder] | None:
    """The open cases that are asked for; None = all."""
    asked = {"owner": wanted.owner} if wanted.owner else {}
    found = Backorder.objects.filter(state="open", **asked)
    if wanted.which == "review":
        found = found.filter(next_review_on__lte=today)
    if wanted.label:
        found = found.filter(when_labelled(wanted.label, policy))
    return found if wanted.owner or wanted.label or wanted.which == "review" else None


def _begins(text: str) -> Q:
    """A range of an index, never every row."""
    if "\x00" in text:
        return Q(pk=None)
    orders, items = Q(), Q()
    for start in dict.fromkeys((text, text.upper())):
        end = start + "\U0010ffff"
        orders |= Q(number__gte=start, number__lt=end)
        items |= Q(sku__gte=start, sku__lt=end)
    return Q(order__in=Order.objects.filter(orders)) | Q(item__in=Item.objects.filter(items))


def _in_bucket(buckets: Buckets, name: str, today: date) -> Q:
    if name not in buckets.names:
        return Q(pk=None)
    first = buckets.first_day(name)
    following = buckets.next_edge(first)
    # What is not due yet is in the first one.
    latest = Q(baseline__lte=today - timedelta(days=first)) if first else Q()
    return latest & (Q(baseline__gt=today - timedelta(days=following)) if following is not None else Q())


def _made(rows: Sequence[tuple[Any, ...]], policy: Policy, buckets: Buckets, today: date) -> list[OnBoard]:
    lines = sql.ids(row[0] for row in rows)
    case_of = {
        row.line_id: row for row in sql.read(Backorder, "state = 'open' AND line_id IN_LIST(%s)", lines)
    }
    choices = _choices({row[1] for row in rows})
    names = names_of(case.owner for case in case_of.values())
    found = []
    for pk, order_id, number, channel, line, sku, title, qty, price, currency, baseline, *days_of in rows:
        start, end, oversell, notified_on, events = days_of
        case = case_of.get(pk)
        if case is None or case.next_review_on is None:
            # It was served since the first look.
            continue
        days = max(0, (today - baseline).days)
        found.append(
            OnBoard(
                backorder=case.pk,
                order=number,
                channel=channel,
                line=line,
                sku=sku,
                title=title,
                qty=qty,
                worth=None if price is None else price * qty,
                currency=currency,
                baseline=baseline,
                days_late=days,
                bucket=buckets.name(days),
                ship=Window(start, end) if start and end else None,
                label=label_from(
                    case,
                    oversell=oversell,
                    promised=end is not None,
                    notified=notified_on is not None,
                    policy=policy,
                ),
                owner=case.owner,
                owner_name=names.get(case.owner, ""),
                next_review_on=case.next_review_on,
                choice=choices.get((order_id, line)) or choices.get((order_id, "")),
                events=events,
            )
        )
    return found


def _choices(order_ids: Collection[int]) -> dict[tuple[int, str], Choice]:
    """What stands, by order and line; "" = it is about all lines of the order."""
    found: dict[tuple[int, str], Choice] = {}
    rows = Decision.objects.filter(replaced_at=None, order_id__in=order_ids).order_by("pk")
    if len(order_ids) > _MANY:
        rows = Decision.objects.filter(replaced_at=None).order_by("pk")
    for order_id, lines, choice in rows.values_list("order_id", "lines", "choice"):
        found |= {(order_id, line): Choice(choice) for line in lines or ("",)}
    return found


_MANY = 500
