"""Plain words for what a consumption plan is charged."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.queries.words.meaning import TAKEN_BACK, Meaning
from billing.queries.words.usage import OVERAGE

COST = _("Price times quantity, less the partner credit where its days earned it")
CUT_OFF = _("Cut off after the smallest unit of its currency, never rounded up.")

# The name of the charge type is also that of a purchase, which it is not here.
CHARGE_TYPES: dict[str, Meaning] = {
    "New": Meaning(_("What was used in a calendar month, charged after it."), TAKEN_BACK),
}
RULES: dict[str, Promise] = {
    "plan.line": _(
        "What was used in the month, times the price valid on the day of use. Where the price or "
        "the tier changes, another line begins. Days on which you managed the resources around "
        "the clock earn the partner credit and stand on a line of their own."
    ),
    "plan.converted": _(
        "What was used in the month, times the price valid on the day of use, less the partner "
        "credit where its days earned it, is converted at the exchange rate of that month."
    ),
}
STEPS: dict[str, tuple[Promise, ...]] = {
    "plan.line": (OVERAGE, COST),
    "plan.converted": (OVERAGE, COST, _("Times the exchange rate of the month")),
}
ROUNDING: dict[str, Promise] = {
    "plan.line": CUT_OFF,
    "plan.converted": _(
        "Cut off after the smallest unit of the currency twice, never rounded up: the cost in "
        "the currency of the price, and its conversion."
    ),
}
