"""What Today counts, from indexes: lines that wait, tasks that ask somebody, first windows that ended in a week."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("makegood", "0015_run_mentions"),)
    operations = (
        migrations.AddIndex(
            model_name="order", index=models.Index(fields=["currency"], name="order_by_currency")
        ),
        migrations.RemoveIndex(model_name="orderline", name="line_short_by_baseline"),
        migrations.AddIndex(
            model_name="orderline",
            index=models.Index(
                condition=models.Q(("backordered_qty__gt", 0)),
                fields=["baseline", "published_to", "backordered_qty", "unit_price", "order"],
                name="line_short_by_baseline",
            ),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("version", 1)), fields=["ship_to"], name="promise_first_by_end"
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("kind", "deed_asked")), fields=["done_at"], name="task_deed_asked"
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("kind", "goodwill")), fields=["done_at"], name="task_goodwill"
            ),
        ),
    )
