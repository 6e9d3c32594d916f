"""One customer: what it costs by month, what it holds, ordered and asked, and who it is."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from babel.dates import format_skeleton
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing.queries import budgets, customer_costs
from billing.queries.statements import Trend
from customers.models import Customer, ServiceRequest
from customers.queries import customers as questions
from customers.web.holdings import held
from partnercenter import charts, localize
from partnercenter.access import ActorRequest, requires
from partnercenter.periods import month_of
from partnercenter.roles import Permission

A_PAGE, NEWEST, MONTHS = 50, 5, 12


@require_safe
@requires(Permission.SEE_CUSTOMERS)
def customer(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Show one customer of the person's own partner; the page of subscriptions is in the address."""
    actor, on = request.actor, timezone.now().date()
    found = get_object_or_404(Customer.objects.visible_to(actor), public_id=public_id)
    subscriptions = questions.subscriptions_of(actor, customer=found, on=on)
    page = Paginator(subscriptions, A_PAGE).get_page(request.GET.get("page"))
    requests = ServiceRequest.objects.visible_to(actor).filter(customer=found)
    context = {
        "customer": found,
        "country": localize.country(found.country),
        "address": _address(found),
        "page": page,
        "held": [held(row, on) for row in page],
        "requests": requests.order_by("-opened_at", "-pk")[:NEWEST],
        "may": {permission.value: actor.may(permission) for permission in Permission},
        **(_money(request, found, on) if actor.may(Permission.SEE_BILLING) else {}),
    }
    if actor.may(Permission.SEE_ORDERS):
        context["orders"] = questions.orders_of(actor, customer=found)[:NEWEST]
    return render(request, "customers/customer.html", context)


def _money(request: ActorRequest, customer: Customer, on: date) -> dict[str, object]:
    actor, month = request.actor, month_of(on)
    trends = customer_costs.costs_by_month(actor, customer=customer, on=on, months=MONTHS)
    return {
        "month": month.start,
        "latest": [customer_costs.latest(trend, on=on) for trend in trends.values()],
        "charts": [_chart(currency, trend) for currency, trend in trends.items()],
        "unbilled": customer_costs.unbilled(actor, customer=customer),
        "standing": budgets.standings([customer.pk], month=month).get(customer.pk),
    }


def _address(customer: Customer) -> list[str]:
    town = f"{customer.postal_code} {customer.city}".strip()
    lines = (customer.address_line1, customer.address_line2, town, customer.region)
    return [line for line in lines if line]


def _chart(currency: str, trend: Trend) -> charts.ColumnChart:
    latest_month, latest = trend[-1]
    told = {"month": month_in_words(latest_month), "amount": localize.money(latest)}
    return charts.column_chart(
        [(month_in_words(month), charged) for month, charged in trend],
        title=_("What this customer costs you by billing month, before tax, %(currency)s")
        % {"currency": currency},
        description=_("Billing periods that ended in %(month)s came to %(amount)s.") % told,
    )


def month_in_words(day: date) -> str:
    """Return the day's month, short, with its year."""
    return str(format_skeleton("yMMM", day, locale=localize.locale_of()))
