"""Tax registrations: a partner's VAT ids, each for days of its own."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import TaxRegistration
from customers.services import vat_ids
from partnercenter.admin import columns
from partnercenter.admin.pages import ReadOnly
from partnercenter.admin.rows import EditableRows, LabelledRows
from partnercenter.admin.tools import Tool


class Registrations(LabelledRows):
    """Validates each number as an import does, and refuses days that overlap."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if _is_kept(form)]
        for form in kept:
            if "number" in form.changed_data:
                self._validate_number(form)
        by_start = sorted(
            (form.instance for form in kept), key=lambda registration: registration.valid_from
        )
        for one, following in pairwise(by_start):
            if one.valid_until is None or one.valid_until > following.valid_from:
                raise ValidationError(
                    _("%(one)s must end on or before the day from which %(following)s is valid.")
                    % {"one": one, "following": following}
                )

    def _validate_number(self, form: forms.ModelForm[TaxRegistration]) -> None:
        found = vat_ids.validated(form.instance.number, country=self.instance.country)
        if found is None:
            form.add_error("number", _("This is not a VAT id of the partner's country."))
            return
        form.instance.number, form.instance.proof = found.number, found.proof
        form.instance.validated_at = timezone.now()


class TaxRegistrations(EditableRows):
    """A partner's VAT ids, on the partner's page."""

    model = TaxRegistration
    formset = Registrations
    fields = ("number", "valid_from", "valid_until", "validated", "proof")
    readonly_fields = ("validated", "proof")

    validated = columns.moment("validated_at", gettext_lazy("validated"))


@admin.register(TaxRegistration)
class TaxRegistrationAdmin(ReadOnly[TaxRegistration]):
    """All VAT ids, to be found by number; they change on their partner's page."""

    list_display = ("number", "partner", "since", "until", "validated")
    list_select_related = ("partner",)
    search_fields = ("number", "partner__legal_name", "partner__mpn_id")
    search_help_text = gettext_lazy("VAT id, partner or MPN id")
    ordering = ("-id",)
    fields = ("partner", "number", "since", "until", "validated", "proof")

    since = columns.day("valid_from", gettext_lazy("valid from"))
    until = columns.day("valid_until", gettext_lazy("valid until (excluded)"))
    validated = columns.moment("validated_at", gettext_lazy("validated"))

    def tools(self, request: HttpRequest, obj: TaxRegistration) -> Iterable[Tool]:
        yield Tool(
            _("Change it on the partner's page"),
            reverse("admin:customers_partner_change", args=[obj.partner_id]),
        )


def _is_kept(form: forms.ModelForm[TaxRegistration]) -> bool:
    return form.is_valid() and bool(form.cleaned_data) and not form.cleaned_data.get("DELETE")
