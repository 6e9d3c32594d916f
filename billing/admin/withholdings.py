"""Tax that partners kept back, as accepted; it is accepted on the page of its request."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy

from billing.models import Withholding
from partnercenter.admin import columns
from partnercenter.admin.pages import ReadOnly


@admin.register(Withholding)
class WithholdingAdmin(ReadOnly[Withholding]):
    """Withholdings, the latest first."""

    list_display = ("invoice", "partner", "shown_amount", "accepted", "accepted_by")
    list_select_related = ("invoice__partner", "accepted_by")
    search_fields = ("invoice__number", "invoice__partner__legal_name")
    search_help_text = gettext_lazy("Invoice or partner")
    ordering = ("-id",)
    sortable_by = ()
    fields = ("invoice", "partner", "shown_amount", "asked", "accepted", "accepted_by")

    shown_amount = columns.money(
        "amount", gettext_lazy("amount"), currency=lambda withheld: withheld.invoice.currency
    )
    accepted = columns.moment("accepted_at", gettext_lazy("accepted"))

    def partner_of(self, obj: Withholding) -> int | None:
        return obj.invoice.partner_id

    @admin.display(description=gettext_lazy("partner"))
    def partner(self, withheld: Withholding) -> str:
        return str(withheld.invoice.partner)

    @admin.display(description=gettext_lazy("request"))
    def asked(self, withheld: Withholding) -> str:
        found = withheld.request
        return columns.link("customers_servicerequest_change", found.pk, found)
