"""What staff fill in to answer, decline or accept a service request, filled in as far as known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.services import request_decisions
from customers.models import RequestKind, ServiceRequest
from customers.services.partners import next_cycle
from customers.services.request_checks import LONGEST_TEXT
from customers.services.request_kinds import BY_CODE, MOST_FILES
from partnercenter.admin.days import DayField
from partnercenter.attachments.fields import FilesField
from partnercenter.money import trimmed
from partnercenter.periods import DAY


def _day(**given: Any) -> DayField:
    return DayField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **given)


class NoteForm(forms.Form):
    """Asks for a note that the partner never sees."""

    text = forms.CharField(
        label=gettext_lazy("Internal note"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The partner never sees it."),
    )


class DeclineForm(forms.Form):
    """Asks why."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The partner reads it. The request is closed; nothing is changed."),
    )


class AnswerForm(forms.Form):
    """Asks for words that the partner reads."""

    text = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("The partner reads it and is told by e-mail."),
    )


class TalkForm(AnswerForm):
    """Asks for words and files that the partner gets."""

    def __init__(self, *args: Any, request: ServiceRequest, **given: Any) -> None:
        super().__init__(*args, **given)
        kind = BY_CODE[request.kind]
        self.fields["files"] = FilesField(
            label=gettext_lazy("Files"),
            most=kind.most,
            count=MOST_FILES,
            accept="",
            required=False,
        )


class AcceptForm(AnswerForm):
    """Accepts the request as it was when this form was shown."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def clean_seen(self) -> datetime:
        """Return when the request that was looked at had last changed."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError as error:
            raise forms.ValidationError(gettext_lazy("Open this page again.")) from error


class TaxIdForm(AcceptForm):
    """Asks for the number to register."""

    number = forms.CharField(label=gettext_lazy("Tax id"), max_length=30)
    valid_from = _day(
        label=gettext_lazy("Valid from"),
        help_text=gettext_lazy("The first day of the next billing cycle, or a day after it."),
    )
    field_order = ("number", "valid_from", "text")


class ExemptionForm(AcceptForm):
    """Asks for the days of an exemption."""

    jurisdiction = forms.CharField(
        label=gettext_lazy("Where it holds"),
        max_length=10,
        help_text=gettext_lazy("A country such as NL, or a country and a state such as US-WA."),
    )
    certificate = forms.CharField(
        label=gettext_lazy("Certificate number"), max_length=60, required=False
    )
    valid_from = _day(
        label=gettext_lazy("Exempt from"),
        help_text=gettext_lazy("The first day of the next billing cycle, or a day after it."),
    )
    valid_until = _day(
        label=gettext_lazy("Exempt until"),
        required=False,
        help_text=gettext_lazy("The last day; empty where the certificate has no end."),
    )
    field_order = ("jurisdiction", "certificate", "valid_from", "valid_until", "text")

    def clean_valid_until(self) -> date | None:
        """Return the day after the last one."""
        last: date | None = self.cleaned_data["valid_until"]
        return last + DAY if last else None


class WithholdingForm(AcceptForm):
    """Asks for the amount on the certificate."""

    amount = forms.DecimalField(
        label=gettext_lazy("Amount withheld"),
        help_text=gettext_lazy("As on the certificate, in the currency of the invoice."),
    )
    field_order = ("amount", "text")


class CreditForm(AcceptForm):
    """Asks for the credit that the next invoice has."""

    amount = forms.DecimalField(
        label=gettext_lazy("Credit before tax"),
        min_value=0,
        help_text=gettext_lazy("In the currency of the invoice; about a line, a refund of it."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("It is printed on the invoice."),
    )
    applies_on = _day(
        label=gettext_lazy("Applies from"),
        help_text=gettext_lazy("It waits for the first invoice whose period ends then or later."),
    )
    field_order = ("amount", "reason", "applies_on", "text")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How requests of a kind are accepted: the form, its first values, and the service."""

    form: type[forms.Form]
    known: Callable[[ServiceRequest, date], dict[str, object]]
    accept: Callable[..., ServiceRequest]


def _tax_id(request: ServiceRequest, today: date) -> dict[str, object]:
    valid_from = next_cycle(request.partner, on=today)
    return {
        "number": request.tax_number,
        "valid_from": valid_from,
        "text": _(
            "Your tax id is registered. Your invoices carry it from the next billing cycle on."
        ),
    }


def _exemption(request: ServiceRequest, today: date) -> dict[str, object]:
    earliest = next_cycle(request.partner, on=today)
    until = request.valid_until
    return {
        "jurisdiction": request.jurisdiction,
        "certificate": request.certificate,
        "valid_from": max(earliest, request.valid_from or earliest),
        "valid_until": until - DAY if until else None,
        "text": _("Your exemption is accepted. It holds from the next billing cycle on."),
    }


def _withholding(request: ServiceRequest, today: date) -> dict[str, object]:
    return {
        "amount": _amount(request),
        "text": _("The certificate is accepted: the amount counts as paid on the invoice."),
    }


def _credit(request: ServiceRequest, today: date) -> dict[str, object]:
    return {
        "amount": _amount(request),
        "reason": f"{request.number}: {request.subject}"[:200],
        "applies_on": today,
        "text": _("The credit is granted. It stands on your next invoice."),
    }


def _amount(request: ServiceRequest) -> object:
    return trimmed(request.amount) if request.amount is not None else None


CREDIT = Acceptance(CreditForm, _credit, request_decisions.grant_credit)
EXEMPTION = Acceptance(ExemptionForm, _exemption, request_decisions.accept_exemption)
ACCEPTED_BY: dict[str, Acceptance] = {
    RequestKind.TAX_ID.value: Acceptance(TaxIdForm, _tax_id, request_decisions.accept_tax_id),
    RequestKind.VAT_EXEMPTION.value: EXEMPTION,
    RequestKind.SALES_TAX_EXEMPTION.value: EXEMPTION,
    RequestKind.WITHHOLDING.value: Acceptance(
        WithholdingForm, _withholding, request_decisions.accept_withholding
    ),
    RequestKind.CREDIT.value: CREDIT,
    RequestKind.CREDIT_AND_REBILL.value: CREDIT,
    RequestKind.BILLING_QUESTION.value: Acceptance(
        AcceptForm, lambda request, today: {}, request_decisions.answer
    ),
}
