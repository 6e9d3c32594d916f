"""Registering a VAT id on the partner's page: validated and dated as a request would be."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Partner, PartnerState
from customers.services import partners, tax_registrations
from partnercenter import localize
from partnercenter.admin.acts import Act, Question
from partnercenter.admin.days import DayField
from partnercenter.models import User


class VatIdForm(forms.Form):
    """Asks for the number and its first day."""

    number = forms.CharField(
        label=gettext_lazy("VAT id"),
        max_length=30,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    valid_from = DayField(
        label=gettext_lazy("Valid from"),
        help_text=gettext_lazy(
            "The first day of the next billing cycle, or a day after it; of a partner in review, "
            "any day from its enrolment on."
        ),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def _asked(partner: Partner, today: date) -> Question:
    is_new = partner.state == PartnerState.IN_REVIEW
    first = partner.enrolled_on if is_new else partners.next_cycle(partner, on=today)
    return partial(VatIdForm, initial={"valid_from": first})


def _register(
    partner: Partner,
    *,
    number: str,
    valid_from: date,
    at: datetime,
    by: User | None,
    **_on: Any,
) -> str:
    made = tax_registrations.register(
        partner=partner, number=number, valid_from=valid_from, at=at, by=by
    )
    return _("%(number)s is registered from %(day)s on.") % {
        "number": made,
        "day": localize.day(valid_from),
    }


REGISTER = Act(
    code="vat-id",
    label=gettext_lazy("Register a VAT id"),
    permission="customers.add_taxregistration",
    perform=_register,
    offered=lambda partner: partner.state != PartnerState.LEFT,
    warning=lambda partner: _("Documents from that day on carry it; the id before ends then."),
    asks=_asked,
    asks_who_it_is=True,
)
