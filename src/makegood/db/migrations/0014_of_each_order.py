"""Postcode, language and whether a business buys are of each order: they stood with its customer, as the first order
told them."""

from __future__ import annotations

from django.db import migrations, models

_COPY = """
UPDATE makegood_order SET
    postcode = (SELECT c.postcode FROM makegood_customer c WHERE c.id = makegood_order.customer_id),
    language = (SELECT c.language FROM makegood_customer c WHERE c.id = makegood_order.customer_id),
    business = (SELECT c.business FROM makegood_customer c WHERE c.id = makegood_order.customer_id)
WHERE customer_id IS NOT NULL
"""
_BACK = """
UPDATE makegood_customer SET
    postcode = (SELECT o.postcode FROM makegood_order o WHERE o.customer_id = makegood_customer.id
        ORDER BY o.id LIMIT 1),
    language = (SELECT o.language FROM makegood_order o WHERE o.customer_id = makegood_customer.id
        ORDER BY o.id LIMIT 1),
    business = (SELECT o.business FROM makegood_order o WHERE o.customer_id = makegood_customer.id
        ORDER BY o.id LIMIT 1)
WHERE EXISTS (SELECT 1 FROM makegood_order o WHERE o.customer_id = makegood_customer.id)
"""


class Migration(migrations.Migration):
    dependencies = (("makegood", "0013_limit"),)
    operations = (
        migrations.AddField("order", "postcode", models.CharField(max_length=255, null=True)),
        migrations.AddField("order", "language", models.CharField(max_length=35, null=True)),
        migrations.AddField("order", "business", models.BooleanField(default=False)),
        migrations.RunSQL(_COPY, _BACK),
        migrations.RemoveField("customer", "postcode"),
        migrations.RemoveField("customer", "language"),
        migrations.RemoveField("customer", "business"),
        # Each order had its own before; this one was the first order's.
        migrations.RemoveField("customer", "country"),
    )
