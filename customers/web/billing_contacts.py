"""Billing contacts: who is told that an invoice is ready, beside the partner's own admins."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from customers.models import BillingContact, Partner
from customers.queries import invoice_mail
from customers.services import billing_contacts
from partnercenter import submissions
from partnercenter.access import ActorRequest, person, requires
from partnercenter.roles import Permission


class ContactForm(forms.Form):
    """Somebody to tell."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)


@requires(Permission.SEE_BILLING_PROFILE)
def contacts(request: ActorRequest) -> HttpResponse:
    """List who is told of invoices; a Global admin adds to them."""
    partner = get_object_or_404(Partner.objects.visible_to(request.actor))
    may_edit = request.actor.may(Permission.EDIT_BILLING_PROFILE)
    form = contact_form(request)
    if request.method == "POST":
        if not may_edit:
            raise PermissionDenied
        if lands := added(request, partner, form, on=reverse("customers:billing_contacts")):
            return redirect(lands)
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


def contact_form(request: ActorRequest) -> ContactForm:
    """Return the form as it was sent, or a new one with a key of its own."""
    posted = request.POST if request.method == "POST" else None
    return ContactForm(posted, initial={"key": submissions.new_key()})


def added(request: ActorRequest, partner: Partner, form: ContactForm, *, on: str) -> str:
    """Add what was filled in and return the page ``on``; say in the form what is wrong instead.

    Returns nothing then. A second click adds nothing more and lands on the same page.
    """
    if not form.is_valid():
        return ""
    key, at, by = form.cleaned_data.pop("key"), timezone.now(), person(request)
    told = form.cleaned_data

    def act() -> str:
        billing_contacts.add(partner=partner, **told, at=at, by=by)
        words = _("%(email)s is told when an invoice is ready.")
        messages.success(request, words % {"email": told["email"]})
        return on

    try:
        return submissions.once(key, by=by, at=at, act=act)
    except billing_contacts.KnownContact as refused:
        form.add_error("email", str(refused))
        return ""


def _back(request: ActorRequest) -> str:
    """Return to the walk when the contact was removed there."""
    walks = request.POST.get("back") == "welcome"
    return "customers:welcome_contacts" if walks else "customers:billing_contacts"
