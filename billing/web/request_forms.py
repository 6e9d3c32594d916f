"""Forms of service requests: opening one by its kind, and replying to one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.web.request_fields import fact_fields, files_field
from customers.models import Customer, ServiceRequest
from customers.services.request_checks import (
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    Facts,
    NotAsked,
)
from customers.services.request_kinds import Kind
from partnercenter import submissions
from partnercenter.access import Actor
from partnercenter.attachments import Arriving
from partnercenter.errors import Refused
from partnercenter.periods import DAY


class Talk(forms.Form):
    """Something to say, with files; what a service refuses is told at the field it is about."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Message"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, kind: Kind, needs_files: bool = False, **given: Any) -> None:
        given["initial"] = {"key": submissions.new_key(), **given.get("initial", {})}
        super().__init__(*args, **given)
        self.kind = kind
        self.fields["files"] = files_field(kind, needed=needs_files)

    @property
    def attached(self) -> Sequence[Arriving]:
        """What was attached."""
        found: Sequence[Arriving] = self.cleaned_data.get("files", ())
        return found

    def refuse(self, error: Refused) -> None:
        """Tell a service's refusal where it belongs."""
        field = error.field if isinstance(error, NotAsked) else "files"
        self.add_error(field if field in self.fields else None, str(error))


class FactsForm(Talk):
    """Something to say, with the facts of a kind: to correct a request that was asked back."""

    def __init__(self, *args: Any, kind: Kind, actor: Actor, **given: Any) -> None:
        super().__init__(*args, kind=kind, **given)
        self._actor = actor
        self.fields = {**fact_fields(kind), **self.fields}

    @property
    def facts(self) -> Facts:
        """What the request is about, as far as it was filled in."""
        asked = {name: self.cleaned_data.get(name) for name in self.kind.asks}
        given = {name: value for name, value in asked.items() if value is not None}
        if last := given.get("valid_until"):
            given["valid_until"] = last + DAY
        return Facts(**given)

    def clean_customer(self) -> Customer | None:
        """Find the customer by id, domain or name."""
        words = str(self.cleaned_data["customer"]).strip()
        if not words:
            return None
        found = list(Customer.objects.visible_to(self._actor).filter(_named(words))[:2])
        if len(found) != 1:
            several = _("Several customers are called so: give the customer id.")
            nobody = _("You have no such customer: give its name, domain or customer id.")
            raise forms.ValidationError(several if found else nobody)
        return found[0]


class NewRequest(FactsForm):
    """Everything that a new request of a kind says."""

    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT)

    def __init__(self, *args: Any, kind: Kind, actor: Actor, **given: Any) -> None:
        super().__init__(*args, kind=kind, actor=actor, needs_files=kind.certificate, **given)
        self.order_fields(["subject", *kind.asks, "text", "files"])


def _named(words: str) -> Q:
    try:
        return Q(public_id=UUID(words))
    except ValueError:
        return Q(domain__iexact=words) | Q(name__iexact=words)


def facts_of(request: ServiceRequest) -> dict[str, object]:
    """Return a request's facts as the first values of a form that corrects them."""
    until = request.valid_until
    return {
        "customer": request.customer.public_id if request.customer else "",
        "invoice_number": request.invoice_number,
        "line_position": request.line_position,
        "amount": request.amount.normalize() if request.amount is not None else None,
        "tax_number": request.tax_number,
        "jurisdiction": request.jurisdiction,
        "certificate": request.certificate,
        "valid_from": request.valid_from,
        "valid_until": until - DAY if until else None,
    }
