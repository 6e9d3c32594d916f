"""Terms with cycles of their own, the currency of a purchase, managed days."""

import datetime

import django.db.models.deletion
from django.db import migrations, models

import pricing.engine.activity


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0002_guarantees"),
    ]

    operations = [
        migrations.AddField(
            model_name="partner",
            name="own_currency_since",
            field=models.DateField(
                blank=True,
                help_text="From this day on, one-time and recurring purchases of every customer are billed in the partner's currency; empty where the older rules still hold.",
                null=True,
                verbose_name="own currency for all purchases since",
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="converted_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="converted_to",
                to="customers.subscription",
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="currency",
            field=models.CharField(default="", max_length=3, verbose_name="billing currency"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="subscription",
            name="currency_decision",
            field=models.JSONField(blank=True, default=dict, verbose_name="why this currency"),
        ),
        migrations.AddField(
            model_name="subscriptionchange",
            name="detail",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=60, verbose_name="detail"
            ),
        ),
        migrations.AddField(
            model_name="term",
            name="anchored_on",
            field=models.DateField(
                default=datetime.date(1970, 1, 1), verbose_name="charge cycles counted from"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="term",
            name="cycle_months",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="0 for one charge on one day.",
                verbose_name="months of a charge cycle",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="term",
            name="frequency",
            field=models.CharField(
                choices=[("monthly", "Monthly"), ("annual", "Annual"), ("one_time", "One-time")],
                default="",
                max_length=20,
                verbose_name="billing frequency",
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="subscriptionchange",
            name="action",
            field=models.CharField(
                choices=pricing.engine.activity.action_choices,
                max_length=30,
                verbose_name="action",
            ),
        ),
        migrations.CreateModel(
            name="ManagedAccess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(verbose_name="since")),
                (
                    "until",
                    models.DateField(blank=True, null=True, verbose_name="until (excluded)"),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="managed",
                        to="customers.subscription",
                    ),
                ),
            ],
            options={
                "verbose_name": "managed access",
                "verbose_name_plural": "managed access",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until", None), ("until__gt", models.F("since")), _connector="OR"
                        ),
                        name="managed_access_lasts_some_days",
                    )
                ],
            },
        ),
    ]
