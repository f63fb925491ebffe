"""Who is forgotten may be named where no row says so: in why the queue was run again, in a view that somebody keeps of
a list, in a form that could not be sent (I23). Found by what we know of them, before that goes too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from django.contrib.sessions.models import Session

from makegood.db import locks
from makegood.db.models import AllocationRun, SavedView
from makegood.queries.sessions import TYPED_BEFORE, every, store
from makegood.services._work import Work

_SHORT = 4
"""A number with fewer characters is found only where it is said to be an order's: others count units, too."""
_ORDER = r"(?:order|bestellung|no\.?|nr\.?|#)\s*(?:no\.?|nr\.?|#)?\s*"


class Traces:
    """Whether a text names somebody: by a name or an address as we know it, or by the number of an order of theirs."""

    def __init__(self, *, names: Iterable[str], numbers: Iterable[str]) -> None:
        self._whole = {number.strip().casefold() for number in numbers} - {""}
        patterns = [*map(_of_name, filter(str.strip, names)), *map(_of_number, sorted(self._whole))]
        self._pattern = re.compile("|".join(patterns), re.IGNORECASE) if patterns else None

    def are_in(self, text: str) -> bool:
        """True of a text that names them anywhere."""
        return self._pattern is not None and self._pattern.search(text) is not None

    def are(self, value: str) -> bool:
        """The same of what stands alone in a field: a whole number is one there, however short."""
        return value.strip().casefold() in self._whole or self.are_in(value)


def drop_traces(work: Work, traces: Traces) -> None:
    """Empty or drop what names them."""
    _empty_runs(work, traces)
    _drop_views(work, traces)
    _drop_forms(work, traces)


def _of_name(name: str) -> str:
    words = [re.escape(word) for word in name.split()]
    whole = r"\s+".join(words)
    said = rf"(?<!\w){whole}(?!\w)"
    # May and Will are words, too, where they begin small.
    return said if len(words) > 1 or "@" in name else f"(?-i:{said})"


def _of_number(number: str) -> str:
    before = "" if len(number) >= _SHORT else _ORDER
    return rf"(?<![\w-]){before}{re.escape(number)}(?![\w-])"


def _empty_runs(work: Work, traces: Traces) -> None:
    """The note of a run stands in what it found, too, beside whoever gave units back by it."""
    for pk, note, findings in AllocationRun.objects.exclude(note="").values_list("pk", "note", "findings"):
        if traces.are_in(note):
            emptied = [{**each, "why": ""} if each.get("why") == note else each for each in findings]
            work.set_by_id(AllocationRun, pk, {"note": "", "findings": emptied})


def _drop_views(work: Work, traces: Traces) -> None:
    rows = SavedView.objects.order_by("pk").values_list("pk", "person__email", "name", "query")
    found = [(pk, email) for pk, email, *said in rows if _names(traces, *said)]
    people = locks.people(email for _, email in found) if found else {}
    for pk, email in found:
        SavedView.objects.filter(pk=pk).delete()
        work.tell(people[email], "people.view_dropped", {"view": pk})


def _names(traces: Traces, name: str, query: str) -> bool:
    return traces.are(name) or any(traces.are(value) for _, value in parse_qsl(query))


def _drop_forms(work: Work, traces: Traces) -> None:
    sealed = store()
    for row, told in every(work.now):
        if any(map(traces.are, _typed(told))):
            del told[TYPED_BEFORE]
            Session.objects.filter(pk=row.pk).update(session_data=sealed.encode(told))


def _typed(told: dict[str, Any]) -> Iterator[str]:
    for _, value in told.get(TYPED_BEFORE, {}).get("typed", ()):
        yield value
