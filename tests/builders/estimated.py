"""What is unbilled: an estimate of the period that is open on a day, with its lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from billing.engine import calendar, streams
from billing.models import Estimate, EstimateLine
from billing.queries import taxation
from customers.models import Partner
from tests.builders.billed import Line, texts_of
from tests.builders.people import a_supplier


def an_estimate(
    *,
    partner: Partner,
    lines: Sequence[Line] = (),
    on: date,
    stream: str = streams.RECURRING.code,
    currency: str = "",
    **fields: Any,
) -> Estimate:
    """Make the estimate of the open period, worked out at 02:15 of the day unless told otherwise."""
    period = next(calendar.periods(stream, partner.billing_day, since=on))
    tax = taxation.decision(a_supplier(), partner, on=period.last).as_data()
    estimate, _ = Estimate.objects.update_or_create(
        partner=partner,
        stream=stream,
        period_start=period.start,
        defaults={
            "period_end": period.end,
            "made_at": datetime.combine(on, time(2, 15), UTC),
            "inputs": {"tax": tax, "told": {}, "charged": {}},
            **fields,
        },
    )
    currency = currency or partner.currency
    EstimateLine.objects.bulk_create(
        EstimateLine(
            estimate=estimate,
            currency=currency,
            position=position,
            subscription=line.subscription,
            billing_type=line.billing_type,
            charge_type=line.charge_type,
            period_start=(line.period or period).start,
            period_end=(line.period or period).end,
            quantity=Decimal(line.quantity),
            unit_price=Decimal(line.unit_price or line.net),
            list_price=Decimal(line.unit_price or line.net),
            amount=Decimal(line.net),
            net=Decimal(line.net),
            tax=Decimal(line.tax),
            recognised_on=period.start,
            texts={
                **texts_of(line.subscription, line.sku or line.subscription.availability.sku),
                **line.texts,
            },
            explanation=line.explanation,
        )
        for position, line in enumerate(lines, start=1)
    )
    return estimate
