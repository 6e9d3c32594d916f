"""What the demo's supplier granted the first partner: goodwill, a refund, and second thoughts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from billing.demo.people import MAIN, STAFF
from billing.engine.streams import RECURRING
from billing.models import Adjustment, ChargeRecord
from billing.services import adjustments
from customers.models import Partner
from partnercenter.models import User
from partnercenter.periods import DAY, Period, add_months, month_of


@dataclass(frozen=True, slots=True)
class Goodwill:
    """An amount before tax, granted on the third of a month or today, so many months ago."""

    months_ago: int
    amount: str
    reason: str
    withdrawn: bool = False


GRANTED = (
    Goodwill(6, "-90.00", "Volume bonus", withdrawn=True),
    Goodwill(4, "-120.00", "Goodwill for the service interruption in the data centre"),
    Goodwill(4, "35.00", "Installation media sent by courier"),
    Goodwill(0, "-45.50", "Training day that did not take place"),
)
REFUNDED, REFUND = 2, "Licences ordered by mistake and never assigned"


def play(month: Period, *, today: date) -> None:
    """Grant, refund and withdraw what fell into the month, before its billing dates."""
    partner, staff = Partner.objects.get(mpn_id=MAIN), User.objects.get(email=STAFF)
    ago = next(n for n in range(1200) if month_of(add_months(month.start, n)).last >= today)
    on = today if ago == 0 else month.start + DAY * 2
    at = datetime.combine(on, time(9), UTC)
    for one in GRANTED:
        if one.months_ago == ago:
            adjustments.grant(
                partner=partner,
                stream=RECURRING.code,
                currency=partner.currency,
                amount=Decimal(one.amount),
                reason=one.reason,
                applies_on=on,
                at=at,
                by=staff,
            )
        elif one.withdrawn and one.months_ago == ago + 1:
            adjustment = Adjustment.objects.get(partner=partner, reason=one.reason)
            adjustments.withdraw(adjustment=adjustment, at=at, by=staff)
    if ago == REFUNDED:
        line = _a_fee(partner)
        adjustments.offset(line=line, reason=REFUND, applies_on=on, at=at, by=staff)


def _a_fee(partner: Partner) -> ChargeRecord:
    """Return a plain monthly fee of the partner's latest invoice."""
    fees = ChargeRecord.objects.filter(
        invoice__partner=partner,
        invoice__stream=RECURRING.code,
        charge_type="Cycle fee",
        invoice__number__isnull=False,
    )
    return fees.order_by("-invoice__period_end", "position").select_related("invoice")[0]
