"""The newest customers of a partner, found by an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0012_guarantees_of_people"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                fields=["partner", "-relationship_since", "-id"], name="customers_by_newest"
            ),
        ),
    ]
