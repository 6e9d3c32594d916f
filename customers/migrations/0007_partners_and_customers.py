"""How to reach partners and customers, where an enrolment stands, who resells, and search by words."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0006_price_lists"),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="BillingContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
            ],
            options={
                "verbose_name": "billing contact",
                "verbose_name_plural": "billing contacts",
            },
        ),
        migrations.CreateModel(
            name="Reseller",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mpn_id", models.CharField(max_length=20, verbose_name="MPN id")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                ("is_active", models.BooleanField(default=True, verbose_name="sells")),
            ],
            options={
                "verbose_name": "reseller",
                "verbose_name_plural": "resellers",
            },
        ),
        migrations.AddField(
            model_name="customer",
            name="address_line2",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=200,
                verbose_name="address, second line",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="contact_name",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="contact"
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="contact_phone",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=40,
                verbose_name="contact telephone",
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="region",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=100,
                verbose_name="state or province",
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="address_line2",
            field=models.CharField(
                blank=True, max_length=200, verbose_name="address, second line"
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="contact_email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="contact e-mail"),
        ),
        migrations.AddField(
            model_name="partner",
            name="contact_name",
            field=models.CharField(blank=True, max_length=120, verbose_name="contact"),
        ),
        migrations.AddField(
            model_name="partner",
            name="contact_phone",
            field=models.CharField(blank=True, max_length=40, verbose_name="contact telephone"),
        ),
        migrations.AddField(
            model_name="partner",
            name="kind",
            field=models.CharField(
                choices=[
                    ("direct_bill", "Direct bill"),
                    ("indirect_provider", "Indirect provider"),
                ],
                default="direct_bill",
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="profile_confirmed_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="profile confirmed at (UTC)"
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="region",
            field=models.CharField(blank=True, max_length=100, verbose_name="state or province"),
        ),
        migrations.AddField(
            model_name="partner",
            name="registration",
            field=models.CharField(blank=True, max_length=60, verbose_name="company registration"),
        ),
        migrations.AddField(
            model_name="partner",
            name="state",
            field=models.CharField(
                choices=[
                    ("in_review", "In review"),
                    ("active", "Active"),
                    ("suspended", "Suspended"),
                    ("left", "Left"),
                ],
                default="active",
                max_length=20,
                verbose_name="state",
            ),
        ),
        migrations.AddField(
            model_name="partner",
            name="state_reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="reason of the state"),
        ),
        migrations.AddField(
            model_name="partner",
            name="state_since",
            field=models.DateField(blank=True, null=True, verbose_name="state since"),
        ),
        migrations.AddField(
            model_name="taxregistration",
            name="online",
            field=models.CharField(
                choices=[
                    ("unknown", "Not asked"),
                    ("valid", "Valid"),
                    ("invalid", "Not valid"),
                    ("unavailable", "No answer"),
                ],
                default="unknown",
                max_length=20,
                verbose_name="online check",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("name"), "gin_trgm_ops"
                ),
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("domain"), "gin_trgm_ops"
                ),
                name="customers_by_their_words",
            ),
        ),
        migrations.AddField(
            model_name="billingcontact",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="billing_contacts",
                to="customers.partner",
            ),
        ),
        migrations.AddField(
            model_name="reseller",
            name="partner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="resellers",
                to="customers.partner",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingcontact",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                models.F("partner"),
                name="a_billing_contact_is_told_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reseller",
            constraint=models.UniqueConstraint(
                fields=("partner", "mpn_id"), name="a_reseller_is_known_once_to_a_provider"
            ),
        ),
    ]
