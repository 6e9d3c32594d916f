"""The fields of a service request's form, one for each fact that a kind may ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from customers.services.request_kinds import MOST_FILES, Kind
from partnercenter.attachments.checks import CALLED, MEGABYTE, TYPES
from partnercenter.attachments.fields import FilesField, endings
from partnercenter.days import OutOfReach, reachable


class Day(forms.DateField):
    """Asks for a day within the years that the product counts with."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        try:
            return reachable(day) if day else None
        except OutOfReach as error:
            raise ValidationError(str(error)) from error


FIELDS: dict[str, Callable[[bool], forms.Field]] = {
    "tax_number": lambda needed: forms.CharField(
        label=_("Tax id"),
        max_length=30,
        required=needed,
        help_text=_("As your registration has it, such as NL004170520B01."),
    ),
    "jurisdiction": lambda needed: forms.CharField(
        label=_("Where it holds"),
        max_length=10,
        required=needed,
        help_text=_("A country such as NL, or a country and a state such as US-WA."),
    ),
    "certificate": lambda needed: forms.CharField(
        label=_("Certificate number"), max_length=60, required=needed
    ),
    "valid_from": lambda needed: Day(
        label=_("Valid from"), required=needed, help_text=_("The first day on the certificate.")
    ),
    "valid_until": lambda needed: Day(
        label=_("Valid until"),
        required=needed,
        help_text=_("The last day on the certificate; leave it empty when there is none."),
    ),
    "invoice_number": lambda needed: forms.CharField(
        label=_("Invoice number"),
        max_length=30,
        required=needed,
        help_text=_("As in the billing history, such as D260000090."),
    ),
    "line_position": lambda needed: forms.IntegerField(
        label=_("Line of the invoice"),
        min_value=1,
        max_value=1_000_000,
        required=needed,
        help_text=_("Open the line on the invoice's page and choose “Ask about this line”."),
    ),
    "amount": lambda needed: forms.DecimalField(
        label=_("Amount"),
        max_digits=17,
        decimal_places=4,
        required=needed,
        help_text=_("In the currency of the invoice, with a point before cents: 120.50."),
    ),
    "customer": lambda needed: forms.CharField(
        label=_("Customer"),
        max_length=200,
        required=needed,
        help_text=_("Name, domain or customer id."),
    ),
}
# What the amount is differs by kind.
AMOUNTS = {
    "withholding": _("Tax withheld"),
    "credit": _("Amount you ask for, before tax"),
    "credit_and_rebill": _("Amount you ask for, before tax"),
}


def fact_fields(kind: Kind) -> dict[str, forms.Field]:
    """Return the fields for the facts that the kind asks for, in its order."""
    found = {name: FIELDS[name](name in kind.needs) for name in kind.asks}
    if "amount" in found and kind.code.value in AMOUNTS:
        found["amount"].label = AMOUNTS[kind.code.value]
    return found


def files_field(kind: Kind, *, needed: bool) -> FilesField:
    """Return the field for files, saying which ones may come."""
    names = [name for name in CALLED if name in kind.files]
    told = {
        "kinds": ", ".join(CALLED[name] for name in names),
        "most": kind.most // MEGABYTE,
        "files": MOST_FILES,
    }
    if kind.plain_names:
        words = _("%(kinds)s, up to %(most)d MB. The name has no spaces or special characters.")
    else:
        words = _("%(kinds)s, up to %(most)d MB each, at most %(files)d files.")
    return FilesField(
        label=_("Certificate") if kind.certificate else _("Files"),
        most=kind.most,
        count=MOST_FILES,
        accept=endings([suffix for name in names for suffix in TYPES[name].suffixes]),
        required=needed,
        help_text=words % told,
        error_messages={"required": _("Attach the certificate.")},
    )
