"""What partners ask the supplier for."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0007_partners_and_customers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="request id"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tax_id", "Tax id"),
                            ("vat_exemption", "VAT exemption"),
                            ("withholding", "Withholding tax"),
                            ("sales_tax_exemption", "Sales tax exemption"),
                            ("credit", "Credit"),
                            ("credit_and_rebill", "Credit and rebill"),
                            ("billing_question", "Billing question"),
                        ],
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("in_review", "In review"),
                            ("pending_partner", "Pending partner action"),
                            ("completed", "Completed"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="in_review",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("subject", models.CharField(max_length=150, verbose_name="subject")),
                (
                    "invoice_number",
                    models.CharField(blank=True, max_length=30, verbose_name="invoice"),
                ),
                (
                    "line_position",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="line"),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=19,
                        null=True,
                        verbose_name="amount",
                    ),
                ),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                ("tax_number", models.CharField(blank=True, max_length=30, verbose_name="tax id")),
                (
                    "jurisdiction",
                    models.CharField(blank=True, max_length=10, verbose_name="jurisdiction"),
                ),
                (
                    "certificate",
                    models.CharField(blank=True, max_length=60, verbose_name="certificate number"),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="valid until (excluded)"),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened at (UTC)")),
                ("changed_at", models.DateTimeField(verbose_name="last changed at (UTC)")),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided at (UTC)"),
                ),
                (
                    "outcome",
                    models.JSONField(blank=True, default=list, verbose_name="what it changed"),
                ),
            ],
            options={
                "verbose_name": "service request",
                "verbose_name_plural": "service requests",
            },
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="assigned_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="customer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="opened_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="servicerequest",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to="customers.partner",
            ),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(
                fields=["partner", "-opened_at", "-id"], name="requests_by_partner"
            ),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(
                condition=models.Q(("state", "in_review")),
                fields=["opened_at"],
                name="requests_in_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount", None),
                    models.Q(("amount__gt", 0), models.Q(("currency", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_request_asks_for_a_positive_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="servicerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ("in_review", "pending_partner")), ("decided_at", None)
                    ),
                    models.Q(
                        models.Q(("state__in", ("in_review", "pending_partner")), _negated=True),
                        ("decided_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_request_is_decided_once",
            ),
        ),
    ]
