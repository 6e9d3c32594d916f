"""What one offer has cost, costs and will cost, on all lists that somebody may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Subquery

from partnercenter.access import Actor
from partnercenter.money import Money, exactly, half_up
from pricing.models import Availability, Price, PriceList
from pricing.queries.bands import Band, bands
from pricing.queries.corrections import correcting
from pricing.queries.due_lists import previewed
from pricing.queries.stretches import Stretch, corrections, stretches


@dataclass(frozen=True, slots=True)
class History:
    """One offer over time, oldest stretch first, as of one day."""

    on: date
    currency: str
    stretches: tuple[Stretch, ...]

    @property
    def current(self) -> Stretch | None:
        """Return the stretch of the day, if the offer is on a list then."""
        return next((s for s in self.stretches if self.on in s.days and s.price), None)

    @property
    def coming(self) -> Stretch | None:
        """Return what is known to come first after the day."""
        return next((s for s in self.stretches if s.is_coming), None)

    @property
    def has_preview(self) -> bool:
        """Whether its newest list is of a kind that is published a month ahead (A31)."""
        priced = [one.price for one in self.stretches if one.price]
        return not priced or priced[-1].price_list.kind in previewed()

    @property
    def bands(self) -> tuple[Band, ...]:
        """Return what units cost on the day, where not all cost the same."""
        price = self.current.price if self.current else None
        if price is None or not (price.tiers or price.included):
            return ()
        return bands(
            price.unit_price, currency=self.currency, included=price.included, tiers=price.tiers
        )


def history(availability: Availability, *, actor: Actor, on: date) -> History:
    """Return the offer's prices on all lists that the actor may see, in one query."""
    rows = list(_prices(availability, actor))
    standing = [row for row in rows if row.in_force]
    corrected = list(corrections(rows, standing, availability.currency))
    found = stretches(standing, corrected, availability.currency, on)
    return History(on, availability.currency, tuple(found))


def others(availability: Availability, *, actor: Actor, on: date, most: int) -> list[Price]:
    """Return what the same costs on the day, or next, for others: one price an offer."""
    found = (
        Price.objects.filter(
            availability__sku=availability.sku_id,
            in_force=True,
            valid_until__gt=on,
            price_list__in=PriceList.objects.visible_to(actor),
        )
        .exclude(availability=availability)
        .order_by("availability", "valid_from")
        .distinct("availability")
    )
    return list(
        Price.objects.filter(pk__in=found.values("pk"))
        .select_related("availability")
        .order_by(
            "availability__currency",
            "availability__market",
            "availability__agreement_type",
            "availability__end_customer_type",
            "availability__months",
            "availability__term",
        )[:most]
    )


def margin(list_price: Money | None, retail: Money | None) -> Decimal | None:
    """Return (retail - list) / retail in percent, to one decimal (domain 11)."""
    if list_price is None or not retail:
        return None
    return half_up(exactly((retail - list_price).amount * 100, retail.amount), 1)


def _prices(availability: Availability, actor: Actor) -> QuerySet[Any]:
    """Return every price the offer ever had, each with when and by which edition it was corrected."""
    return (
        Price.objects.filter(
            availability=availability, price_list__in=PriceList.objects.visible_to(actor)
        )
        .annotate(
            corrected_at=Subquery(correcting().values("published_at")[:1]),
            corrected_by=Subquery(correcting().values("edition")[:1]),
        )
        .select_related("price_list")
        .order_by("valid_from", "price_list__edition", "pk")
    )
