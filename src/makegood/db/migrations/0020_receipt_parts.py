"""A delivery that is of several lots has a receipt of each, which are known to be one delivery."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("makegood", "0019_order_value"),)
    operations = (
        migrations.AddField(
            "receipt",
            "first_part",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=models.PROTECT,
                related_name="others",
                to="makegood.receipt",
            ),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(
                condition=models.Q(("first_part__isnull", False)),
                fields=["first_part"],
                name="receipt_other_part",
            ),
        ),
    )
