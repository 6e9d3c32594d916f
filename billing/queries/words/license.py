"""Plain words for what licences are charged."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.queries.words.meaning import GIVEN_BACK_BEFORE, TAKEN_BACK, Meaning

CUT_LINE = _("Price × licences × days ÷ days of the cycle")
UNIT_FOR_DAYS = _("One licence for the days charged")
TIMES_LICENCES = _("Times the number of licences")
ONE_DAY = _("One licence for one day")

CHARGE_TYPES: dict[str, Meaning] = {
    "Prorate fees when purchase": Meaning(
        _("The first charge of a new subscription, paid in advance for its first charge cycle."),
        TAKEN_BACK,
    ),
    "Cycle fee": Meaning(_("The regular fee for one charge cycle, paid in advance."), TAKEN_BACK),
    "Renew fee": Meaning(
        _("The first fee after a renewal, at the price guaranteed for the new term."), TAKEN_BACK
    ),
    "Cycle instance prorate": Meaning(
        _("Days of a charge cycle, charged anew because the number of licences changed."),
        _(
            "A credit, not a penalty: the charge made before is taken back in full, because the "
            "number of licences changed. Other lines charge the same days anew."
        ),
    ),
    "Cancel fee": Meaning(
        GIVEN_BACK_BEFORE,
        _(
            "A credit, not a penalty, despite its name: what was paid in advance and is not used "
            "because of the suspension is given back."
        ),
    ),
    "Prorate fees when cancel": Meaning(
        GIVEN_BACK_BEFORE,
        _(
            "A credit, not a penalty: what was paid in advance and is not used because of the "
            "cancellation is given back."
        ),
    ),
    "Activation fee": Meaning(
        _("A whole charge cycle, charged because the subscription was put back into use."),
        TAKEN_BACK,
    ),
    "Prorate fees when activate": Meaning(
        _("The days from the reactivation to the end of the charge cycle."), TAKEN_BACK
    ),
    "Cancel instance prorate": Meaning(
        GIVEN_BACK_BEFORE,
        _(
            "A credit, not a penalty: the subscription was suspended in the month in which its "
            "number of licences changed, and the days left of the new charge are given back."
        ),
    ),
    "Prorate fees when convert away from current offering": Meaning(
        GIVEN_BACK_BEFORE,
        _(
            "A credit, not a penalty: what was paid in advance at the billing frequency before, "
            "and is not used because the frequency changed."
        ),
    ),
    "Prorate fees when convert to a new offering": Meaning(
        _("The first charge at the new billing frequency, at the price of the current list."),
        TAKEN_BACK,
    ),
    "Convert from instance prorate": Meaning(
        _(
            "Days charged anew because number of licences and billing frequency changed on the "
            "same day."
        ),
        _(
            "A credit, not a penalty: the charge made before is taken back in full, because number "
            "of licences and billing frequency changed on the same day."
        ),
    ),
}
REASONS: dict[str, Promise] = {
    "purchase": _("It was bought on %(purchased_on)s."),
    "cycle": _("A new charge cycle began on %(cycle_start)s."),
    "renewal": _("The subscription was renewed on %(cycle_start)s."),
    "quantity_change": _(
        "A change is recognised on the monthly anniversary after it, or when the subscription "
        "stops: here on %(event_on)s."
    ),
    "suspend": _("The subscription was suspended on %(event_on)s."),
    "cancel": _("It was cancelled on %(event_on)s."),
    "convert": _("The billing frequency of the order was changed on %(event_on)s."),
    "reactivate": _("The subscription was reactivated on %(event_on)s."),
}
RULES: dict[str, Promise] = {
    "license.full": _(
        "A whole charge cycle costs the price of the cycle times the number of licences."
    ),
    "license.proration": _(
        "Part of a charge cycle is charged by licence-days: the price of the cycle, divided by "
        "the days of the cycle, times the days charged and the number of licences."
    ),
    "license.reversal": _(
        "The charge in force before is taken back in full: same days, same amount, minus sign."
    ),
    "license.full_credit": _(
        "A subscription stopped within %(window_days)s days of its purchase gives back everything "
        "that was charged for it."
    ),
}
STEPS: dict[str, tuple[Promise, ...]] = {
    "published": (_("All licences for one day"), UNIT_FOR_DAYS, TIMES_LICENCES),
    "exact_line": (CUT_LINE,),
    "floor_line": (CUT_LINE,),
    "unit_rounded": (UNIT_FOR_DAYS, TIMES_LICENCES),
    "floor_unit": (UNIT_FOR_DAYS, TIMES_LICENCES),
    "daily_rate_2dp": (ONE_DAY, UNIT_FOR_DAYS, TIMES_LICENCES),
    "daily_rate_3dp": (ONE_DAY, UNIT_FOR_DAYS, TIMES_LICENCES),
    "license.full": (_("Price of the cycle times the number of licences"),),
    "license.reversal": (_("Charged before for the same days"),),
    "license.full_credit": (_("Charged so far for this cycle, less credits"),),
}
ROUNDING: dict[str, Promise] = {
    "published": _(
        "Rounded half up to %(unit)s twice: the price of all licences for one day, and the price "
        "of one licence for the days charged. The result can differ slightly from an exact "
        "division."
    ),
    "exact_line": _("Rounded half up to %(unit)s once, at the end."),
    "floor_line": _("Cut off after %(unit)s once, at the end."),
    "unit_rounded": _("The price of one licence is rounded half up to %(unit)s, then multiplied."),
    "floor_unit": _("The price of one licence is cut off after %(unit)s, then multiplied."),
    "daily_rate_2dp": _("The price of one licence for one day is rounded half up to %(unit)s."),
    "daily_rate_3dp": _(
        "The price of one licence for one day is rounded half up to a tenth of %(unit)s."
    ),
    "license.full": _("Nothing is rounded."),
    "license.reversal": _("Nothing is rounded: the same amount is taken back."),
    "license.full_credit": _("Nothing is rounded: the same amount is given back."),
}
NOTES: dict[str, Promise] = {
    "capped": _(
        "By the formula this credit would be %(asked)s. It is limited to %(allowed)s, because the "
        "credits of a charge cycle never exceed what was charged for it."
    ),
}
