"""What becomes of a subscription at its renewal, and imports that are shown first."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0010_carts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PreparedImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("customers", "Customers"),
                            ("users", "Users"),
                            ("subscriptions", "Orders and subscriptions"),
                            ("changes", "Subscription changes"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("storage_key", models.CharField(max_length=120, verbose_name="storage key")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("counts", models.JSONField(default=dict, verbose_name="rows")),
                ("prepared_at", models.DateTimeField(verbose_name="prepared at (UTC)")),
                (
                    "applied_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="taken in at (UTC)"),
                ),
            ],
            options={
                "verbose_name": "prepared import",
                "verbose_name_plural": "prepared imports",
            },
        ),
        migrations.CreateModel(
            name="RenewalPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "quantity",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="quantity"),
                ),
                (
                    "frequency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("monthly", "Monthly"),
                            ("annual", "Annual"),
                            ("one_time", "One-time"),
                        ],
                        max_length=20,
                        verbose_name="billing frequency",
                    ),
                ),
                (
                    "term_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="term (months)"
                    ),
                ),
                ("planned_at", models.DateTimeField(verbose_name="planned at (UTC)")),
            ],
            options={
                "verbose_name": "renewal plan",
                "verbose_name_plural": "renewal plans",
            },
        ),
        migrations.AddField(
            model_name="preparedimport",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="prepared_imports",
                to="customers.partner",
            ),
        ),
        migrations.AddField(
            model_name="preparedimport",
            name="prepared_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="prepared_imports",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="renewalplan",
            name="planned_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="renewalplan",
            name="subscription",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="renewal_plan",
                to="customers.subscription",
            ),
        ),
        migrations.AddIndex(
            model_name="preparedimport",
            index=models.Index(
                condition=models.Q(("applied_at", None)),
                fields=["prepared_at"],
                name="imports_not_taken_in",
            ),
        ),
        migrations.AddConstraint(
            model_name="renewalplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("quantity__isnull", False),
                    models.Q(("frequency", ""), _negated=True),
                    ("term_months__isnull", False),
                    _connector="OR",
                ),
                name="a_renewal_plan_plans_something",
            ),
        ),
    ]
