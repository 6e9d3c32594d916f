"""Plain words for every code a charge can carry; a test holds that none is missing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a charge type says on a line that charges, and on one that gives back."""

    charge: Promise
    credit: Promise


TAKEN_BACK = _("A credit, not a penalty: an earlier line of this kind is taken back.")
GIVEN_BACK_BEFORE = _("A credit given on an earlier line is taken back.")

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
    "Assess usage fee for current cycle": Meaning(
        _("What was used, charged after the service period."), TAKEN_BACK
    ),
    "Assess usage fee when cancel": Meaning(
        _("What was used up to the cancellation."), TAKEN_BACK
    ),
    "New": Meaning(_("A one-time purchase."), TAKEN_BACK),
    "Cancel": Meaning(
        GIVEN_BACK_BEFORE,
        _("A credit, not a penalty: the purchase was cancelled in time and is given back."),
    ),
}
OTHER_TYPE = Meaning(_("A charge."), _("A credit, not a penalty."))

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
    "reactivate": _("The subscription was reactivated on %(event_on)s."),
    "usage": _("The service period %(cycle)s has ended."),
    "usage_at_cancel": _("The subscription was cancelled on %(cycle_end)s."),
    "correction": _(
        "Something about a time already billed became known later, for example late usage."
    ),
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
    "usage.line": _(
        "What was used, less what is included, times the price valid on the day of use. Where the "
        "price changes, another line begins."
    ),
    "one_time.purchase": _("The price of one times the quantity, charged once."),
    "one_time.cancel": _(
        "A purchase cancelled in time gives back everything that was charged for it."
    ),
    "correction": _(
        "A line of an earlier invoice is taken back in full. What is owed instead, if anything, "
        "stands on lines of its own."
    ),
}

CUT_LINE = _("Price × licences × days ÷ days of the cycle")
UNIT_FOR_DAYS = _("One licence for the days charged")
TIMES_LICENCES = _("Times the number of licences")
ONE_DAY = _("One licence for one day")

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
    "usage.line": (_("Used, less what is included"), _("Price times quantity")),
    "one_time.purchase": (_("Price times quantity"),),
    "one_time.cancel": (_("Charged before"),),
    "correction": (_("The earlier line, with its sign turned"),),
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
    "usage.line": _("Rounded half up to %(unit)s once, at the end."),
    "one_time.purchase": _("Rounded half up to %(unit)s once, at the end."),
    "one_time.cancel": _("Nothing is rounded: the same amount is given back."),
    "correction": _("Nothing is rounded: the same amount is taken back."),
}

NOTES: dict[str, Promise] = {
    "capped": _(
        "By the formula this credit would be %(asked)s. It is limited to %(allowed)s, because the "
        "credits of a charge cycle never exceed what was charged for it."
    ),
}

TAX_RULES: dict[str, Promise] = {
    "domestic": _(
        "You and the supplier are in the same country (%(seller_country)s), so its standard rate "
        "applies: %(percent)s."
    ),
    "reverse_charge": _(
        "Reverse charge: your VAT id %(buyer_vat_number)s was valid on the invoice date, so the "
        "supplier charges no VAT and you account for it in %(buyer_country)s."
    ),
    "no_vat_number": _(
        "No validated VAT id of yours was on file on the invoice date, so the standard rate of "
        "the supplier's country (%(seller_country)s) applies: %(percent)s. A VAT id counts from the next invoice on."
    ),
    "outside_eu": _(
        "You are in %(buyer_country)s, outside the European Union, so no VAT of "
        "the supplier's country (%(seller_country)s) is charged."
    ),
}
