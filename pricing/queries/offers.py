"""What something on sale costs in another way of paying."""

from __future__ import annotations

from datetime import date

from pricing.models import Availability, Price


def price_for_cycle(availability: Availability, *, months: int, on: date) -> Price | None:
    """Return the day's price of the same offer for charge cycles of so many months.

    One for the whole cycle goes before one by the month; None when the offer is not on the list.
    """
    return (
        Price.objects.on(on)
        .filter(
            availability__sku=availability.sku_id,
            availability__currency=availability.currency,
            availability__market=availability.market,
            availability__agreement_type=availability.agreement_type,
            availability__end_customer_type=availability.end_customer_type,
            availability__months__in=(1, months),
        )
        .select_related("availability")
        .order_by("-availability__months")
        .first()
    )
