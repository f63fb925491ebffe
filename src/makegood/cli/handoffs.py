"""`makegood handoffs`: who hands what to whom, and who must react."""

from __future__ import annotations

from dataclasses import asdict

from makegood.cli.doing import print_rows
from makegood.cli.live import AsJson, Database, live_shop


def handoffs(database: Database = None, as_json: AsJson = False) -> None:
    """The four handoffs as the policy has them: who crosses each with what, who reacts within how many working days."""
    with live_shop(database, asks="handoffs"):
        from makegood.queries.handoffs import handoffs as written
        from makegood.queries.policy import current

        print_rows([asdict(each) for each in written(current()[1])], as_json)
