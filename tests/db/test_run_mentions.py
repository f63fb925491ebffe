"""The migration that says whom a run's words are about finds them by the numbers that earlier versions told."""

from __future__ import annotations

import json

from django.core.management import call_command

from makegood.db.models import AllocationRun, Channel, Order, RunMention
from tests.services.shop import NOW


def an_order(number: str, channel: Channel) -> Order:
    return Order.objects.create(
        number=number, channel=channel, placed_at=NOW, placed_on=NOW.date(), taken_at=NOW, currency="EUR"
    )


def a_run(*findings: dict[str, str]) -> AllocationRun:
    return AllocationRun.objects.create(
        cause="Withdraw", at=NOW, on=NOW.date(), actor="test", policy_revision=0, findings=list(findings)
    )


def test_every_order_of_a_number_that_stands_beside_words_is_mentioned(fresh_database: str) -> None:
    call_command("migrate", "makegood", "0014", verbosity=0)
    web, shop = (Channel.objects.create(name=name) for name in ("web", "shop"))
    first, other = an_order("1", web), an_order("1", shop)
    an_order("2", web)
    said = a_run(
        {"code": "served_last", "order": "1", "why": "she is ill"}, {"code": "overtaken", "order": "2"}
    )
    a_run({"code": "overtaken", "order": "2"})
    call_command("migrate", "makegood", verbosity=0)
    found = set(RunMention.objects.values_list("run_id", "order_id"))
    assert found == {(said.pk, first.pk), (said.pk, other.pk)}
    assert "she is ill" in json.dumps(AllocationRun.objects.get(pk=said.pk).findings)
