"""Planning from files starts at once: it never loads Django or anything of the live shop."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "django",
    "allauth",
    "psycopg",
    "makegood.db",
    "makegood.config",
    "makegood.services",
    "makegood.flow",
)
LOADED = (
    "import sys\n"
    "from makegood.cli.app import app\n"
    "try:\n    app({arguments!r})\n"
    "except SystemExit as end:\n    assert not end.code\n"
    "print(*sys.modules, sep='\\n', file=sys.stderr)"
)


@pytest.mark.parametrize(
    "arguments",
    [
        ["plan", "--help"],
        ["explain", "--help"],
        ["policy", "show"],
        ["audit", "--help"],
        ["demo", "--help"],
        ["doctor", "--help"],
    ],
)
def test_a_command_on_files_never_loads_django(arguments: list[str]) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LOADED.format(arguments=arguments)], capture_output=True, text=True, check=True
    )
    loaded = ran.stderr.splitlines()
    assert "makegood.cli.app" in loaded
    assert [name for name in loaded if name.startswith(HEAVY)] == []
