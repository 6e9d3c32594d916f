"""Tiers and included quantities of prices, exchange rates, what may be done to an offer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import pricing.engine.cancellation


class Migration(migrations.Migration):
    dependencies = [
        ("pricing", "0002_guarantees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExchangeRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pricing_currency",
                    models.CharField(max_length=3, verbose_name="pricing currency"),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="billing currency")),
                (
                    "month",
                    models.DateField(
                        help_text="The first day of the month it is for.", verbose_name="month"
                    ),
                ),
                (
                    "rate",
                    models.DecimalField(decimal_places=18, max_digits=38, verbose_name="rate"),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("published_on", models.DateField(verbose_name="published on")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at (UTC)")),
            ],
            options={
                "verbose_name": "exchange rate",
                "verbose_name_plural": "exchange rates",
            },
        ),
        migrations.AddField(
            model_name="availability",
            name="months",
            field=models.PositiveSmallIntegerField(
                db_default=1,
                default=1,
                help_text="How many months of a licence the price is for.",
                verbose_name="months",
            ),
        ),
        migrations.AddField(
            model_name="price",
            name="included",
            field=models.DecimalField(
                db_default=0,
                decimal_places=12,
                default=0,
                max_digits=28,
                verbose_name="included quantity",
            ),
        ),
        migrations.AddField(
            model_name="price",
            name="tiers",
            field=models.JSONField(
                blank=True,
                db_default=models.Value([], models.JSONField()),
                default=list,
                help_text='Beyond the first units: [{"above": "100", "unit_price": "0.80"}].',
                verbose_name="tiers",
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="cancellation",
            field=models.CharField(
                blank=True,
                choices=pricing.engine.cancellation.choices,
                db_default="",
                default="",
                help_text="What a cancelled one-time or recurring purchase gives back.",
                max_length=30,
                verbose_name="cancellation",
            ),
        ),
        migrations.AddField(
            model_name="sku",
            name="earns_credit",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Of a meter: whether managed use of it is charged less the partner credit.",
                verbose_name="earns the partner credit",
            ),
        ),
        migrations.AddField(
            model_name="sku",
            name="may_be_cancelled",
            field=models.BooleanField(
                db_default=True, default=True, verbose_name="may be cancelled"
            ),
        ),
        migrations.AddField(
            model_name="sku",
            name="may_be_changed",
            field=models.BooleanField(
                db_default=True, default=True, verbose_name="quantity may be changed"
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(("included__gte", 0)),
                name="an_included_quantity_is_not_negative",
            ),
        ),
        migrations.AddField(
            model_name="exchangerate",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="exchangerate",
            constraint=models.UniqueConstraint(
                fields=("pricing_currency", "currency", "month"),
                name="a_month_has_one_exchange_rate",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchangerate",
            constraint=models.CheckConstraint(
                condition=models.Q(("rate__gt", 0)), name="an_exchange_rate_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="exchangerate",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)), name="an_exchange_rate_begins_on_the_first"
            ),
        ),
    ]
