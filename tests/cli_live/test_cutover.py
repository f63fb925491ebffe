"""`makegood cutover`, as somebody types it."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from makegood.cli.app import app
from makegood.db.models import Notice, Order
from tests.services.shop import goods, take


def test_a_group_is_shown_chosen_and_let_go() -> None:
    goods("A")
    for number in range(22):
        take(str(number), ("A", 1), channel="amazon")
    Order.objects.update(muted=True)
    Notice.objects.update(state="withheld", why_not="muted")

    shown = CliRunner().invoke(app, ["cutover", "show", "--json"])
    assert json.loads(shown.output) == [
        {
            "channel": "amazon",
            "told": False,
            "orders": 22,
            "waiting": 22,
            "notices": 22,
            "digests": 22,
            "exact": True,
        }
    ]
    chosen = CliRunner().invoke(app, ["cutover", "choose", "amazon", "send_now", "--untold"])
    assert chosen.output == "orders: 22  messages: 22  held: yes\n"
    assert "22 queued notices wait" in CliRunner().invoke(app, ["cutover", "show"]).output
    assert len(CliRunner().invoke(app, ["cutover", "approve"]).output.splitlines()) == 22
    refused = CliRunner().invoke(app, ["cutover", "choose", "amazon", "shout"])
    assert (refused.exit_code, "already_told, send_now, digest" in refused.output) == (2, True)
