"""Partners: how they come in, stop, go on and part, and whether they may buy now."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Partner, PartnerState
from partnercenter import audit
from partnercenter.errors import Refused
from partnercenter.models import User
from partnercenter.periods import DAY, add_months, day_of_month
from pricing.engine.markets import market_currency

# Why a partner that is not active buys nothing (domain 3.3).
CLOSED: dict[str, Promise] = {
    PartnerState.IN_REVIEW: gettext_lazy(
        "the partner's enrolment is in review: buying begins once the supplier approved it"
    ),
    PartnerState.SUSPENDED: gettext_lazy(
        "the partner is suspended: nothing more is bought until it is restored"
    ),
    PartnerState.LEFT: gettext_lazy("the partner has left: nothing more is bought"),
}


class NotOpen(Refused):
    """The partner is not active, so it buys nothing."""

    code = "partner_not_open"


class WrongCurrency(Refused):
    """The billing currency is not that of the partner's location."""

    code = "wrong_currency"


class NoSuchBillingDate(Refused):
    """The billing date is no day of a month."""

    code = "no_such_billing_date"


class WrongState(Refused):
    """The partner is not in a state from which this can happen."""

    code = "wrong_state"


def require_open(partner: Partner) -> None:
    """Refuse whatever buys more unless the partner is active; raises NotOpen (domain 3.3).

    New customers, purchases, add-ons, more licences and conversions ask this. What is held can
    still be suspended, reactivated, reduced and cancelled.
    """
    if partner.state != PartnerState.ACTIVE:
        words = str(CLOSED[partner.state])
        raise NotOpen(f"{words[:1].upper()}{words[1:]}.")


def next_cycle(partner: Partner, *, on: date) -> date:
    """Return the first day after the billing date that closes the period open on the day.

    What takes effect from the next billing cycle counts from then on (domain 3.2, 6.1).
    """
    closes_on = day_of_month(on.year, on.month, partner.billing_day)
    if closes_on < on:
        month = add_months(on.replace(day=1), 1)
        closes_on = day_of_month(month.year, month.month, partner.billing_day)
    return closes_on + DAY


@transaction.atomic
def enrol(*, partner: Partner, at: datetime, by: User | None = None) -> Partner:
    """Keep a new partner, in review until it is approved; it is given without being saved.

    Its billing date (1 to 31) and currency stay as they are from now on; the currency is that of
    its location (domain 5.2). Raises WrongCurrency and NoSuchBillingDate.
    """
    currency = market_currency(partner.country)
    if partner.currency != currency:
        raise WrongCurrency(
            _("Partners in %(country)s are billed in %(currency)s.")
            % {"country": partner.country, "currency": currency}
        )
    if not 1 <= partner.billing_day <= 31:
        raise NoSuchBillingDate(_("The billing date is a day of the month, from 1 to 31."))
    partner.state, partner.state_since, partner.state_reason = (
        PartnerState.IN_REVIEW,
        at.date(),
        "",
    )
    partner.save()
    audit.record(
        "partner.enrolled",
        partner,
        at=at,
        by=by,
        partner_id=partner.pk,
        currency=currency,
        billing_day=partner.billing_day,
    )
    return partner


def approve(*, partner: Partner, at: datetime, by: User | None = None) -> Partner:
    """Let a partner in review buy from now on; raises WrongState."""
    return _become(partner, PartnerState.ACTIVE, "approved", (PartnerState.IN_REVIEW,), at, by)


def suspend(*, partner: Partner, reason: str, at: datetime, by: User | None = None) -> Partner:
    """Stop an active partner from buying, for a reason it can read; raises WrongState."""
    before = (PartnerState.ACTIVE,)
    return _become(partner, PartnerState.SUSPENDED, "suspended", before, at, by, reason)


def restore(*, partner: Partner, at: datetime, by: User | None = None) -> Partner:
    """Give a suspended partner its full function back; raises WrongState."""
    return _become(partner, PartnerState.ACTIVE, "restored", (PartnerState.SUSPENDED,), at, by)


def part(*, partner: Partner, reason: str, at: datetime, by: User | None = None) -> Partner:
    """Part with a partner for good: it buys no more, what it holds is billed until it ends.

    Raises WrongState when it has left already.
    """
    before = (PartnerState.IN_REVIEW, PartnerState.ACTIVE, PartnerState.SUSPENDED)
    return _become(partner, PartnerState.LEFT, "left", before, at, by, reason)


@transaction.atomic
def _become(
    partner: Partner,
    state: PartnerState,
    act: str,
    before: tuple[PartnerState, ...],
    at: datetime,
    by: User | None,
    reason: str = "",
) -> Partner:
    held = Partner.objects.select_for_update().get(pk=partner.pk)
    if held.state not in before:
        raise WrongState(
            _("%(partner)s is in the state “%(state)s”: this is not possible.")
            % {"partner": held, "state": held.get_state_display()}
        )
    held.state, held.state_since, held.state_reason = state, at.date(), reason.strip()[:200]
    held.save(update_fields=["state", "state_since", "state_reason"])
    facts = {"reason": held.state_reason} if held.state_reason else {}
    audit.record(f"partner.{act}", held, at=at, by=by, partner_id=held.pk, **facts)
    return held
