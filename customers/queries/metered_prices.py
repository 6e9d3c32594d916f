"""What a unit of a meter costs on a day under a plan: never guaranteed, own market first (A14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from customers.models import Subscription
from customers.queries import price_answers as answers
from customers.queries.conversion_rates import conversion
from customers.queries.price_answers import Meter, Resolution
from partnercenter.access import Actor
from partnercenter.periods import Period, add_months
from pricing.engine.resolve import NoPrice, price_on, stretches
from pricing.engine.settings import setting
from pricing.engine.terms import PricedStretch
from pricing.models import Price, PriceList, Sku
from pricing.queries import prices

# How far ahead the next change of a price is looked for: further than any list is published.
MONTHS_AHEAD = 3


def resolved(
    answer: Resolution, subscription: Subscription, meter: UUID | None
) -> tuple[Resolution, set[date]]:
    """Return the answer for a metered plan, and the days on which what it says changes."""
    days = {subscription.starts_on}
    credit = None
    if answer.billing_type == "plan":
        credit, managed = _credit(subscription, answer.on)
        days |= managed
    answer = replace(
        answer,
        code=answer.code or answers.PLAN,
        credit=credit,
        conversion=conversion(answer.priced_in, answer.billed_in, on=answer.on),
    )
    sku = Sku.objects.select_related("product").filter(meter_id=meter).first() if meter else None
    if sku is None:
        return answer, days
    found = _prices(sku, subscription, until=add_months(answer.on, MONTHS_AHEAD))
    told = _meter(sku, found, answer.on)
    days |= {part.start for part, _ in _cut(found)}
    return replace(
        answer,
        code=_code(answer.code, told),
        meter=told,
        credit=Decimal(0) if credit and not sku.earns_credit else credit,
    ), days


def meters_of(
    subscription: Subscription, *, actor: Actor, on: date, words: str, most: int
) -> list[Sku]:
    """Return meters on sale under a plan on the day, by title, that the actor may see prices of."""
    found: QuerySet[Sku] = Sku.objects.filter(
        meter_id__isnull=False,
        pk__in=Price.objects.on(on)
        .filter(
            availability__currency=subscription.availability.currency,
            availability__market__in=("", subscription.customer.partner.country),
            price_list__in=PriceList.objects.visible_to(actor),
        )
        .values("availability__sku"),
    )
    for word in words.split():
        found = found.filter(_mentions(word))
    return list(found.select_related("product").order_by("title", "pk")[:most])


def _mentions(word: str) -> Q:
    asked = Q(title__icontains=word) | Q(product__title__icontains=word)
    try:
        return asked | Q(meter_id=UUID(word))
    except ValueError:
        return asked


def _code(code: str, meter: Meter) -> str:
    """Name the answer: of a plan that runs, whether the meter has a price."""
    if code != answers.PLAN:
        return code
    return answers.METERED if meter.price else answers.UNPRICED


def _prices(sku: Sku, subscription: Subscription, *, until: date) -> tuple[PricedStretch, ...]:
    """Return the meter's prices as billing reads them."""
    country = subscription.customer.partner.country
    found = prices.of_meters({str(sku.pk)}, country=country, until=until)
    return found.get((str(sku.pk), subscription.availability.currency), ())


def _meter(sku: Sku, found: tuple[PricedStretch, ...], on: date) -> Meter:
    price, days, is_own = None, None, False
    try:
        point = price_on(found, on, meter=str(sku.pk))
    except NoPrice:
        pass
    else:
        row = answers.with_editions(Price.objects.filter(pk=int(point.key))).get()
        price, is_own = answers.priced(row), bool(row.availability.market)
        days = next(part for part, _ in _cut(found) if on in part)
    return Meter(
        title=sku.title,
        meter_id=str(sku.meter_id),
        price=price,
        is_own_market=is_own,
        days=days,
        earns_credit=sku.earns_credit,
    )


def _cut(found: tuple[PricedStretch, ...]) -> list[tuple[Period, object]]:
    if not found:
        return []
    start = min(stretch.period.start for stretch in found)
    end = max(stretch.period.end for stretch in found)
    return [(part, point) for part, point in stretches(found, Period(start, end))]


def _credit(subscription: Subscription, on: date) -> tuple[Decimal, set[date]]:
    """Return the partner credit of the day in percent, and the days on which that changes."""
    percent, days = Decimal(0), set()
    for since, until in subscription.managed.values_list("since", "until"):
        days |= {since} | ({until} if until else set())
        if since <= on and (until is None or on < until):
            percent = Decimal(str(setting(subscription.settings, "earned_credit_percent")))
    return percent, days
