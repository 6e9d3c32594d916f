"""The offer matrix and its rules, never changed once published."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CREATE = "".join(
    f"""
CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON pricing_{table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
    for table in ("offermatrix", "offerrule")
)
DROP = """
DROP TRIGGER offermatrix_is_kept ON pricing_offermatrix;
DROP TRIGGER offerrule_is_kept ON pricing_offerrule;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pricing", "0007_publishing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
        migrations.RunSQL(CREATE, DROP),
    ]
