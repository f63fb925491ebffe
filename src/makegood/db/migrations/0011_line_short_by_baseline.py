"""Lines that wait, in the order of the day they should have shipped: the ageing board reads the first ones."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("makegood", "0007_line_indexes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="orderline",
            index=models.Index(
                condition=models.Q(("backordered_qty__gt", 0)),
                fields=["baseline"],
                name="line_short_by_baseline",
            ),
        ),
    ]
