"""What counts as software: ordering and cancelling it ask for permissions of their own."""

from __future__ import annotations

from collections.abc import Collection

from pricing.models import Price

LIST = "software"


def is_software(availabilities: Collection[int]) -> bool:
    """Say whether one of these is, or was, on a software price list (domain 2.2)."""
    return Price.objects.filter(availability__in=availabilities, price_list__kind=LIST).exists()


def condition(availability: str) -> str:
    """Return the same question about one availability, an SQL expression, as a condition."""
    return f"""EXISTS (SELECT FROM pricing_price listed
        JOIN pricing_pricelist software ON software.id = listed.price_list_id
        WHERE software.kind = '{LIST}' AND listed.availability_id = {availability})"""
