"""`--help` says what each command does, and cuts nothing off."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from makegood.cli.app import app
from makegood.cli.help import first_sentence


@pytest.mark.parametrize("group", ["", "policy", "cutover", "people", "tokens"])
def test_no_sentence_is_cut_and_no_line_is_wider_than_a_terminal(group: str) -> None:
    shown = CliRunner().invoke(app, [*group.split(), "--help"], env={"COLUMNS": "80"}).output
    assert "..." not in shown.split("Commands:")[1]
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Take orders: number, lines.\n    More.", "Take orders."),
        ("Look at it; say what is wrong.", "Look at it."),
        ("Say it\n    plainly.", "Say it plainly."),
        ("Take 2.5 units", "Take 2.5 units."),
    ],
)
def test_what_a_command_does_ends_with_its_first_sentence_or_where_a_list_begins(
    text: str, said: str
) -> None:
    assert first_sentence(text) == said
