"""Price lists and prices as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from partnercenter.money import Money
from partnercenter.periods import Period
from pricing.engine.diff import percent_change
from pricing.models import Change, Listing, Price, PriceList
from pricing.queries import list_filters as filters
from pricing.queries import lists
from pricing.queries.bands import Band, bands, tidy
from pricing.queries.histories import margin
from pricing.queries.list_counts import Counts
from pricing.queries.units import for_whom, unit_words


@dataclass(frozen=True, slots=True)
class Listed:
    """A price list in a list of lists, whether it counts today, and its changes."""

    list: PriceList
    standing: str
    counts: Counts
    corrected_by: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A price in words; ``margin`` is the share of the retail price that stays, in percent.

    ``before`` is the earlier list price where it differs, ``percent`` by how much; ``bands`` are
    there when several prices hold, by how much is used.
    """

    price: Price
    title: str
    product_title: str
    list_price: Money
    retail_price: Money | None
    margin: Decimal | None
    before: Money | None
    percent: Decimal | None
    days: Period
    segment: str
    unit: str
    change: str
    tone: str
    bands: tuple[Band, ...]

    @property
    def lowest(self) -> Money:
        """The price of the band that costs least, what is included apart."""
        return min(band.unit_price for band in self.bands if not band.is_included)


def listed(price_list: Any, counts: Counts, on: date) -> Listed:
    """Return one list of ``lists.published``, which tells the ``newest`` edition of its month."""
    newest = getattr(price_list, "newest", price_list.edition)
    corrected_by = newest if newest > price_list.edition else None
    standing = lists.standing(price_list, on=on, is_corrected=corrected_by is not None)
    return Listed(price_list, standing, counts, corrected_by)


def offer(price: Price, *, removed: bool = False) -> Offer:
    """Return a price of ``list_filters.shown``; ``removed`` when it is on the list no longer."""
    currency, retail = price.price_list.currency, price.erp_price
    list_price = tidy(price.unit_price, currency)
    retail_price = None if retail is None else tidy(retail, currency)
    earlier = price.earlier if price.status == Change.CHG and not removed else None
    before = tidy(earlier.unit_price, currency) if earlier else None
    change, tone = (_("Removed"), "warn") if removed else _change(price)
    told = bands(price.unit_price, currency=currency, included=price.included, tiers=price.tiers)
    return Offer(
        price=price,
        title=title(price.listing),
        product_title=product_title(price.listing),
        list_price=list_price,
        retail_price=retail_price,
        margin=margin(list_price, retail_price),
        before=before if before != list_price else None,
        percent=percent_change(earlier.unit_price, price.unit_price) if earlier else None,
        days=Period(price.valid_from, price.valid_until),
        segment=for_whom(price.availability),
        unit=unit_words(price.availability),
        change=change,
        tone=tone,
        bands=told if len(told) > 1 else (),
    )


def title(listing: Listing) -> str:
    """Return the title under which an edition published something."""
    texts = listing.texts
    return str(texts.get(filters.LICENSE_TITLE) or texts.get(filters.TITLE) or listing.sku)


def product_title(listing: Listing) -> str:
    """Return the published title of the product, nothing where it is the offer's own."""
    found = str(listing.texts.get(filters.PRODUCT_TITLE, ""))
    return found if found != title(listing) else ""


def _change(price: Price) -> tuple[str, str]:
    """Say how the price compares with the one before; unchanged prices say nothing."""
    found = {Change.ADD: (_("New"), "good"), Change.CHG: (_("Changed"), "info")}
    other = (_("Other changes"), "none") if price.other_changes else ("", "")
    return found.get(Change(price.status), other)
