"""Rows of a comparison as its page shows them: both prices, the difference, what else differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnercenter import localize
from partnercenter.money import Money
from partnercenter.periods import DAY
from pricing.engine.diff import differing
from pricing.models import Price
from pricing.queries.bands import Band, bands, tidy
from pricing.queries.comparisons import CHANGED, NEW, OTHER, REMOVED, Row
from pricing.queries.units import for_whom, unit_words
from pricing.web.offers import product_title, title

LABELS = {
    CHANGED: (gettext_lazy("Changed"), "info"),
    NEW: (gettext_lazy("New"), "good"),
    REMOVED: (gettext_lazy("Removed"), "warn"),
    OTHER: (gettext_lazy("Other changes"), "none"),
}
# The published columns in words; the name of any other column stands for itself.
COLUMNS = {
    "Offer Display Name": gettext_lazy("Title"),
    "SkuTitle": gettext_lazy("Title"),
    "ProductTitle": gettext_lazy("Product"),
    "Secondary License Type": gettext_lazy("Secondary licence type"),
    "Material": gettext_lazy("Material"),
    "Publisher": gettext_lazy("Publisher"),
    "SkuDescription": gettext_lazy("Description"),
    "UnitOfMeasure": gettext_lazy("Unit"),
    "BillingPlan": gettext_lazy("Billing plan"),
    "MeterType": gettext_lazy("Meter type"),
    "Tags": gettext_lazy("Tags"),
}


@dataclass(frozen=True, slots=True)
class Also:
    """Something besides the list price that differs; an empty text is told as a dash."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Compared:
    """An offer of two editions in words; ``bands`` are the later ones, when there are several."""

    row: Row
    title: str
    product_title: str
    segment: str
    unit: str
    change: str
    tone: str
    before: Money | None
    after: Money | None
    difference: Money | None
    also: tuple[Also, ...]


def compared(row: Row) -> Compared:
    """Return one row of ``comparisons.rows``."""
    price = row.price
    before, after = _money(row.before), _money(row.after)
    change, tone = LABELS[row.flag]
    return Compared(
        row=row,
        title=title(price.listing),
        product_title=product_title(price.listing),
        segment=for_whom(price.availability),
        unit=unit_words(price.availability),
        change=str(change),
        tone=tone,
        before=before,
        after=after,
        difference=_difference(before, after),
        also=tuple(_also(row.before, row.after, row)) if row.before and row.after else (),
    )


def _money(price: Price | None) -> Money | None:
    return tidy(price.unit_price, price.price_list.currency) if price else None


def _difference(before: Money | None, after: Money | None) -> Money | None:
    if before is None or after is None or before == after:
        return None
    return after - before


def _also(before: Price, after: Price, row: Row) -> Iterator[Also]:
    currency = after.price_list.currency
    if before.erp_price != after.erp_price:
        yield Also(_("Retail price"), _price(before, currency), _price(after, currency))
    told = [_tiers(one, currency) for one in (before, after)]
    if told[0] != told[1]:
        yield Also(_("Tiers"), told[0], told[1])
    for one in differing(before.listing.texts, after.listing.texts):
        yield Also(str(COLUMNS.get(one.column, one.column)), one.before, one.after)
    if row.other_days:
        if before.offered_from != after.offered_from and before.valid_from == after.valid_from:
            yield Also(_("Sold from"), _day(before.offered_from), _day(after.offered_from))
        if before.offered_until != after.offered_until:
            yield Also(_("Sold until"), _last(before.offered_until), _last(after.offered_until))


def _price(price: Price, currency: str) -> str:
    return "" if price.erp_price is None else localize.price(tidy(price.erp_price, currency))


def _tiers(price: Price, currency: str) -> str:
    """Tell what is included and where each further tier begins; the list price stands apart."""
    found = bands(price.unit_price, currency=currency, included=price.included, tiers=price.tiers)
    return "; ".join(_band(band) for band in found if band.is_included or band.above)


def _band(band: Band) -> str:
    if band.is_included and band.until is not None:
        return _("%(quantity)s included") % {"quantity": localize.quantity(band.until)}
    told = {"above": localize.quantity(band.above), "price": localize.price(band.unit_price)}
    return _("beyond %(above)s: %(price)s") % told


def _day(day: date) -> str:
    return localize.day(day)


def _last(until: date | None) -> str:
    return localize.day(until - DAY) if until else _("without end")
