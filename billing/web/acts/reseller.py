"""Another reseller of record, for indirect providers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.web.acts.act import Act, ActForm, Doing
from customers.models import PartnerKind
from customers.queries.resellers import selling
from customers.services import resellers
from partnercenter.roles import Permission


class ResellerForm(ActForm):
    """Which reseller of the partner, or none."""

    reseller = forms.ChoiceField(label=gettext_lazy("Reseller of record"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = selling(self.held.customer.partner)
        named = [(one.mpn_id, f"{one.name} ({one.mpn_id})") for one in known]
        self.fields["reseller"].choices = [("", _("None")), *named]  # type: ignore[attr-defined]
        self.fields["reseller"].initial = self.held.reseller_mpn_id


def _perform(doing: Doing) -> None:
    resellers.assign(
        subscription=doing.held,
        reseller_mpn_id=doing.wanted["reseller"],
        at=doing.at,
        by=doing.by,
    )


CHANGE_RESELLER = Act(
    code="reseller",
    label=gettext_lazy("Change reseller"),
    title=gettext_lazy("Change the reseller of record"),
    confirm=gettext_lazy("Change reseller"),
    done=gettext_lazy("The reseller of record of %(name)s is changed."),
    permission=lambda held: Permission.MANAGE_SUBSCRIPTIONS,
    offered=lambda held: held.customer.partner.kind == PartnerKind.INDIRECT_PROVIDER,
    explains=lambda held, on: (_("Lines that are billed from now on carry it."),),
    perform=_perform,
    form=ResellerForm,
)
