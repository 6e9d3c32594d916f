"""Planned prices, the runs that publish lists, and files of lists."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pricing", "0006_guarantees_of_editions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlannedPrice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "from_month",
                    models.DateField(
                        help_text="The first day of the month.", verbose_name="from month"
                    ),
                ),
                (
                    "unit_price",
                    models.DecimalField(
                        blank=True,
                        decimal_places=18,
                        help_text="Leave empty where it is no longer offered.",
                        max_digits=38,
                        null=True,
                        verbose_name="list price",
                    ),
                ),
                (
                    "erp_price",
                    models.DecimalField(
                        blank=True,
                        decimal_places=18,
                        max_digits=38,
                        null=True,
                        verbose_name="estimated retail price",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at (UTC)")),
                (
                    "availability",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="planned",
                        to="pricing.availability",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "planned price",
                "verbose_name_plural": "planned prices",
            },
        ),
        migrations.CreateModel(
            name="PreviewRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(unique=True, verbose_name="month")),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Being made"), ("done", "Ready"), ("failed", "Failed")],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "lists_wanted",
                    models.PositiveIntegerField(default=0, verbose_name="lists wanted"),
                ),
                ("lists_done", models.PositiveIntegerField(default=0, verbose_name="lists done")),
                (
                    "prices_made",
                    models.PositiveIntegerField(default=0, verbose_name="prices made"),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked at (UTC)")),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished at (UTC)"),
                ),
                ("error", models.TextField(blank=True, verbose_name="error")),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "preview run",
                "verbose_name_plural": "preview runs",
            },
        ),
        migrations.CreateModel(
            name="ListFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("format", models.CharField(max_length=30, verbose_name="format")),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Being made"), ("done", "Ready"), ("failed", "Failed")],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked at (UTC)")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("rows_done", models.PositiveIntegerField(default=0, verbose_name="rows done")),
                ("made_at", models.DateTimeField(null=True, verbose_name="made at (UTC)")),
                (
                    "storage_key",
                    models.CharField(blank=True, max_length=120, verbose_name="storage key"),
                ),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="size (bytes)")),
                ("error", models.TextField(blank=True, verbose_name="error")),
                (
                    "price_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="pricing.pricelist",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a price list",
                "verbose_name_plural": "files of price lists",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "asked")),
                        fields=["asked_at"],
                        name="list_files_left_over",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("price_list", "format"), name="a_list_has_one_file_of_a_format"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            models.Q(
                                models.Q(("storage_key", ""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_ready_list_file_has_its_bytes",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="plannedprice",
            constraint=models.UniqueConstraint(
                fields=("availability", "from_month"), name="a_month_has_one_planned_price"
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedprice",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_month__day", 1)),
                name="a_planned_price_begins_on_the_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="plannedprice",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit_price", None), ("unit_price__gte", 0), _connector="OR"),
                name="a_planned_price_is_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="previewrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)), name="a_preview_run_is_for_a_month"
            ),
        ),
    ]
