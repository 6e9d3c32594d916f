import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pricing", "0004_guarantees_of_rates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="price",
            name="earlier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="pricing.price",
            ),
        ),
        migrations.AddField(
            model_name="price",
            name="offered_from",
            field=models.DateField(null=True, verbose_name="offered from"),
        ),
        migrations.AddField(
            model_name="price",
            name="offered_until",
            field=models.DateField(blank=True, null=True, verbose_name="offered until (excluded)"),
        ),
        migrations.AddField(
            model_name="price",
            name="other_changes",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="other changes"
            ),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="file_hash",
            field=models.CharField(
                blank=True, max_length=64, verbose_name="hash of the file (SHA-256)"
            ),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="pricing.pricelist",
            ),
        ),
        migrations.AddField(
            model_name="pricelist",
            name="generated",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Carried on from the edition before, with planned prices; nobody imported it.",
                verbose_name="generated",
            ),
        ),
        migrations.AlterField(
            model_name="price",
            name="status",
            field=models.CharField(
                choices=[("ADD", "New"), ("CHG", "Changed"), ("UNC", "Unchanged")],
                default="ADD",
                max_length=4,
                verbose_name="change",
            ),
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("texts", models.JSONField(verbose_name="texts")),
                ("digest", models.CharField(max_length=32, verbose_name="digest (MD5)")),
                (
                    "sku",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="listings",
                        to="pricing.sku",
                    ),
                ),
            ],
            options={
                "verbose_name": "listing",
                "verbose_name_plural": "listings",
            },
        ),
        migrations.AddField(
            model_name="price",
            name="listing",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="pricing.listing",
            ),
        ),
        migrations.CreateModel(
            name="OfferMatrix",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "month",
                    models.DateField(
                        help_text="The first day of the month it is for.", verbose_name="month"
                    ),
                ),
                ("edition", models.PositiveSmallIntegerField(default=1, verbose_name="edition")),
                (
                    "content_hash",
                    models.CharField(max_length=64, verbose_name="content hash (SHA-256)"),
                ),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="file")),
                ("row_count", models.PositiveIntegerField(default=0, verbose_name="rows")),
                ("published_at", models.DateTimeField(verbose_name="published at (UTC)")),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "offer matrix",
                "verbose_name_plural": "offer matrices",
            },
        ),
        migrations.CreateModel(
            name="OfferRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "min_quantity",
                    models.PositiveIntegerField(default=1, verbose_name="minimum seats"),
                ),
                (
                    "max_quantity",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="maximum seats"
                    ),
                ),
                (
                    "limit",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="purchase limit"
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("none", "Without limit"),
                            ("lifetime", "In a lifetime"),
                            ("concurrent", "At a time"),
                        ],
                        default="none",
                        max_length=20,
                        verbose_name="limit scope",
                    ),
                ),
                (
                    "duration_months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="months"),
                ),
                (
                    "frequencies",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        default=list,
                        size=None,
                        verbose_name="billing frequencies",
                    ),
                ),
                (
                    "depends_on",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        default=list,
                        size=None,
                        verbose_name="base offers",
                    ),
                ),
                (
                    "converts_to",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        default=list,
                        size=None,
                        verbose_name="may be converted to",
                    ),
                ),
                (
                    "countries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2),
                        default=list,
                        size=None,
                        verbose_name="countries",
                    ),
                ),
                ("texts", models.JSONField(default=dict, verbose_name="texts")),
                (
                    "matrix",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="pricing.offermatrix",
                    ),
                ),
                (
                    "sku",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="pricing.sku",
                    ),
                ),
            ],
            options={
                "verbose_name": "offer rule",
                "verbose_name_plural": "offer rules",
            },
        ),
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
            model_name="listing",
            constraint=models.UniqueConstraint(
                fields=("sku", "digest"), name="a_wording_is_kept_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="offermatrix",
            constraint=models.UniqueConstraint(
                fields=("month", "edition"), name="an_edition_of_a_matrix_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="offermatrix",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)), name="an_offer_matrix_begins_on_the_first"
            ),
        ),
        migrations.AddConstraint(
            model_name="offerrule",
            constraint=models.UniqueConstraint(
                fields=("matrix", "sku"), name="an_offer_has_one_rule_in_a_matrix"
            ),
        ),
        migrations.AddConstraint(
            model_name="offerrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("min_quantity__gte", 1),
                    models.Q(
                        ("max_quantity", None),
                        ("max_quantity__gte", models.F("min_quantity")),
                        _connector="OR",
                    ),
                ),
                name="seats_have_a_sensible_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="offerrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("limit", None), ("scope", "none")),
                    models.Q(models.Q(("scope", "none"), _negated=True), ("limit__gte", 1)),
                    _connector="OR",
                ),
                name="a_limit_has_a_scope",
            ),
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
