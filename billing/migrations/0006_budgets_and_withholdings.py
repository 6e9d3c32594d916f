"""Usage budgets with their alerts, and tax withheld from invoices."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0005_guarantees_of_adjustments"),
        ("customers", "0008_requests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=4, max_digits=19, verbose_name="amount"),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                (
                    "alert_percent",
                    models.PositiveSmallIntegerField(
                        default=80, verbose_name="alert at (percent)"
                    ),
                ),
                ("set_at", models.DateTimeField(verbose_name="set at (UTC)")),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budget",
                        to="customers.customer",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "usage budget",
                "verbose_name_plural": "usage budgets",
            },
        ),
        migrations.CreateModel(
            name="BudgetAlert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="month")),
                ("percent", models.PositiveSmallIntegerField(verbose_name="percent")),
                (
                    "used",
                    models.DecimalField(decimal_places=4, max_digits=19, verbose_name="used"),
                ),
                (
                    "budget",
                    models.DecimalField(decimal_places=4, max_digits=19, verbose_name="budget"),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("told_at", models.DateTimeField(verbose_name="told at (UTC)")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budget_alerts",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "budget alert",
                "verbose_name_plural": "budget alerts",
            },
        ),
        migrations.CreateModel(
            name="Withholding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=4, max_digits=19, verbose_name="amount"),
                ),
                ("accepted_at", models.DateTimeField(verbose_name="accepted at (UTC)")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invoice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withholding",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "verbose_name": "withholding",
                "verbose_name_plural": "withholdings",
            },
        ),
        migrations.AddField(
            model_name="withholding",
            name="request",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withholding",
                to="customers.servicerequest",
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="a_budget_is_some_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.CheckConstraint(
                condition=models.Q(("alert_percent__gte", 1), ("alert_percent__lte", 100)),
                name="a_budget_alerts_before_it_is_used_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetalert",
            constraint=models.UniqueConstraint(
                fields=("customer", "month", "percent"), name="a_budget_alert_is_sent_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetalert",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)), name="a_budget_alert_is_of_a_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="a_withholding_is_some_amount"
            ),
        ),
    ]
