"""Did we keep our word (spec 10)? The weekly figures of a live shop, the orders behind each, and the controls."""

from __future__ import annotations

from makegood.queries.measures.behind import FIGURES, Behind, behind
from makegood.queries.measures.controls import Control, controls
from makegood.queries.measures.kept import Counted, counted, watched
from makegood.queries.measures.span import WEEKS, Span, monday_of
from makegood.queries.measures.weekly import Measures, Week, measures, week_of

__all__ = [
    "FIGURES",
    "WEEKS",
    "Behind",
    "Control",
    "Counted",
    "Measures",
    "Span",
    "Week",
    "behind",
    "controls",
    "counted",
    "measures",
    "monday_of",
    "watched",
    "week_of",
]
