"""Adjustments as lines of their own, estimates, and how taxes are rounded."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import billing.engine.adjustments
import billing.engine.streams
import billing.engine.taxes


# fmt: off
class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0003_guarantees"),
        ("customers", "0004_guarantees_of_terms"),
        ("pricing", "0004_guarantees_of_rates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Estimate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stream", models.CharField(choices=billing.engine.streams.choices, max_length=20, verbose_name="stream",)),
                ("period_start", models.DateField(verbose_name="period start")),
                ("period_end", models.DateField(verbose_name="period end (excluded)")),
                ("asked_at", models.DateTimeField(null=True, verbose_name="asked at (UTC)")),
                ("made_at", models.DateTimeField(null=True, verbose_name="made at (UTC)")),
                ("error", models.TextField(blank=True, verbose_name="error")),
                ("inputs", models.JSONField(default=dict, verbose_name="inputs")),
            ],
            options={
                "verbose_name": "estimate",
                "verbose_name_plural": "estimates",
            },
        ),
        migrations.CreateModel(
            name="EstimateLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                ("billing_type", models.CharField(choices=billing.engine.adjustments.billing_type_choices, max_length=20, verbose_name="billing type",)),
                ("charge_type", models.CharField(max_length=60, verbose_name="charge type")),
                ("period_start", models.DateField(verbose_name="charge start")),
                ("period_end", models.DateField(verbose_name="charge end (excluded)")),
                ("quantity", models.DecimalField(decimal_places=12, max_digits=28, verbose_name="quantity")),
                ("unit_price", models.DecimalField(decimal_places=18, max_digits=38, verbose_name="unit price")),
                ("list_price", models.DecimalField(decimal_places=18, max_digits=38, verbose_name="list price")),
                ("amount", models.DecimalField(decimal_places=4, max_digits=19, verbose_name="amount")),
                ("discount", models.DecimalField(decimal_places=4, default=0, max_digits=19, verbose_name="discount")),
                ("net", models.DecimalField(decimal_places=4, max_digits=19, verbose_name="subtotal")),
                ("tax", models.DecimalField(decimal_places=4, default=0, max_digits=19, verbose_name="tax")),
                ("recognised_on", models.DateField(verbose_name="recognised on")),
                ("texts", models.JSONField(default=dict, verbose_name="texts")),
                ("explanation", models.JSONField(default=dict, verbose_name="explanation")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
            ],
            options={
                "verbose_name": "estimated charge",
                "verbose_name_plural": "estimated charges",
            },
        ),
        migrations.AddField(
            model_name="invoice",
            name="estimated",
            field=models.JSONField(blank=True, default=dict, help_text="What the last estimate said, and each input that has changed since.", verbose_name="last estimate"),
        ),
        migrations.AddField(
            model_name="supplier",
            name="tax_rounding",
            field=models.CharField(choices=billing.engine.taxes.rounding_choices, default="document", help_text="Round the tax once a document and rate, or on every line.", max_length=10, verbose_name="tax rounding"),
        ),
        migrations.AlterField(
            model_name="chargerecord",
            name="billing_type",
            field=models.CharField(choices=billing.engine.adjustments.billing_type_choices, max_length=20, verbose_name="billing type"),
        ),
        migrations.AlterField(
            model_name="chargerecord",
            name="sku",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pricing.sku"),
        ),
        migrations.AlterField(
            model_name="chargerecord",
            name="subscription",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="customers.subscription"),
        ),
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("stream", models.CharField(choices=billing.engine.streams.choices, max_length=20, verbose_name="stream",)),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("amount", models.DecimalField(decimal_places=4, max_digits=19, verbose_name="amount before tax")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("applies_on", models.DateField(verbose_name="applies on")),
                ("granted_at", models.DateTimeField(verbose_name="granted at (UTC)")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at (UTC)")),
                ("granted_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL,)),
                ("line", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="offsets", to="billing.chargerecord",)),
                ("partner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="adjustments", to="customers.partner",)),
                ("withdrawn_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL,)),
            ],
            options={
                "verbose_name": "adjustment",
                "verbose_name_plural": "adjustments",
            },
        ),
        migrations.AddField(
            model_name="chargerecord",
            name="adjustment",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="billing.adjustment"),
        ),
        migrations.AddConstraint(
            model_name="chargerecord",
            constraint=models.CheckConstraint(condition=models.Q(models.Q(("adjustment__isnull", False), ("billing_type", "adjustment"), ("sku", None), ("subscription", None),), models.Q(models.Q(("billing_type", "adjustment"), _negated=True), ("sku__isnull", False), ("subscription__isnull", False),), _connector="OR",), name="a_charge_is_of_a_subscription_or_an_adjustment"),
        ),
        migrations.AddField(
            model_name="estimate",
            name="partner",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="estimates", to="customers.partner"),
        ),
        migrations.AddField(
            model_name="estimateline",
            name="estimate",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="billing.estimate"),
        ),
        migrations.AddField(
            model_name="estimateline",
            name="subscription",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="customers.subscription"),
        ),
        migrations.AddIndex(
            model_name="adjustment",
            index=models.Index(fields=["partner", "stream", "applies_on"], name="adjustments_by_partner"),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(condition=models.Q(("amount", 0), _negated=True), name="an_adjustment_is_some_amount"),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(condition=models.Q(("line", None), ("amount__lt", 0), _connector="OR"), name="an_offset_gives_money_back"),
        ),
        migrations.AddIndex(
            model_name="estimate",
            index=models.Index(condition=models.Q(("asked_at__isnull", False)), fields=["asked_at"], name="estimates_left_over"),
        ),
        migrations.AddConstraint(
            model_name="estimate",
            constraint=models.UniqueConstraint(fields=("partner", "stream", "period_start"), name="a_period_has_one_estimate"),
        ),
        migrations.AddConstraint(
            model_name="estimateline",
            constraint=models.UniqueConstraint(fields=("estimate", "currency", "position"), name="an_estimated_position_is_taken_once"),
        ),
    ]
