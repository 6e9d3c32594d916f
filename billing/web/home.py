"""The first page: what is new, what is due when, and where to go from here."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from billing.engine import calendar
from billing.engine.budgets import USED_UP
from billing.queries.balances import balances
from billing.queries.budgets import reaching
from billing.queries.invoices import newest
from billing.web.bills import bills
from customers.models import Customer, Partner
from customers.queries.customers import holdings
from partnercenter.access import Actor
from partnercenter.periods import month_of
from partnercenter.roles import Permission
from pricing.queries.previews import coming

NEWEST = 5


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Greet the partner; staff of the supplier go to their own side."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    partner = Partner.objects.visible_to(actor).first()
    if partner is not None:
        return render(request, "home.html", _news(actor, partner, timezone.now().date()))
    staff = getattr(request.user, "is_staff", False)
    return redirect("admin:index") if staff else render(request, "home_nobody.html")


def _news(actor: Actor, partner: Partner, on: date) -> dict[str, object]:
    return {
        "partner": partner,
        "may_edit": actor.may(Permission.EDIT_BILLING_PROFILE),
        "next_billing_on": calendar.next_billing_date(partner.billing_day, on=on),
        "balances": balances(actor, partner=partner, on=on),
        "holdings": holdings(actor),
        "newest": bills(newest(actor, count=NEWEST), actor),
        "budgets": _budgets(actor, on) if actor.may(Permission.SEE_CUSTOMERS) else None,
        "coming": coming(actor, on=on) if actor.may(Permission.SEE_PRICE_LISTS) else None,
    }


def _budgets(actor: Actor, on: date) -> tuple[int, int]:
    """Return how many customers reached the alert of their budget, and how many used it up."""
    mine, month = Customer.objects.visible_to(actor), month_of(on)
    near, over = (
        reaching(mine, actor, month=month, percent=percent).count() for percent in (None, USED_UP)
    )
    return near, over
