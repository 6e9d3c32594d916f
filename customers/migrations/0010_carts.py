"""Carts, and who placed an order."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0009_conversations"),
        ("pricing", "0009_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Cart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purchase_order",
                    models.CharField(blank=True, max_length=60, verbose_name="purchase order"),
                ),
                ("changed_at", models.DateTimeField(verbose_name="last changed at (UTC)")),
            ],
            options={
                "verbose_name": "cart",
                "verbose_name_plural": "carts",
            },
        ),
        migrations.CreateModel(
            name="CartItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("quantity", models.PositiveIntegerField(verbose_name="quantity")),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("monthly", "Monthly"),
                            ("annual", "Annual"),
                            ("one_time", "One-time"),
                        ],
                        max_length=20,
                        verbose_name="billing frequency",
                    ),
                ),
                ("term_months", models.PositiveSmallIntegerField(verbose_name="term (months)")),
                (
                    "auto_renew",
                    models.BooleanField(default=True, verbose_name="renews automatically"),
                ),
                ("name", models.CharField(blank=True, max_length=250, verbose_name="name")),
                (
                    "reseller_mpn_id",
                    models.CharField(blank=True, max_length=20, verbose_name="reseller MPN id"),
                ),
            ],
            options={
                "verbose_name": "cart item",
                "verbose_name_plural": "cart items",
            },
        ),
        migrations.AddField(
            model_name="order",
            name="placed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="placed at (UTC)"),
        ),
        migrations.AddField(
            model_name="order",
            name="placed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                fields=["customer", "-placed_on", "-id"], name="orders_by_customer"
            ),
        ),
        migrations.AddField(
            model_name="cart",
            name="customer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="carts",
                to="customers.customer",
            ),
        ),
        migrations.AddField(
            model_name="cart",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="cartitem",
            name="availability",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="pricing.availability",
            ),
        ),
        migrations.AddField(
            model_name="cartitem",
            name="base",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="customers.subscription",
            ),
        ),
        migrations.AddField(
            model_name="cartitem",
            name="base_item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="add_ons",
                to="customers.cartitem",
            ),
        ),
        migrations.AddField(
            model_name="cartitem",
            name="cart",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="items",
                to="customers.cart",
            ),
        ),
        migrations.AddConstraint(
            model_name="cart",
            constraint=models.UniqueConstraint(
                fields=("customer", "owner"), name="a_person_has_one_cart_for_a_customer"
            ),
        ),
        migrations.AddConstraint(
            model_name="cartitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1)), name="a_cart_item_is_at_least_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="cartitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("base", None), ("base_item", None), _connector="OR"),
                name="an_add_on_has_one_base",
            ),
        ),
    ]
