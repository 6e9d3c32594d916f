"""What a price is for, in words: a licence and month, an hour, a piece for a year."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pricing.models import Availability


def unit_words(availability: Availability) -> str:
    """Say what one price buys; the SKU and its product should have been fetched with it."""
    sku, months = availability.sku, availability.months
    if sku.meter_id or sku.product.billing_type in ("usage", "plan"):
        return _("for %(unit)s") % {"unit": sku.unit} if sku.unit else _("for one unit")
    if sku.product.billing_type == "license":
        words = ngettext("a licence and month", "a licence and %(months)d months", months)
        return words % {"months": months}
    if not availability.term:
        return _("each, for good")
    words = ngettext("each, for a month", "each, for %(months)d months", months)
    return words % {"months": months}


def for_whom(availability: Availability) -> str:
    """Say who may buy it, and where when not everywhere; nothing when everybody may."""
    agreement, customer = availability.agreement_type, availability.end_customer_type
    words = [agreement, customer if customer != agreement else "", availability.market]
    return ", ".join(word for word in words if word)
