"""Orders that the words in a run's findings are about: they were found by reading all runs, and by the number alone."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def mention(apps: Any, schema_editor: Any) -> None:
    """Runs of earlier versions name a number, and no channel: each order of that number is mentioned."""
    run, order = apps.get_model("makegood", "AllocationRun"), apps.get_model("makegood", "Order")
    mentions = apps.get_model("makegood", "RunMention").objects
    for pk, findings in (
        run.objects.exclude(findings=[]).order_by("pk").values_list("pk", "findings").iterator()
    ):
        numbers = {each["order"] for each in findings if "why" in each}
        if numbers:
            orders = order.objects.filter(number__in=numbers).order_by("pk").values_list("pk", flat=True)
            mentions.bulk_create([mentions.model(run_id=pk, order_id=order_pk) for order_pk in orders])


class Migration(migrations.Migration):
    dependencies = (("makegood", "0014_of_each_order"),)
    operations = (
        migrations.CreateModel(
            name="RunMention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="run_mentions",
                        to="makegood.order",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentions",
                        to="makegood.allocationrun",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="runmention",
            constraint=models.UniqueConstraint(fields=("order", "run"), name="run_mention_once"),
        ),
        migrations.RunPython(mention, migrations.RunPython.noop),
    )
