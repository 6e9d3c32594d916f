"""Which rule of the offer matrix an offer has on a day (domain 10.3), of one or of many."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from pricing.models import OfferMatrix, OfferRule


def matrix_of(day: date) -> OfferMatrix | None:
    """Return the matrix in force on the day: the newest edition of the latest month begun."""
    return _begun(day).first()


def rule_of(sku: int, *, on: date) -> OfferRule | None:
    """Return the rule that a SKU has on the day; None when it is not in the matrix."""
    return OfferRule.objects.filter(sku=sku, matrix__in=_begun(on)[:1]).first()


def joined(*, day: str, sku: str) -> str:
    """Return the SQL that joins to rows their matrix ``m`` in force and the rule ``u`` therein.

    ``day`` and ``sku`` are columns of the rows; both are NULL where there is none.
    """
    return f"""
    LEFT JOIN LATERAL (SELECT x.id, x.month FROM pricing_offermatrix x WHERE x.month <= {day}
        ORDER BY x.month DESC, x.edition DESC LIMIT 1) m ON true
    LEFT JOIN pricing_offerrule u ON u.matrix_id = m.id AND u.sku_id = {sku}
    """


def _begun(day: date) -> QuerySet[OfferMatrix]:
    return OfferMatrix.objects.filter(month__lte=day).order_by("-month", "-edition")
