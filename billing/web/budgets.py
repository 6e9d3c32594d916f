"""A customer's budget for metered use: what is used of it this month, and setting it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from billing.engine.budgets import ALERT_PERCENT
from billing.engine.streams import STREAMS
from billing.models import Budget
from billing.queries import budgets as questions
from billing.services import budgets, estimates
from billing.web.customers import month_in_words
from customers.models import Customer
from partnercenter import charts, localize, submissions
from partnercenter.access import ActorRequest, person, requires
from partnercenter.errors import Refused
from partnercenter.money import Money
from partnercenter.periods import month_of
from partnercenter.roles import Permission

MONTHS, ALERTS = 12, 6


class BudgetForm(forms.Form):
    """Asks for amount, currency and when to be told."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    amount = forms.DecimalField(
        label=gettext_lazy("Amount a month"),
        help_text=gettext_lazy("Before tax and credits."),
        max_digits=17,
        decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    alert_percent = forms.IntegerField(
        label=gettext_lazy("Tell us at (percent)"),
        help_text=gettext_lazy(
            "Whoever may set budgets gets an e-mail at this percent, and at 100 percent."
        ),
        min_value=1,
        max_value=100,
    )

    def __init__(self, *args: Any, currencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["currency"]
        choice.choices = [(code, code) for code in currencies]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_CUSTOMERS)
def budget(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Show how much of the budget is used; with the permission to, set it."""
    customer = _customer(request, public_id)
    known = Budget.objects.filter(customer=customer).select_related("set_by").first()
    form = _form(request, customer, known)
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid() and (address := _set(request, customer, form)):
            return redirect(address)
    return render(request, "billing/budget.html", _context(request, customer, known, form))


@require_POST
@requires(Permission.SET_BUDGETS)
def remove(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Take the budget away."""
    customer = _customer(request, public_id)
    budgets.remove(customer=customer, at=timezone.now(), by=person(request))
    messages.success(request, _("%(customer)s has no budget now.") % {"customer": customer})
    return redirect("customers:budget", public_id)


@require_POST
@requires(Permission.SEE_BILLING)
def update(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Ask for the estimates that tell this month's use."""
    customer, now = _customer(request, public_id), timezone.now()
    for stream in STREAMS:
        estimates.ask(partner=customer.partner, stream=stream, at=now)
    messages.info(request, _("The use is being worked out. Reload this page in a few seconds."))
    return redirect("customers:budget", public_id)


def _customer(request: ActorRequest, public_id: UUID) -> Customer:
    if not request.actor.may(Permission.SEE_CUSTOMERS):
        raise PermissionDenied
    mine = Customer.objects.visible_to(request.actor).select_related("partner")
    return get_object_or_404(mine, public_id=public_id)


def _form(request: ActorRequest, customer: Customer, known: Budget | None) -> BudgetForm | None:
    if not request.actor.may(Permission.SET_BUDGETS):
        return None
    first = {
        "key": submissions.new_key(),
        "amount": _plain(known) if known else None,
        "currency": known.currency if known else customer.partner.currency,
        "alert_percent": known.alert_percent if known else ALERT_PERCENT,
    }
    sent = request.POST if request.method == "POST" else None
    return BudgetForm(sent, initial=first, currencies=budgets.currencies(customer))


def _set(request: ActorRequest, customer: Customer, form: BudgetForm) -> str:
    """Set the budget once; return where it is shown, or nothing when it was refused."""
    asked, now = form.cleaned_data, timezone.now()

    def act() -> str:
        budgets.set_budget(
            customer=customer,
            amount=asked["amount"],
            currency=asked["currency"],
            alert_percent=asked["alert_percent"],
            at=now,
            by=person(request),
        )
        return reverse("customers:budget", args=[customer.public_id])

    try:
        address = submissions.once(asked["key"], by=person(request), at=now, act=act)
    except Refused as error:
        form.add_error(None, str(error))
        return ""
    amount = localize.money(Money(asked["amount"], asked["currency"]))
    told = {"customer": customer, "amount": amount}
    messages.success(request, _("The budget of %(customer)s is %(amount)s a month.") % told)
    return address


def _context(
    request: ActorRequest, customer: Customer, known: Budget | None, form: BudgetForm | None
) -> dict[str, object]:
    now: datetime = timezone.now()
    month = month_of(now.date())
    history = questions.used_by_month(customer.pk, on=now.date(), months=MONTHS)
    return {
        "customer": customer,
        "budget": known,
        "form": form,
        "month": month.start,
        "days_left": (month.end - now.date()).days,
        "standing": questions.standings([customer.pk], month=month).get(customer.pk),
        "as_of": questions.as_of(request.actor, month=month),
        "used": [(months[-1][1]) for months in history.values()],
        "charts": [_chart(currency, months) for currency, months in history.items()],
        "alerts": customer.budget_alerts.order_by("-told_at", "-percent")[:ALERTS],
        "may_update": request.actor.may(Permission.SEE_BILLING),
    }


def _chart(currency: str, months: list[tuple[date, Money]]) -> charts.ColumnChart:
    latest = {"month": month_in_words(months[-1][0]), "amount": localize.money(months[-1][1])}
    return charts.column_chart(
        [(month_in_words(month), used) for month, used in months],
        title=_("Metered use by calendar month, before tax and credits, %(currency)s")
        % {"currency": currency},
        description=_("In %(month)s so far %(amount)s was used.") % latest,
    )


def _plain(known: Budget) -> Decimal:
    return Money(known.amount, known.currency).rounded().amount
