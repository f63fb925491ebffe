"""Whoever calls is found by how their name begins, without reading all customers."""

from django.db import migrations, models

from makegood.db.models.base import Beginning


class Migration(migrations.Migration):
    dependencies = (("makegood", "0016_today_indexes"),)
    operations = (
        migrations.AddIndex(
            model_name="customer", index=models.Index(Beginning("name"), name="customer_by_name")
        ),
    )
