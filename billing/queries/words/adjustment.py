"""Plain words for what the supplier grants outside any price, and for refunds of lines."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.queries.words.meaning import GIVEN_BACK_BEFORE, Meaning

AS_GRANTED = _("Nothing is rounded: the amount is the one that was granted.")

CHARGE_TYPES: dict[str, Meaning] = {
    "Adjustment": Meaning(
        _("An amount charged by itself, for no subscription."),
        _("A credit, not a penalty: an amount given by itself, for no subscription."),
    ),
    "Offset a line item": Meaning(
        GIVEN_BACK_BEFORE,
        _("A credit, not a penalty: an earlier line is refunded, wholly or in part."),
    ),
}
REASONS: dict[str, Promise] = {
    "adjustment": _("The supplier granted it as of %(event_on)s."),
    "offset": _("The supplier granted the refund as of %(event_on)s."),
    "withdrawal": _("It was granted and billed before, and has been withdrawn since."),
}
RULES: dict[str, Promise] = {
    "adjustment": _(
        "An adjustment stands on the next document after the day it applies, taxed like the rest "
        "of that document. It is in no reconciliation file, so the document names it by itself."
    ),
    "adjustment.offset": _(
        "A refund stands on the next document after the day it applies, and in the reconciliation "
        "file of the line it refunds, with the same days and quantity."
    ),
}
STEPS: dict[str, tuple[Promise, ...]] = {
    "adjustment": (_("Amount before tax, as it was granted"),),
    "adjustment.offset": (_("Refunded of the line, before tax"),),
}
ROUNDING: dict[str, Promise] = {"adjustment": AS_GRANTED, "adjustment.offset": AS_GRANTED}
