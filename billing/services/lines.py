"""Writing charges as the lines of a draft, with every name they print copied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from billing.engine.charges import Charge
from billing.models import ChargeRecord, Invoice
from customers.models import Subscription
from pricing.models import Sku


def write(
    *, invoice: Invoice, charges: Sequence[Charge], subscriptions: Mapping[str, Subscription]
) -> None:
    """Add the charges to a draft, in their order; the database refuses an issued invoice."""
    meters = Sku.objects.select_related("product").in_bulk(
        {int(charge.meter) for charge in charges if charge.meter}
    )
    ChargeRecord.objects.bulk_create(
        (
            _record(
                invoice,
                position,
                charge,
                subscriptions[charge.subject],
                meters.get(int(charge.meter or 0)),
            )
            for position, charge in enumerate(charges, start=1)
        ),
        batch_size=1000,
    )


def _record(
    invoice: Invoice,
    position: int,
    charge: Charge,
    subscription: Subscription,
    meter: Sku | None,
) -> ChargeRecord:
    sku = meter or subscription.availability.sku
    return ChargeRecord(
        invoice=invoice,
        position=position,
        subscription=subscription,
        sku=sku,
        price_id=int(charge.price_key) if charge.price_key else None,
        reverses_id=int(charge.reverses) if charge.reverses else None,
        billing_type=charge.billing_type,
        charge_type=charge.charge_type,
        period_start=charge.period.start,
        period_end=charge.period.end,
        quantity=charge.quantity,
        unit_price=charge.unit_price,
        list_price=charge.list_price,
        amount=charge.amount.amount,
        net=charge.amount.amount,
        recognised_on=charge.recognised_on,
        texts=_texts(subscription, sku),
        explanation=dict(charge.explanation),
    )


def _texts(subscription: Subscription, sku: Sku) -> dict[str, str]:
    """Copy the names as they are today: an issued line never changes its wording."""
    customer, order, offer = subscription.customer, subscription.order, subscription.availability
    return {
        "customer_id": str(customer.public_id),
        "customer": customer.name,
        "domain": customer.domain,
        "country": customer.country,
        "reseller_mpn_id": subscription.reseller_mpn_id,
        "order_id": order.order_id,
        "ordered_on": order.placed_on.isoformat(),
        "purchase_order": order.purchase_order,
        "subscription_id": str(subscription.public_id),
        "subscription": subscription.name,
        "starts_on": subscription.starts_on.isoformat(),
        "billing_cycle": subscription.get_frequency_display(),
        "offer_id": offer.sku.offer_id or "",
        "offer": offer.sku.title,
        "availability_id": offer.availability_id,
        "product_id": sku.product.product_id,
        "product": sku.product.title,
        "publisher": sku.product.publisher,
        "sku_id": sku.sku_id,
        "sku": sku.title,
        "meter_id": str(sku.meter_id or ""),
        "unit": sku.unit,
    }
