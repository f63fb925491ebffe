"""One plan with a stop-watch between its steps; prints CPU seconds as JSON. The bench runs it on its own."""

from __future__ import annotations

import gc
import json
import sys
import time
from datetime import date
from pathlib import Path


def main() -> None:
    """Arguments: the folder of the four tables, the day, and where the plan goes."""
    gc.disable()
    # Imported here: loading the command is one of the steps.
    from makegood.almanac import work_calendars
    from makegood.cli import app  # noqa: F401 - starting is a step
    from makegood.domain.plan.compute import plan
    from makegood.domain.terms.policy import Policy
    from makegood.spreadsheet.reading import read
    from makegood.spreadsheet.writing import Output, write

    marks = {"start": time.process_time()}
    shop, today, out = Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), Path(sys.argv[3])
    policy = Policy()
    reading = read(
        orders=shop / "orders.csv",
        stock=shop / "stock.csv",
        inbound=shop / "inbound.csv",
        items=shop / "items.csv",
        policy=policy,
        today=today,
        calendars=work_calendars(policy=policy, years=range(today.year - 5, today.year + 4)),
    )
    marks["read"] = time.process_time()
    planned = plan(reading.snapshot)
    marks["plan"] = time.process_time()
    items = reading.snapshot.items
    write(Output(plan=planned, problems=reading.problems, shop=policy.shop, items=items), to=out)
    marks["write"] = time.process_time()
    began = [0.0, *marks.values()]
    print(
        json.dumps(
            {step: round(ended - began[place], 2) for place, (step, ended) in enumerate(marks.items())}
        )
    )


if __name__ == "__main__":
    main()
