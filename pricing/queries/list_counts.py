"""What a price list holds and how it differs from the one it follows, in numbers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pricing.models import PriceList

COUNTS = """
SELECT count(*), count(*) FILTER (WHERE status = 'ADD'), count(*) FILTER (WHERE status = 'CHG'),
    count(*) FILTER (WHERE status = 'UNC'),
    (SELECT count(DISTINCT was.availability_id) FROM pricing_price was
        WHERE was.price_list_id = %(follows)s AND NOT EXISTS (SELECT FROM pricing_price still
            WHERE still.price_list_id = %(price_list)s
                AND still.availability_id = was.availability_id))
FROM pricing_price WHERE price_list_id = %(price_list)s
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of the file, and its prices by how they compare with what was before."""

    rows: int
    prices: int
    new: int
    changed: int
    unchanged: int
    removed: int

    def __str__(self) -> str:
        rows = ngettext("%(count)d row", "%(count)d rows", self.rows) % {"count": self.rows}
        prices = ngettext("%(count)d price", "%(count)d prices", self.prices)
        told = _("%(new)d new, %(changed)d changed, %(unchanged)d unchanged, %(removed)d removed")
        compared = told % {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "removed": self.removed,
        }
        return f"{rows}, {prices % {'count': self.prices}} ({compared})"


def counts(price_list: PriceList) -> Counts:
    """Count in one query; what was removed is what the list it follows had of the same."""
    params = {"price_list": price_list.pk, "follows": price_list.follows_id}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, params)
        prices, new, changed, unchanged, removed = cursor.fetchone()
    return Counts(price_list.row_count, prices, new, changed, unchanged, removed)
