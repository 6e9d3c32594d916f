"""Memberships: which person works for which partner, and as what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Membership
from partnercenter.admin.pages import Page
from partnercenter.admin.rows import EditableRows


class MembershipForm(forms.ModelForm[Membership]):
    """Nobody acts for two partners."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        partner = given["partner"].pk if given.get("partner") else self.instance.partner_id
        elsewhere = Membership.objects.filter(user=given.get("user")).exclude(partner=partner)
        if given.get("user") and elsewhere.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This person works for another partner."))
        return given


class Memberships(EditableRows):
    """A partner's people, on the partner's page."""

    model = Membership
    form = MembershipForm
    autocomplete_fields = ("user",)


@admin.register(Membership)
class MembershipAdmin(Page[Membership]):
    """Every role, to be found by person or partner."""

    form = MembershipForm
    asks_who_it_is = True
    list_display = ("user", "partner", "role")
    list_filter = ("role",)
    list_select_related = ("user", "partner")
    search_fields = ("user__email", "partner__legal_name", "partner__mpn_id")
    search_help_text = gettext_lazy("E-mail address, partner or MPN id")
    autocomplete_fields = ("user", "partner")
    ordering = ("-id",)

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> Any:
        return ("user", "partner") if obj else ()
