"""Words of editions, what they follow, and how each price compares."""

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
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(
                fields=("sku", "digest"), name="a_wording_is_kept_once"
            ),
        ),
    ]
