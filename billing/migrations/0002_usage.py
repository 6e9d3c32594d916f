"""Usage, one partition a month; the partition of a month is made when its first row arrives."""

import django.db.models.deletion
from django.db import migrations, models

CREATE = """
CREATE SEQUENCE billing_usagerecord_id_seq AS bigint;
CREATE TABLE billing_usagerecord (
    id bigint NOT NULL DEFAULT nextval('billing_usagerecord_id_seq'),
    usage_on date NOT NULL,
    subscription_id bigint NOT NULL REFERENCES customers_subscription DEFERRABLE INITIALLY DEFERRED,
    meter_id bigint NOT NULL REFERENCES pricing_sku DEFERRABLE INITIALLY DEFERRED,
    quantity numeric(28, 12) NOT NULL,
    region varchar(60) NOT NULL DEFAULT '',
    resource_group varchar(100) NOT NULL DEFAULT '',
    resource_uri varchar(500) NOT NULL DEFAULT '',
    tags text NOT NULL DEFAULT '',
    usage_file_id bigint NOT NULL REFERENCES billing_usagefile DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (usage_on, id),
    CONSTRAINT usage_is_recorded_once
        UNIQUE (subscription_id, meter_id, usage_on, resource_uri, region),
    CONSTRAINT usage_is_not_negative CHECK (quantity >= 0)
) PARTITION BY RANGE (usage_on);
ALTER SEQUENCE billing_usagerecord_id_seq OWNED BY billing_usagerecord.id;

CREATE FUNCTION billing_usage_partition(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first date := date_trunc('month', day)::date;
    name text := 'billing_usagerecord_' || to_char(first, 'YYYYMM');
BEGIN
    IF to_regclass(name) IS NULL THEN
        EXECUTE format(
            'CREATE TABLE %I PARTITION OF billing_usagerecord FOR VALUES FROM (%L) TO (%L)',
            name, first, (first + interval '1 month')::date
        );
    END IF;
END $$;
"""
DROP = """
DROP FUNCTION billing_usage_partition(date);
DROP TABLE billing_usagerecord;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0001_initial"),
        ("customers", "0001_initial"),
        ("pricing", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            CREATE,
            DROP,
            state_operations=[
                migrations.CreateModel(
                    name="UsageRecord",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "usage_on",
                                "id",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("id", models.BigIntegerField(editable=False)),
                        ("usage_on", models.DateField(verbose_name="usage date")),
                        (
                            "quantity",
                            models.DecimalField(
                                decimal_places=12, max_digits=28, verbose_name="quantity"
                            ),
                        ),
                        (
                            "region",
                            models.CharField(blank=True, max_length=60, verbose_name="region"),
                        ),
                        (
                            "resource_group",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="resource group"
                            ),
                        ),
                        (
                            "resource_uri",
                            models.CharField(blank=True, max_length=500, verbose_name="resource"),
                        ),
                        ("tags", models.TextField(blank=True, verbose_name="tags")),
                        (
                            "meter",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="pricing.sku",
                            ),
                        ),
                        (
                            "subscription",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="usage",
                                to="customers.subscription",
                            ),
                        ),
                        (
                            "usage_file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="records",
                                to="billing.usagefile",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "usage record",
                        "verbose_name_plural": "usage records",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=(
                                    "subscription",
                                    "meter",
                                    "usage_on",
                                    "resource_uri",
                                    "region",
                                ),
                                name="usage_is_recorded_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("quantity__gte", 0)),
                                name="usage_is_not_negative",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
