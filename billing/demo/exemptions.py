"""A partner of the demo that is exempt from VAT, from some months ago on."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from billing.demo.people import STAFF
from customers.models import ExemptionKind, Partner
from customers.services import partners, tax_exemptions
from partnercenter.models import User
from partnercenter.periods import DAY, Period, add_months

EXEMPT, CERTIFICATE, MONTHS_AGO = "4393450", "VR-2026-00417", 5


def play(month: Period, *, today: date) -> None:
    """Accept the certificate on the third of its month: it counts from the next billing cycle."""
    if add_months(month.start, MONTHS_AGO) != today.replace(day=1):
        return
    partner = Partner.objects.get(mpn_id=EXEMPT)
    at = datetime.combine(month.start + DAY * 2, time(10), UTC)
    since = partners.next_cycle(partner, on=at.date())
    tax_exemptions.accept_exemption(
        partner=partner,
        kind=ExemptionKind.VAT,
        jurisdiction="NL",
        certificate=CERTIFICATE,
        valid_from=since,
        valid_until=add_months(since, 12),
        at=at,
        by=User.objects.get(email=STAFF),
    )
