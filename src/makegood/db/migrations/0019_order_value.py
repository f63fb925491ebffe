"""An imported order was worth what was left of its closed lines too: it is worth what is still wanted (I21)."""

from __future__ import annotations

from django.db import migrations

_PUT_RIGHT = """
UPDATE makegood_order SET value = COALESCE(
    (SELECT SUM(l.unit_price * (l.ordered_qty - l.cancelled_qty - l.substituted_qty))
        FROM makegood_orderline l WHERE l.order_id = makegood_order.id), 0)
"""


class Migration(migrations.Migration):
    dependencies = (("makegood", "0018_customer_by_last_word"),)
    operations = (
        # An earlier version reads the right value as well.
        migrations.RunSQL(_PUT_RIGHT, migrations.RunSQL.noop),
    )
