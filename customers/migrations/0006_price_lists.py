"""What partners were told of: announcements of previews."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0005_terms_without_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="month")),
                ("announced_at", models.DateTimeField(verbose_name="announced at (UTC)")),
                ("recipients", models.PositiveIntegerField(verbose_name="recipients")),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announcements",
                        to="customers.partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "announcement",
                "verbose_name_plural": "announcements",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("partner", "month"), name="a_preview_is_announced_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="an_announcement_is_of_a_month"
                    ),
                ],
            },
        ),
    ]
