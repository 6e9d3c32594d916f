"""Billing contacts: who is told that an invoice is ready, beside the partner's own admins."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from customers.models import BillingContact, Partner
from customers.queries import invoice_mail
from customers.services import billing_contacts
from partnercenter.access import ActorRequest, person, requires
from partnercenter.roles import Permission


class ContactForm(forms.Form):
    """Somebody to tell."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)


@requires(Permission.SEE_BILLING_PROFILE)
def contacts(request: ActorRequest) -> HttpResponse:
    """List who is told of invoices; a Global admin adds to them."""
    partner = get_object_or_404(Partner.objects.visible_to(request.actor))
    may_edit = request.actor.may(Permission.EDIT_BILLING_PROFILE)
    form = ContactForm(request.POST or None)
    if request.method == "POST":
        if not may_edit:
            raise PermissionDenied
        if added(request, partner, form):
            return redirect("customers:billing_contacts")
    context = {
        "contacts": partner.billing_contacts.order_by("email"),
        "people": invoice_mail.people(partner),
        "form": form,
        "may_edit": may_edit,
    }
    return render(request, "customers/billing_contacts.html", context)


@requires(Permission.EDIT_BILLING_PROFILE)
@require_POST
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Tell a contact no more."""
    found = BillingContact.objects.filter(partner_id=request.actor.tenant)
    contact = get_object_or_404(found, pk=pk)
    billing_contacts.remove(contact=contact, at=timezone.now(), by=person(request))
    messages.success(request, _("%(email)s is told no more.") % {"email": contact.email})
    return redirect(_back(request))


def added(request: ActorRequest, partner: Partner, form: ContactForm) -> bool:
    """Add what was filled in; say what is wrong in the form instead."""
    if not form.is_valid():
        return False
    told = form.cleaned_data
    try:
        billing_contacts.add(partner=partner, **told, at=timezone.now(), by=person(request))
    except billing_contacts.KnownContact as refused:
        form.add_error("email", str(refused))
        return False
    messages.success(
        request, _("%(email)s is told when an invoice is ready.") % {"email": told["email"]}
    )
    return True


def _back(request: ActorRequest) -> str:
    """Return to the walk when the contact was removed there."""
    walks = request.POST.get("back") == "welcome"
    return "customers:welcome_contacts" if walks else "customers:billing_contacts"
