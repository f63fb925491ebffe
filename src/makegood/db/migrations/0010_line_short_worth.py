"""What waits for an item, by day and worth, from its index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("makegood", "0009_withdrawn_dates_typed_texts"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="orderline", name="line_short_of_item"),
        migrations.AddIndex(
            model_name="orderline",
            index=models.Index(
                condition=models.Q(("backordered_qty__gt", 0)),
                fields=["item", "baseline", "backordered_qty", "unit_price"],
                name="line_short_of_item",
            ),
        ),
    ]
