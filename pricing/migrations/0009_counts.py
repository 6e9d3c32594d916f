"""Editions know their counts; a price is for a month or more; overlaps are found as boxes."""

from django.db import migrations, models
from django.db.models import Value

# The days of an availability as a box of no height: half as long to check as ranges, and no
# extension (btree_gist) is needed either. Whole numbers up to 2^53 are exact in it.
BOXES = """
ALTER TABLE pricing_price DROP CONSTRAINT prices_never_overlap;
ALTER TABLE pricing_price ADD CONSTRAINT prices_never_overlap EXCLUDE USING gist (
    box(point(availability_id, valid_from - DATE '2000-01-01'),
        point(availability_id, valid_until - 1 - DATE '2000-01-01')) WITH &&
) WHERE (in_force);
"""
RANGES = """
ALTER TABLE pricing_price DROP CONSTRAINT prices_never_overlap;
ALTER TABLE pricing_price ADD CONSTRAINT prices_never_overlap EXCLUDE USING gist (
    int8range(availability_id, availability_id, '[]') WITH &&,
    daterange(valid_from, valid_until) WITH &&
) WHERE (in_force);
"""


class Migration(migrations.Migration):
    dependencies = [("pricing", "0008_offer_matrix")]
    operations = [
        migrations.AddField(
            "pricelist",
            "counts",
            models.JSONField(
                blank=True,
                db_default=Value({}, models.JSONField()),
                default=dict,
                verbose_name="counts",
            ),
        ),
        migrations.AddConstraint(
            "availability",
            models.CheckConstraint(
                condition=models.Q(months__gte=1), name="a_price_is_for_a_month_or_more"
            ),
        ),
        migrations.RunSQL(BOXES, RANGES),
    ]
