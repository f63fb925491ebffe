"""Whatever is refused says why in a sentence that somebody wrote: a code is for programs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from string import Formatter

from makegood.domain.terms.errors import DomainError
from makegood.wording import refusals
from makegood.wording.failures import sentences
from tests.architecture.source import python_files, tree

MADE_ELSEWHERE = {"policy_invalid"}
"""Says all that is wrong, setting by setting."""


def raised() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Where each error is raised, its code, and the names in its data; None = they are not written there."""
    for path in python_files("src"):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) != "DomainError" or not node.args:
                continue
            if isinstance(node.args[0], ast.Constant):
                yield f"{path.name}:{node.lineno}", str(node.args[0].value), names(node.args[1:])


def names(arguments: list[ast.expr]) -> frozenset[str] | None:
    if not arguments:
        return frozenset()
    data = arguments[0]
    if not isinstance(data, ast.Dict) or not all(isinstance(key, ast.Constant) for key in data.keys):
        return None
    return frozenset(str(key.value) for key in data.keys if isinstance(key, ast.Constant))


def test_every_code_that_is_raised_has_words() -> None:
    found = list(raised())
    assert len(found) > 200
    wordless = {
        code
        for _, code, data in found
        if code not in refusals.SENTENCES
        and code not in refusals.TITLES
        and code not in MADE_ELSEWHERE
        # A list of problems is led by the name of what was refused, and each problem has words of its own.
        and not (data and {"problem", "problems"} & data)
    }
    assert wordless == set()


def test_a_sentence_asks_for_nothing_that_an_error_does_not_bring() -> None:
    lacking = []
    for where, code, data in raised():
        if code in refusals.SENTENCES and data is not None:
            asked = {name for _, name, _, _ in Formatter().parse(refusals.SENTENCES[code]) if name}
            lacking += [(where, code, name) for name in sorted(asked - data)]
    assert lacking == []


def test_a_customer_who_is_not_known_is_named_by_nothing_but_their_number() -> None:
    (said,) = sentences(DomainError("customer_unknown", {"customers": 1}))
    assert said.startswith("Of the customers that were named 1 are not known; ")


def test_a_message_that_was_settled_says_so() -> None:
    assert sentences(DomainError("letter_settled", {"letters": [4, 7]})) == [
        "Messages 4, 7 were sent, are on their way, or were settled before: nothing is left to say."
    ]


def test_a_line_that_waits_for_nothing_has_no_date_to_ask_for() -> None:
    assert sentences(DomainError("line_waits_for_nothing", {"order": "1001", "line": "1"})) == [
        "Order 1001, line 1: nothing of it waits, so there is no date to ask for."
    ]
