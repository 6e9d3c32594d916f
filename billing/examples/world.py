"""A partner, a customer and a price list of nobody's, for one story that is rolled back."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from billing.examples.stories import Pricing
from billing.models import Supplier
from customers.models import Customer, Partner, Segment
from partnercenter.periods import Period, add_months, month_of
from pricing.models import Availability, Listing, Price, PriceList, Product, Sku

# An edition that no real list reaches, so that a story never meets the lists of an installation.
EDITION = 32_000
# Outside the EU, and billed in the currency of its location, whatever that is told to be.
COUNTRY = "US"


@dataclass
class World:
    """Whom a story happens to, and the months in which it does."""

    currency: str
    billing_day: int
    days: Period
    partner: Partner = field(init=False)
    customer: Customer = field(init=False)
    lists: dict[date, PriceList] = field(default_factory=dict)

    def found(self) -> None:
        """Make supplier (unless there is one), partner and customer, enrolled the month before."""
        enrolled_on = add_months(self.days.start.replace(day=1), -1)
        Supplier.objects.get_or_create(
            defaults={"name": "Example supplier", "country": "NL", "city": "Rotterdam"}
        )
        code = uuid.uuid4().hex[:12]
        self.partner = Partner.objects.create(
            mpn_id=code,
            account_number=code,
            legal_name="Example partner",
            country=COUNTRY,
            currency=self.currency,
            billing_day=self.billing_day,
            enrolled_on=enrolled_on,
            address_line1="1 Example Street",
            city="Exampleton",
        )
        self.customer = Customer.objects.create(
            partner=self.partner,
            name="Example customer",
            country=COUNTRY,
            segment=Segment.COMMERCIAL,
            relationship_since=enrolled_on,
        )

    def sell(self, pricing: Pricing, *, kind: str, later: tuple[date, Pricing] | None) -> Sku:
        """Put an offer on every month's list, from a day on at a later price."""
        code = uuid.uuid4().hex[:10].upper()
        product = Product.objects.create(
            product_id=code,
            title=f"Example {code}",
            billing_type=kind,
            cancellation="software_subscription" if kind == "one_time" else "",
        )
        sku = Sku.objects.create(
            product=product, sku_id="0001", title=product.title, offer_id=str(uuid.uuid4())
        )
        for months in (1, 12):
            self._price(sku, pricing, kind, months, later)
        return sku

    def _price(
        self,
        sku: Sku,
        pricing: Pricing,
        kind: str,
        months: int,
        later: tuple[date, Pricing] | None,
    ) -> None:
        availability = None
        listing = Listing.objects.create(sku=sku, texts={}, digest=f"{months}")
        for days, told in self._stretches(pricing, later):
            amount = told.for_months(months)
            if amount is None:
                continue
            availability = availability or Availability.objects.create(
                sku=sku,
                availability_id=uuid.uuid4().hex[:12],
                currency=self.currency,
                agreement_type="Corporate" if kind == "license" else "",
                term=f"{months} Month(s)",
                months=months,
            )
            Price.objects.bulk_create(
                Price(
                    availability=availability,
                    listing=listing,
                    price_list=self._list(kind, part.start),
                    offered_from=part.start,
                    offered_until=part.end,
                    valid_from=part.start,
                    valid_until=part.end,
                    unit_price=amount,
                )
                for part in _by_month(days)
            )

    def _stretches(
        self, pricing: Pricing, later: tuple[date, Pricing] | None
    ) -> list[tuple[Period, Pricing]]:
        whole = Period(self.days.start.replace(day=1), month_of(self.days.last).end)
        if later is None:
            return [(whole, pricing)]
        return [
            (Period(whole.start, later[0]), pricing),
            (Period(later[0], max(later[0], whole.end)), later[1]),
        ]

    def _list(self, kind: str, day: date) -> PriceList:
        month = day.replace(day=1)
        found = self.lists.get(month)
        if found is None:
            found = self.lists[month] = PriceList.objects.create(
                kind="license" if kind == "license" else "software",
                month=month,
                currency=self.currency,
                edition=EDITION,
                content_hash=uuid.uuid4().hex,
                published_at=morning(month),
            )
        return found


def morning(day: date) -> datetime:
    """Return a moment of the day at which services may be told to act."""
    return datetime.combine(day, time(3), UTC)


def _by_month(days: Period) -> Iterator[Period]:
    day = days.start
    while day < days.end:
        end = min(month_of(day).end, days.end)
        yield Period(day, end)
        day = end
