"""Whoever calls is found by their surname too, without reading all customers."""

from django.db import migrations, models

from makegood.db.models.base import Beginning, LastWord


class Migration(migrations.Migration):
    dependencies = (("makegood", "0017_customer_by_name"),)
    operations = (
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(Beginning(LastWord("name")), name="customer_by_last_word"),
        ),
    )
