"""Plain words for the tax of a document: how it is rounded (A28), and what the next one carries."""

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
# What the next invoice carries and why, as far as it is known today.
AHEAD: dict[str, tuple[Promise, Promise]] = {
    "domestic": (
        _("VAT of %(percent)s"),
        _("You and the supplier are in the same country, so its standard rate applies."),
    ),
    "reverse_charge": (
        _("Reverse charge, no VAT"),
        _(
            "Your VAT id %(buyer_vat_number)s is valid on that day, so the supplier charges no "
            "VAT and you account for it in %(buyer_country)s."
        ),
    ),
    "no_vat_number": (
        _("VAT of %(percent)s"),
        _(
            "No validated VAT id of yours holds on that day, so the standard rate of the "
            "supplier's country (%(seller_country)s) applies."
        ),
    ),
    "exempt": (
        _("Exempt from VAT"),
        _("Your exemption in %(seller_country)s holds on that day%(certificate)s."),
    ),
    "outside_eu": (
        _("No VAT"),
        _("You are in %(buyer_country)s, outside the European Union."),
    ),
}
