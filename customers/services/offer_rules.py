"""What the offer matrix asks of one subscription: its seats, and what it may be converted to."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from customers.models import Subscription
from partnercenter.errors import Refused
from pricing.models import Sku
from pricing.queries.offer_rules import rule_of


class OutsideRules(Refused):
    """The offer matrix does not allow it."""

    code = "outside_rules"


def require_seats(held: Subscription, quantity: int, *, on: date) -> None:
    """Raise OutsideRules when more would be held than the most, or less than the least.

    What was held before the matrix said so may come nearer to it (domain 10.3).
    """
    rule = rule_of(held.availability.sku_id, on=on)
    if rule is None:
        return
    told = {
        "name": held,
        "quantity": quantity,
        "least": rule.min_quantity,
        "most": rule.max_quantity,
    }
    if quantity < held.quantity and quantity < rule.min_quantity:
        raise OutsideRules(_("At least %(least)d seats of %(name)s, %(quantity)d wanted.") % told)
    if rule.max_quantity and held.quantity < quantity and quantity > rule.max_quantity:
        raise OutsideRules(_("At most %(most)d seats of %(name)s, %(quantity)d wanted.") % told)


def require_way(held: Subscription, frequency: str, term_months: int, *, on: date) -> None:
    """Raise OutsideRules when the matrix has it billed otherwise, or for another term."""
    rule = rule_of(held.availability.sku_id, on=on)
    if rule is None:
        return
    billed = {code for code in rule.frequencies if code != "none"}
    if billed and len(billed) == len(rule.frequencies) and frequency not in billed:
        raise OutsideRules(
            _("The offer matrix does not have %(name)s billed so.") % {"name": held}
        )
    if rule.duration_months and term_months not in (rule.duration_months, held.term_months):
        raise OutsideRules(
            _("%(name)s is sold for %(months)d months.")
            % {"name": held, "months": rule.duration_months}
        )


def require_target(trial: Subscription, offer: str, *, on: date) -> None:
    """Raise OutsideRules when the matrix has a rule for the trial that does not name the offer."""
    rule = rule_of(trial.availability.sku_id, on=on)
    if rule is None or offer.lower() in rule.converts_to:
        return
    known = Sku.objects.filter(offer_id__in=rule.converts_to).order_by("title")
    names = ", ".join(known.values_list("title", flat=True)) or ", ".join(rule.converts_to)
    told = {"name": trial, "names": names}
    if not names:
        raise OutsideRules(_("The offer matrix names nothing to convert %(name)s to.") % told)
    raise OutsideRules(_("%(name)s can be converted to %(names)s only.") % told)
