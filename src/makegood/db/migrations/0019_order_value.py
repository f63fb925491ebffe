"""An imported order was worth what was left of its closed lines too: it is worth what is still wanted (I21)."""

from __future__ import annotations

from django.db import migrations

_PUT_RIGHT = """
UPDATE makegood_order SET value = wanted.value
FROM (
    SELECT order_id, COALESCE(SUM(unit_price * (ordered_qty - cancelled_qty - substituted_qty)), 0) AS value
    FROM makegood_orderline GROUP BY order_id
) wanted
WHERE wanted.order_id = makegood_order.id AND wanted.value <> makegood_order.value
"""


class Migration(migrations.Migration):
    dependencies = (("makegood", "0018_customer_by_last_word"),)
    operations = (
        # An earlier version reads the right value as well.
        migrations.RunSQL(_PUT_RIGHT, migrations.RunSQL.noop),
    )
