"""History: every stream is whole, and folding it gives what the rows say: I11, and I12 of what events tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from makegood.db.chain import link
from makegood.db.sql import ask_many
from makegood.db.streams import STREAMS
from makegood.queries.audit.check import Fault, Scope, check, moment, rows
from makegood.queries.audit.fold import COUNTED, Folded
from makegood.queries.audit.sides import Row, side_by_side

_COUNTERS = ", ".join(f"{name}_qty" for name in COUNTED)
_KNOWN = ", ".join(f"'{stream}'" for stream in STREAMS.values())


@check(
    "I11",
    "Every stream of events is numbered without a gap, each event holds the hash of its content and of the one before, "
    "and the row knows how many there are and how they end.",
    how="the hash of every event anew, in the order of its stream; `event_count` and `event_head` of every row",
)
def chains_hold(scope: Scope) -> Iterator[Fault]:
    """Every stream, whether its row exists or not."""
    for model, stream in STREAMS.items():
        yield from _streams(model._meta.db_table, stream)
    for (stream,) in rows(f"SELECT DISTINCT stream FROM makegood_event WHERE stream NOT IN ({_KNOWN})"):  # noqa: S608
        yield f"stream {stream}", f"one of {', '.join(STREAMS.values())}", "its events"


def _streams(table: str, stream: str) -> Iterator[Fault]:
    heads = ask_many(f"SELECT id, event_count, event_head FROM {table} ORDER BY id")  # noqa: S608 - names of our own
    events = ask_many(
        "SELECT ref, seq, kind, at, actor, cause, data, hash FROM makegood_event WHERE stream = %s ORDER BY ref, seq",
        stream,
    )
    for ref, (head, own) in side_by_side(heads, events):
        entity = f"{stream} #{ref}"
        end = ""
        for number, (_, seq, kind, at, actor, cause, data, digest) in enumerate(own, 1):
            if seq != number:
                yield entity, f"event {number}", f"event {seq}"
                break
            right = link(
                before=end,
                stream=stream,
                ref=ref,
                seq=seq,
                kind=kind,
                at=moment(at),
                actor=actor,
                cause=cause,
                data=data,
            )
            if digest != right:
                yield f"{entity}, event {seq}", f"hash {right}", digest
            end = digest
        if not head:
            yield entity, "a row", "none, only events"
        elif (len(own), own[-1][-1] if own else "") != head[0][1:]:
            yield (
                entity,
                f"{len(own)} events, the last {end or 'none'}",
                f"{head[0][1]}, the last {head[0][2] or 'none'}",
            )


@check(
    "I11",
    "Every order has its events, and folding them gives the counters of its lines and the state and units of each "
    "backorder.",
    how="the data of every event of an order, added up, against its lines and backorders",
)
def folding_gives_the_rows(scope: Scope) -> Sequence[Fault]:
    """Every order."""
    return scope.once(_folded)[0]


@check(
    "I12",
    "A backorder goes from state to state only as the table of transitions allows, and an end is an end.",
    how="`from` and `to` of every move that the events of an order tell, and what each reopened backorder follows",
)
def moves_are_legal(scope: Scope) -> Sequence[Fault]:
    """Every move of every backorder."""
    return scope.once(_folded)[1]


def _folded() -> tuple[list[Fault], list[Fault]]:
    """What does not add up, and what was illegal: one pass over the events of all orders."""
    faults: list[Fault] = []
    illegal: list[Fault] = []
    heads = ask_many("SELECT id FROM makegood_order ORDER BY id")
    events = ask_many("SELECT ref, seq, data FROM makegood_event WHERE stream = 'order' ORDER BY ref, seq")
    lines = ask_many(
        f"SELECT order_id, line_id, {_COUNTERS} FROM makegood_orderline ORDER BY order_id, line_id"  # noqa: S608
    )
    cases = ask_many("SELECT order_id, id, state, qty FROM makegood_backorder ORDER BY order_id, id")
    for order, (head, own, own_lines, own_cases) in side_by_side(heads, events, lines, cases):
        folded = Folded(order)
        for _, seq, data in own:
            folded.add(seq, data)
        illegal += folded.illegal
        faults += folded.faults
        if head and not own:
            faults.append((f"order #{order}", "an event", "none"))
        faults += _lines_differ(folded, own_lines)
        faults += _cases_differ(folded, own_cases)
    return faults, illegal


def _lines_differ(folded: Folded, lines: Iterable[Row]) -> Iterator[Fault]:
    for _, line_id, *counts in lines:
        told = folded.lines.pop(line_id, None)
        expected = list(told.values()) if told else None
        if expected != counts:
            yield f"order #{folded.order}, line {line_id}", _words(expected), _words(counts)
    for line_id, told in folded.lines.items():
        yield f"order #{folded.order}, line {line_id}", _words(list(told.values())), "no line"


def _cases_differ(folded: Folded, cases: Iterable[Row]) -> Iterator[Fault]:
    for _, pk, state, qty in cases:
        told = folded.cases.pop(pk, None)
        if told is None or (told.state, told.qty) != (state, qty):
            yield f"backorder {pk}", f"{told.state} {told.qty}" if told else "an event", f"{state} {qty}"
    for pk, told in folded.cases.items():
        yield f"backorder {pk}", f"{told.state} {told.qty}", "no backorder"


def _words(counts: Sequence[int] | None) -> str:
    if counts is None:
        return "an event"
    return ", ".join(f"{name} {qty}" for name, qty in zip(COUNTED, counts, strict=True) if qty)


CHECKS = (chains_hold, folding_gives_the_rows, moves_are_legal)
