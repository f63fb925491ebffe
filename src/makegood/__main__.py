"""`python -m makegood`."""

from __future__ import annotations

from makegood.cli import main

main()
