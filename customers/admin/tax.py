"""What a partner's tax depends on: its VAT ids and exemptions, each for days of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import TaxExemption, TaxRegistration
from customers.services import tax_exemptions, tax_registrations
from partnercenter import localize
from partnercenter.admin import columns
from partnercenter.admin.acts import Act, Acting
from partnercenter.admin.pages import ReadOnly
from partnercenter.admin.rows import ReadOnlyRows
from partnercenter.admin.tools import Tool
from partnercenter.models import User


def _check_again(obj: TaxRegistration, *, on: date, at: datetime, by: User | None) -> str:
    found = tax_registrations.check_again(registration=obj, at=at, by=by)
    if found.online not in tax_registrations.ANSWERED or found.validated_at != at:
        return _("The online check says nothing of %(number)s: what is known of it stays.") % {
            "number": found
        }
    return _("The online check of %(number)s says: %(state)s.") % {
        "number": found,
        "state": found.get_online_display(),
    }


def _end_registration(obj: TaxRegistration, *, on: date, at: datetime, by: User | None) -> str:
    found = tax_registrations.end(registration=obj, on=on, at=at, by=by)
    return _("%(number)s ends on %(day)s.") % {"number": found, "day": localize.day(on)}


def _end(obj: TaxExemption, *, on: date, at: datetime, by: User | None) -> str:
    found = tax_exemptions.end(exemption=obj, on=on, at=at, by=by)
    return _("%(exemption)s ends on %(day)s.") % {"exemption": found, "day": localize.day(on)}


CHECK_AGAIN = Act(
    code="check",
    label=gettext_lazy("Check online again"),
    permission="customers.change_taxregistration",
    perform=_check_again,
    asks_who_it_is=True,
    offered=lambda _obj: bool(settings.VAT_CHECKER),
)
END_REGISTRATION = Act(
    code="end",
    label=gettext_lazy("End the VAT id"),
    permission="customers.change_taxregistration",
    perform=_end_registration,
    offered=lambda obj: obj.valid_until is None,
    warning=lambda obj: _("Documents from that day on carry no VAT id and are taxed accordingly."),
    dated=True,
    asks_who_it_is=True,
)
END = Act(
    code="end",
    label=gettext_lazy("End the exemption"),
    permission="customers.change_taxexemption",
    perform=_end,
    asks_who_it_is=True,
    offered=lambda obj: obj.valid_until is None,
    warning=lambda obj: _("Documents from that day on are taxed again."),
    dated=True,
)


class TaxRegistrations(ReadOnlyRows):
    """A partner's VAT ids, on the partner's page; they come and go by acts."""

    model = TaxRegistration
    fields = ("number", "since", "until", "validated", "proof", "online")
    readonly_fields = ("since", "until", "validated")

    since = columns.day("valid_from", gettext_lazy("valid from"))
    until = columns.day("valid_until", gettext_lazy("valid until (excluded)"))
    validated = columns.moment("validated_at", gettext_lazy("validated"))


@admin.register(TaxRegistration)
class TaxRegistrationAdmin(ReadOnly[TaxRegistration], Acting[TaxRegistration]):
    """All VAT ids, to be found by number; one is registered on its partner's page."""

    acts = (CHECK_AGAIN, END_REGISTRATION)
    list_display = ("number", "partner", "since", "until", "validated", "online")
    list_filter = ("online",)
    list_select_related = ("partner",)
    search_fields = ("number", "partner__legal_name", "partner__mpn_id")
    search_help_text = gettext_lazy("VAT id, partner or MPN id")
    ordering = ("-id",)
    fields = ("partner", "number", "since", "until", "validated", "proof", "online")

    since = columns.day("valid_from", gettext_lazy("valid from"))
    until = columns.day("valid_until", gettext_lazy("valid until (excluded)"))
    validated = columns.moment("validated_at", gettext_lazy("validated"))

    def tools(self, request: HttpRequest, obj: TaxRegistration) -> Iterable[Tool]:
        yield from super().tools(request, obj)
        yield Tool(
            _("Register another on the partner's page"),
            reverse("admin:customers_partner_change", args=[obj.partner_id]),
        )


class TaxExemptions(ReadOnlyRows):
    """A partner's exemptions, on the partner's page; they come from decided requests."""

    model = TaxExemption
    fields = ("kind", "jurisdiction", "certificate", "since", "until")
    readonly_fields = ("since", "until")

    since = columns.day("valid_from", gettext_lazy("valid from"))
    until = columns.day("valid_until", gettext_lazy("valid until (excluded)"))


@admin.register(TaxExemption)
class TaxExemptionAdmin(ReadOnly[TaxExemption], Acting[TaxExemption]):
    """All exemptions, to be found by certificate; one is ended on its page."""

    acts = (END,)
    list_display = ("certificate", "partner", "kind", "jurisdiction", "since", "until")
    list_filter = ("kind", "jurisdiction")
    list_select_related = ("partner",)
    search_fields = ("certificate", "partner__legal_name", "partner__mpn_id")
    search_help_text = gettext_lazy("Certificate, partner or MPN id")
    ordering = ("-id",)
    fields = (
        "partner",
        "kind",
        "jurisdiction",
        "certificate",
        "since",
        "until",
        "accepted",
        "accepted_by",
    )

    since = columns.day("valid_from", gettext_lazy("valid from"))
    until = columns.day("valid_until", gettext_lazy("valid until (excluded)"))
    accepted = columns.moment("accepted_at", gettext_lazy("accepted"))
