"""Ways of buying, in words: for how long, and how it is billed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.models import Frequency
from customers.queries.ways import Way
from pricing.engine.kinds import METERED
from pricing.models import Sku


def label(way: Way, sku: Sku) -> str:
    """Return one way in words: "12 months, billed monthly"."""
    if sku.product.billing_type in METERED:
        return _("By use, billed monthly")
    if sku.is_trial:
        return _("Trial of 30 days, free of charge")
    if not way.term_months:
        return _("For good, paid once")
    told = {"term": months(way.term_months)}
    if way.frequency == Frequency.MONTHLY:
        return _("%(term)s, billed monthly") % told
    if way.frequency == Frequency.ANNUAL:
        return _("%(term)s, billed annually") % told
    return _("%(term)s, paid at once") % told


def summary(ways: Sequence[Way], sku: Sku) -> str:
    """Return all ways to buy something in a line: "12 months or 1 month, billed monthly or annually"."""
    terms = list(dict.fromkeys(way.term_months for way in ways))
    if len(ways) < 2 or 0 in terms:
        return "; ".join(label(way, sku) for way in ways)
    names = {
        Frequency.MONTHLY: _("monthly"),
        Frequency.ANNUAL: _("annually"),
        Frequency.ONE_TIME: _("at once"),
    }
    kinds = dict.fromkeys(str(names[Frequency(way.frequency)]) for way in ways)
    return _("%(terms)s, billed %(kinds)s") % {
        "terms": _either(months(term) for term in terms),
        "kinds": _either(kinds),
    }


def months(count: int) -> str:
    """Return ``12 months``."""
    return ngettext("%(count)d month", "%(count)d months", count) % {"count": count}


def _either(words: Iterable[str]) -> str:
    *most, last = words
    return _("%(some)s or %(last)s") % {"some": ", ".join(most), "last": last} if most else last
