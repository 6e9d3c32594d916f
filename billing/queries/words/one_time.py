"""Plain words for what one-time and recurring purchases are charged."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.queries.words.meaning import GIVEN_BACK_BEFORE, TAKEN_BACK, Meaning

CUT_LINE = _("Price × quantity × days ÷ days of the cycle")
UNIT_FOR_DAYS = _("One for the days left of the cycle")
TIMES_QUANTITY = _("Times the quantity")
ONE_DAY = _("One for one day")

CHARGE_TYPES: dict[str, Meaning] = {
    "New": Meaning(
        _("The first charge of a purchase: for good, or for its first charge cycle."), TAKEN_BACK
    ),
    "Renew": Meaning(
        _("The charge of a later charge cycle, at the price guaranteed for its term."), TAKEN_BACK
    ),
    "addQuantity": Meaning(
        _("The new quantity, charged for the days left because some were added."),
        _(
            "A credit, not a penalty: some were added, so the days left at the old quantity are "
            "given back. Another line charges them at the new quantity."
        ),
    ),
    "removeQuantity": Meaning(
        _("The quantity that is left, charged for the days left because some were removed."),
        _(
            "A credit, not a penalty: some were removed, so the days left at the old quantity are "
            "given back. Another line charges them at the quantity that is left."
        ),
    ),
    "Cancel": Meaning(
        GIVEN_BACK_BEFORE,
        _("A credit, not a penalty: what was paid is given back because of the cancellation."),
    ),
    "customerCredit": Meaning(
        GIVEN_BACK_BEFORE,
        _("A credit, not a penalty: an earlier line is refunded, wholly or in part."),
    ),
}
REASONS: dict[str, Promise] = {
    "change_at_once": _(
        "The quantity was changed on %(event_on)s, which is recognised on the day itself."
    ),
}
RULES: dict[str, Promise] = {
    "one_time.whole": _("The price of one times the quantity: for good, or for a whole cycle."),
    "one_time.proration": _(
        "Part of a charge cycle is charged by its days: the price of the cycle, divided by the "
        "days of the cycle, times the days left and the quantity."
    ),
    "one_time.full_credit": _(
        "A purchase cancelled in time gives back everything that was charged for it."
    ),
    "one_time.refund": _(
        "What was paid for the days left, the day of the cancellation included, is given back. A "
        "reservation returned later than five days after its purchase costs a fee of that part."
    ),
}
STEPS: dict[str, tuple[Promise, ...]] = {
    "one_time.whole": (_("Price times quantity"),),
    "one_time.published": (_("All for one day"), UNIT_FOR_DAYS, TIMES_QUANTITY),
    "one_time.exact_line": (CUT_LINE,),
    "one_time.floor_line": (CUT_LINE,),
    "one_time.unit_rounded": (UNIT_FOR_DAYS, TIMES_QUANTITY),
    "one_time.floor_unit": (UNIT_FOR_DAYS, TIMES_QUANTITY),
    "one_time.daily_rate_2dp": (ONE_DAY, UNIT_FOR_DAYS, TIMES_QUANTITY),
    "one_time.daily_rate_3dp": (ONE_DAY, UNIT_FOR_DAYS, TIMES_QUANTITY),
    "one_time.full_credit": (_("Charged before"),),
    "one_time.refund": (
        _("Paid × days left ÷ days paid for"),
        _("Fee of the part that is left"),
        _("What is left, less the fee"),
    ),
}
ROUNDING: dict[str, Promise] = {
    "one_time.whole": _("Rounded half up to %(unit)s once, at the end."),
    "one_time.published": _(
        "Rounded half up to %(unit)s twice: the price of all for one day, and the price of one "
        "for the days left. The result can differ slightly from an exact division."
    ),
    "one_time.exact_line": _("Rounded half up to %(unit)s once, at the end."),
    "one_time.floor_line": _("Cut off after %(unit)s once, at the end."),
    "one_time.unit_rounded": _(
        "The price of one is rounded half up to %(unit)s, then multiplied."
    ),
    "one_time.floor_unit": _("The price of one is cut off after %(unit)s, then multiplied."),
    "one_time.daily_rate_2dp": _("The price of one for one day is rounded half up to %(unit)s."),
    "one_time.daily_rate_3dp": _(
        "The price of one for one day is rounded half up to a tenth of %(unit)s."
    ),
    "one_time.full_credit": _("Nothing is rounded: the same amount is given back."),
    "one_time.refund": _("What is left and the fee are each rounded half up to %(unit)s."),
}
