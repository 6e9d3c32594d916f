"""Tax: what the next invoice carries and why, and the VAT ids and exemptions over time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.engine import calendar
from billing.engine.taxes import NoTaxRate
from billing.models import Supplier
from billing.queries import taxation
from billing.queries.explanations import tax_ahead
from customers.models import (
    ExemptionKind,
    OnlineCheck,
    Partner,
    RequestKind,
    TaxExemption,
    TaxRegistration,
)
from customers.services import partners
from partnercenter import localize
from partnercenter.access import ActorRequest, requires
from partnercenter.periods import DAY
from partnercenter.roles import Permission

ONLINE: dict[str, str] = {
    OnlineCheck.VALID: "good",
    OnlineCheck.INVALID: "bad",
    OnlineCheck.UNAVAILABLE: "warn",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A VAT id or an exemption with its state on the day; ``last`` is its last day, included."""

    row: TaxRegistration | TaxExemption
    state: str
    tone: str
    last: date | None
    where: str = ""
    online: str = ""


@requires(Permission.SEE_BILLING_PROFILE)
def tax(request: ActorRequest) -> HttpResponse:
    """Show what the tax of the partner depends on, now and over time."""
    partner = get_object_or_404(Partner.objects.visible_to(request.actor))
    on = timezone.now().date()
    exemptions = partner.tax_exemptions.order_by("-valid_from", "-pk")
    context = {
        "partner": partner,
        "ahead": _ahead(partner, on),
        "next_cycle": partners.next_cycle(partner, on=on),
        "vat_ids": list(_stretches(partner.tax_registrations.order_by("-valid_from"), on)),
        "exemptions": list(_stretches(exemptions, on)),
        "has_sales_tax": any(row.kind == ExemptionKind.SALES_TAX for row in exemptions),
        "is_to_walk": request.actor.may(Permission.EDIT_BILLING_PROFILE)
        and partner.profile_confirmed_at is None,
        "may_ask": request.actor.may(Permission.REQUEST_TAX_CHANGES),
        "kinds": RequestKind,
    }
    return render(request, "customers/tax.html", context)


def _ahead(partner: Partner, on: date) -> dict[str, object]:
    """Return what the invoice of the next billing date carries, nothing while that is unknown."""
    supplier, billed_on = (
        Supplier.objects.first(),
        calendar.next_billing_date(partner.billing_day, on=on),
    )
    if supplier is None:
        return {}
    try:
        decision = taxation.decision(supplier, partner, on=billed_on)
    except NoTaxRate:
        return {}
    what, why = tax_ahead(decision.as_data())
    return {"on": billed_on, "what": what, "why": why, "vat_id": decision.buyer_vat_number}


def _stretches(
    rows: Iterable[TaxRegistration] | Iterable[TaxExemption], on: date
) -> Iterator[Stretch]:
    for row in rows:
        state, tone = _state(row, on)
        yield Stretch(
            row=row,
            state=state,
            tone=tone,
            last=row.valid_until and row.valid_until - DAY,
            where=_place(row.jurisdiction) if isinstance(row, TaxExemption) else "",
            online=ONLINE.get(row.online, "none") if isinstance(row, TaxRegistration) else "",
        )


def _state(row: TaxRegistration | TaxExemption, on: date) -> tuple[str, str]:
    if row.valid_from > on:
        return _("From then on"), "info"
    if row.valid_until is not None and row.valid_until <= on:
        return _("Ended"), "none"
    if isinstance(row, TaxRegistration) and row.validated_at is None:
        return _("Not validated"), "warn"
    return _("In force"), "good"


def _place(jurisdiction: str) -> str:
    """Name the country, with the state where there is one."""
    country, _dash, state = jurisdiction.partition("-")
    named = localize.country(country)
    return f"{named}, {state}" if state else named
