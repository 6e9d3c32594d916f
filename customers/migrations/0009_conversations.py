"""What is said about a request, and the exemptions from tax that it may lead to."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0008_requests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="file name")),
                ("media_type", models.CharField(max_length=60, verbose_name="media type")),
                ("size", models.PositiveIntegerField(verbose_name="size (bytes)")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("storage_key", models.CharField(max_length=120, verbose_name="storage key")),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
            },
        ),
        migrations.CreateModel(
            name="RequestMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at (UTC)")),
                ("from_supplier", models.BooleanField(verbose_name="from the supplier")),
                ("is_internal", models.BooleanField(default=False, verbose_name="internal note")),
                ("text", models.TextField(verbose_name="text")),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
            },
        ),
        migrations.CreateModel(
            name="TaxExemption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("vat", "VAT"), ("sales_tax", "Sales tax")],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("jurisdiction", models.CharField(max_length=10, verbose_name="jurisdiction")),
                (
                    "certificate",
                    models.CharField(blank=True, max_length=60, verbose_name="certificate number"),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="valid until (excluded)"),
                ),
                ("accepted_at", models.DateTimeField(verbose_name="accepted at (UTC)")),
            ],
            options={
                "verbose_name": "tax exemption",
                "verbose_name_plural": "tax exemptions",
            },
        ),
        migrations.AddField(
            model_name="requestmessage",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="message",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="customers.requestmessage",
            ),
        ),
        migrations.AddField(
            model_name="requestmessage",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="customers.servicerequest",
            ),
        ),
        migrations.AddField(
            model_name="taxregistration",
            name="request",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tax_registrations",
                to="customers.servicerequest",
            ),
        ),
        migrations.AddField(
            model_name="taxexemption",
            name="accepted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="taxexemption",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tax_exemptions",
                to="customers.partner",
            ),
        ),
        migrations.AddField(
            model_name="taxexemption",
            name="request",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tax_exemptions",
                to="customers.servicerequest",
            ),
        ),
        migrations.AddConstraint(
            model_name="requestmessage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_internal", False), ("from_supplier", True), _connector="OR"
                ),
                name="only_the_supplier_keeps_notes",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxexemption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None),
                    ("valid_until__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="a_tax_exemption_is_valid_for_some_days",
            ),
        ),
    ]
