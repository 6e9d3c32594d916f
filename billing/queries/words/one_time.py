"""Plain words for what one-time and recurring purchases are charged."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.queries.words.meaning import GIVEN_BACK_BEFORE, TAKEN_BACK, Meaning

CHARGE_TYPES: dict[str, Meaning] = {
    "New": Meaning(_("A one-time purchase."), TAKEN_BACK),
    "Cancel": Meaning(
        GIVEN_BACK_BEFORE,
        _("A credit, not a penalty: the purchase was cancelled in time and is given back."),
    ),
}
RULES: dict[str, Promise] = {
    "one_time.purchase": _("The price of one times the quantity, charged once."),
    "one_time.cancel": _(
        "A purchase cancelled in time gives back everything that was charged for it."
    ),
}
STEPS: dict[str, tuple[Promise, ...]] = {
    "one_time.purchase": (_("Price times quantity"),),
    "one_time.cancel": (_("Charged before"),),
}
ROUNDING: dict[str, Promise] = {
    "one_time.purchase": _("Rounded half up to %(unit)s once, at the end."),
    "one_time.cancel": _("Nothing is rounded: the same amount is given back."),
}
