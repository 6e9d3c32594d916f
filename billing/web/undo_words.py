"""How a purchase can be undone, in words, by what is bought and how long ago (domain 4.3)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Subscription
from customers.queries.ways_back import Back, way_back
from partnercenter import localize
from pricing.engine.kinds import one_time

PLAIN = {
    Back.OVER: gettext_lazy("It is cancelled."),
    Back.FIXED: gettext_lazy("This offer cannot be cancelled: it runs until its term ends."),
    Back.FREE: gettext_lazy("A trial ends by itself after 30 days."),
    Back.BY_USE: gettext_lazy("It can be cancelled at any time; what was used by then is billed."),
    Back.STOOD_STILL: gettext_lazy(
        "It can be cancelled at any time; what was unused came back when it was suspended, no"
        " more does."
    ),
    Back.AFTER_TERM: gettext_lazy(
        "It cannot be given back any more; it can be left to end with its term."
    ),
    Back.NOTHING: gettext_lazy("It cannot be given back any more."),
}


def undo(held: Subscription, *, on: date) -> str:
    """Say until when the purchase can be given back, and what is credited."""
    way = way_back(held, on=on)
    if way.back in PLAIN:
        return str(PLAIN[way.back])
    if way.fee:
        return _(
            "It can be cancelled at any time; the unused part is credited, less a fee of %(fee)s."
        ) % {"fee": localize.percent(way.fee)}
    if way.until is None:
        return _("It can be cancelled at any time; the unused days are credited.")
    if way.back == Back.PART:
        words = _("Cancelled by %(until)s, the unused days are credited.")
    elif held.availability.sku.product.billing_type == one_time.CODE:
        words = _("Cancelled by %(until)s, it is credited in full.")
    else:
        words = _("Cancelled by %(until)s, it is credited in full; later, the unused days are.")
    return words % {"until": localize.day(way.until)}
