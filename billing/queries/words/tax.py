"""Plain words for how the tax of a document is rounded, by the policy that was agreed (A28)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TAX_ROUNDING: dict[str, Promise] = {
    "document": _(
        "Tax is rounded once on the document's total and then shared among its lines, so the "
        "share of a line can differ by %(unit)s from its own percentage."
    ),
    "line": _(
        "Tax is rounded on every line, and the document's tax is the sum of its lines, so it can "
        "differ from the percentage of the total."
    ),
}
