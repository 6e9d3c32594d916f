"""The billing page: balance, latest bill, spending trend and history of one stream."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel.dates import format_skeleton
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.engine import calendar, streams
from billing.queries import invoices
from billing.queries.balances import balances
from billing.queries.estimates import outlook
from billing.queries.statements import Trend, spending_trend
from billing.web.bills import bills, with_withholdings
from billing.web.estimate_addresses import addresses
from customers.models import Partner
from partnercenter import charts, localize
from partnercenter.access import ActorRequest, requires
from partnercenter.roles import Permission

PERIODS = 14
A_PAGE = 50


@requires(Permission.SEE_BILLING)
def overview(request: ActorRequest, stream: str) -> HttpResponse:
    """Show one stream, and of its history the year in the address."""
    actor, on = request.actor, timezone.now().date()
    partner = get_object_or_404(Partner.objects.visible_to(actor))
    context = {
        "partner": partner,
        "may_edit": actor.may(Permission.EDIT_BILLING_PROFILE),
        "stream": streams.STREAMS[stream],
        "shows_withholding": actor.may(Permission.SEE_REQUESTS),
        "next_billing_on": calendar.next_billing_date(partner.billing_day, on=on),
        "balances": balances(actor, partner=partner, on=on),
        "latest": bills(invoices.latest(actor, stream=stream), actor),
        "charts": _charts(spending_trend(actor, stream=stream, on=on, periods=PERIODS)),
        "outlook": outlook(actor, partner=partner, stream=stream, on=on, parts=True),
        "at": addresses(stream),
        **_history(request, stream, on),
    }
    return render(request, "billing/overview.html", context)


def _history(request: ActorRequest, stream: str, on: date) -> dict[str, object]:
    years = invoices.years(request.actor, stream=stream)
    year = _year(request.GET.get("year", ""), years, on)
    issued = invoices.history(request.actor, stream=stream, year=year)
    page = Paginator(issued, A_PAGE).get_page(request.GET.get("page"))
    history = with_withholdings(bills(page, request.actor), request.actor)
    return {"years": years, "year": year, "page": page, "history": history}


def _year(asked: str, years: Sequence[int], on: date) -> int:
    """Return the year asked for when something was issued in it, else the newest."""
    newest = years[0] if years else on.year
    return next((year for year in years if str(year) == asked), newest)


def _charts(trends: dict[str, Trend]) -> list[charts.ColumnChart]:
    return [_chart(currency, trend) for currency, trend in trends.items()]


def _chart(currency: str, trend: Trend) -> charts.ColumnChart:
    latest_month, latest = trend[-1]
    told = {"month": _month(latest_month), "amount": localize.money(latest)}
    return charts.column_chart(
        [(_month(month), spent) for month, spent in trend],
        title=_("Spending trend: charges before tax by billing period, %(currency)s")
        % {"currency": currency},
        description=_("The latest period, ending in %(month)s, came to %(amount)s.") % told,
    )


def _month(day: date) -> str:
    return format_skeleton("yMMM", day, locale=localize.locale_of())
