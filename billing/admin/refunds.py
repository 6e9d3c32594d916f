"""Refunding an issued line from its own page: how much, why, and from when."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import ChargeRecord
from billing.queries.refunds import refundable
from billing.services import adjustments
from billing.services.adjustment_checks import LONGEST_REASON
from partnercenter import localize
from partnercenter.admin.days import DayField
from partnercenter.admin.pages import Page, author
from partnercenter.errors import Refused

LABEL, PERMISSION = gettext_lazy("Refund this line"), "billing.add_adjustment"


class RefundForm(forms.Form):
    """Asks how much of the line is given back."""

    amount = forms.DecimalField(
        label=gettext_lazy("Amount before tax"),
        min_value=0,
        help_text=gettext_lazy("Without a sign; tax is given back with it."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("The partner reads it on the invoice."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    applies_on = DayField(
        label=gettext_lazy("Applies from"),
        help_text=gettext_lazy("It waits for the first invoice whose period ends then or later."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def may_be_refunded(line: ChargeRecord) -> bool:
    """Say whether it makes sense to ask: the service decides."""
    return line.invoice.is_issued and line.adjustment_id is None and line.net > 0


def refund_view(page: Page[ChargeRecord], request: HttpRequest, pk: int) -> HttpResponse:
    """Ask how much, refund it, and lead to what was granted."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    line = get_object_or_404(ChargeRecord.objects.select_related("invoice"), pk=pk)
    at = timezone.now()
    if request.method != "POST":
        today = at.astimezone(UTC).date()
        left = refundable(line).rounded().amount
        form = RefundForm(initial={"amount": left, "applies_on": today})
        return _asked(page, request, line, form)
    form = RefundForm(request.POST)
    if not form.is_valid():
        return _asked(page, request, line, form)
    try:
        refund = adjustments.offset(line=line, **form.cleaned_data, at=at, by=author(request))
    except Refused as error:
        form.add_error(None, str(error))
        return _asked(page, request, line, form)
    messages.success(request, _("%(refund)s was granted.") % {"refund": refund})
    return redirect(reverse("admin:billing_adjustment_change", args=[refund.pk]))


def _asked(
    page: Page[ChargeRecord], request: HttpRequest, line: ChargeRecord, form: forms.Form
) -> TemplateResponse:
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "title": LABEL,
        "subtitle": str(line),
        "opts": page.opts,
        "original": line,
        "label": LABEL,
        "warning": _(
            "Of this line, %(left)s before tax can be refunded. The refund stands on the next "
            "invoice of its kind and in the same reconciliation file."
        )
        % {"left": localize.money(refundable(line))},
        "form": form,
        "back": page.address("change", line.pk),
    }
    return TemplateResponse(request, "admin/act.html", context)
