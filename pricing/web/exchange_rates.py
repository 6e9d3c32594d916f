"""The exchange rates at which prices are converted into the partner's currency, by month."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from partnercenter import localize
from partnercenter.access import ActorRequest, requires
from partnercenter.money import Money, half_up, trimmed
from partnercenter.periods import add_months, month_of
from partnercenter.roles import Permission
from partnercenter.step_chart import Step, StepChart, step_chart
from pricing.models import ExchangeRate
from pricing.queries import rate_history

A_PAGE = 50
PLOTTED_MONTHS = 24


@requires(Permission.SEE_CONSUMPTION_PRICES)
def exchange_rates(request: ActorRequest) -> HttpResponse:
    """List the rates of one pair, the pricing currency of which stands in the address."""
    currency, on = request.actor.currency, timezone.now().date()
    choices = rate_history.converted_from(currency)
    asked = request.GET.get("from", "")
    chosen = asked if asked in choices else next(iter(choices), "")
    found = rate_history.rates_into(currency, pricing_currency=chosen)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    chart = chart_of(found, pair=(chosen, currency), on=on) if chosen else None
    context = {
        "currency": currency,
        "choices": choices,
        "chosen": chosen,
        "page": page,
        "rates": [rate_history.known(row, on=on) for row in page],
        "missing": rate_history.missing(chosen, currency, on=on) if chosen else [],
        "this_month": on.replace(day=1),
        "chart": chart,
        "floor": localize.price(Money(chart.floor, currency)) if chart else "",
    }
    return render(request, "pricing/exchange_rates.html", context)


def chart_of(
    found: QuerySet[ExchangeRate], *, pair: tuple[str, str], on: date
) -> StepChart | None:
    """Plot the last two years of a pair; None where there is nothing to plot."""
    since = add_months(on.replace(day=1), 1 - PLOTTED_MONTHS)
    rows = [row for row in found[: PLOTTED_MONTHS + 1] if row.month >= since][::-1]
    if not rows:
        return None
    steps = [_step(row, on) for row in rows]
    told = "; ".join(
        f"{row.month:%Y-%m}: {step.told}" for row, step in zip(rows, steps, strict=True)
    )
    title = _("What %(pricing)s 1 is worth in %(currency)s, by month") % {
        "pricing": pair[0],
        "currency": pair[1],
    }
    return step_chart(steps, title=title, description=told)


def _step(row: ExchangeRate, on: date) -> Step:
    return Step(
        days=month_of(row.month),
        value=row.rate,
        figure=localize.quantity(trimmed(half_up(row.rate, 2 if row.rate > 100 else 4))),
        told=localize.price(Money(trimmed(row.rate), row.currency)),
        is_coming=row.month > on,
    )
