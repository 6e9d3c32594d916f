"""The first walk of a Global admin: billing profile, tax id, contacts, and the confirmation."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from billing.queries import taxation
from customers.models import Partner
from customers.queries import invoice_mail
from customers.services import billing_profiles, partners, tax_registrations
from customers.web.billing_contacts import added, contact_form
from customers.web.profile_form import ProfileForm
from partnercenter import localize, submissions
from partnercenter.access import ActorRequest, person, requires
from partnercenter.errors import Refused
from partnercenter.roles import Permission
from partnercenter.web.step_up import step_up

Step = Callable[[ActorRequest, Partner], HttpResponse]
HAS, NONE = "has", "none"


class TaxIdForm(forms.Form):
    """Whether there is a VAT id, and which."""

    answer = forms.ChoiceField(
        label=gettext_lazy("VAT id"),
        choices=[
            (HAS, gettext_lazy("We have a VAT id")),
            (NONE, gettext_lazy("We have none, or not yet")),
        ],
        widget=forms.RadioSelect,
        initial=HAS,
    )
    number = forms.CharField(
        label=gettext_lazy("Number"),
        max_length=30,
        error_messages={"required": gettext_lazy("Enter the number, or say that there is none.")},
    )

    def full_clean(self) -> None:
        self.fields["number"].required = self.data.get("answer") != NONE
        super().full_clean()


@requires(Permission.EDIT_BILLING_PROFILE)
def profile(request: ActorRequest) -> HttpResponse:
    """First step: check address, contact, registration and language."""
    return _walked(request, _profile)


@requires(Permission.EDIT_BILLING_PROFILE)
@step_up
def tax_id(request: ActorRequest) -> HttpResponse:
    """Second step: enter the VAT id, or say there is none."""
    return _walked(request, _tax_id)


@requires(Permission.EDIT_BILLING_PROFILE)
def contacts(request: ActorRequest) -> HttpResponse:
    """Third step: who is told of invoices; what was said so far, to be confirmed."""
    return _walked(request, _contacts)


@requires(Permission.EDIT_BILLING_PROFILE)
@require_POST
def confirm(request: ActorRequest) -> HttpResponse:
    """End the walk."""
    return _walked(request, _confirm)


def _walked(request: ActorRequest, step: Step) -> HttpResponse:
    """Take the step while the walk is not done; afterwards the profile's own pages are the place."""
    partner = get_object_or_404(Partner.objects.visible_to(request.actor))
    if partner.profile_confirmed_at is not None:
        return redirect("customers:billing_profile")
    return step(request, partner)


def _profile(request: ActorRequest, partner: Partner) -> HttpResponse:
    posted = request.method == "POST"
    initial = {"key": submissions.new_key()}
    form = ProfileForm(request.POST if posted else None, instance=partner, initial=initial)
    if posted and form.is_valid():
        billing_profiles.change(
            partner=partner, profile=form.profile(), at=timezone.now(), by=person(request)
        )
        return redirect("customers:welcome_tax_id")
    context = {"form": form, "partner": partner, "country": localize.country(partner.country)}
    return render(request, "customers/welcome_profile.html", {**context, "step": 1})


def _tax_id(request: ActorRequest, partner: Partner) -> HttpResponse:
    held = partner.tax_registrations.order_by("valid_from").last()
    form = TaxIdForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _answered(request, partner, form):
        return redirect("customers:welcome_contacts")
    context = {
        "form": form,
        "partner": partner,
        "held": held,
        "may_correct": not taxation.was_billed(partner),
        "country": localize.country(partner.country),
        "step": 2,
    }
    return render(request, "customers/welcome_tax_id.html", context)


def _answered(request: ActorRequest, partner: Partner, form: TaxIdForm) -> bool:
    """Register the number from enrolment on; after the first invoice from the next cycle on.

    The same answer given twice counts once; another number replaces a slip before the first
    invoice.
    """
    if not form.is_valid():
        return False
    at, by = timezone.now(), person(request)
    if form.cleaned_data["answer"] == NONE:
        billing_profiles.say_no_vat_id(partner=partner, at=at, by=by)
        return True
    billed = taxation.was_billed(partner)
    since = partners.next_cycle(partner, on=at.date()) if billed else partner.enrolled_on
    number = form.cleaned_data["number"]
    try:
        tax_registrations.register(
            partner=partner,
            number=number,
            valid_from=since,
            at=at,
            by=by,
            nothing_billed=not billed,
        )
    except Refused as refused:
        form.add_error("number", str(refused))
        return False
    return True


def _contacts(request: ActorRequest, partner: Partner) -> HttpResponse:
    form, here = contact_form(request), reverse("customers:welcome_contacts")
    if request.method == "POST" and (lands := added(request, partner, form, on=here)):
        return redirect(lands)
    context = {
        "form": form,
        "partner": partner,
        "contacts": partner.billing_contacts.order_by("email"),
        "people": invoice_mail.people(partner),
        "vat_id": partner.tax_registrations.order_by("valid_from").last(),
        "step": 3,
    }
    return render(request, "customers/welcome_contacts.html", context)


def _confirm(request: ActorRequest, partner: Partner) -> HttpResponse:
    try:
        billing_profiles.confirm(partner=partner, at=timezone.now(), by=person(request))
    except billing_profiles.NotComplete as refused:
        messages.error(request, str(refused))
        return redirect("customers:welcome")
    except billing_profiles.TaxIdNotAnswered as refused:
        messages.error(request, str(refused))
        return redirect("customers:welcome_tax_id")
    messages.success(request, _("Your billing profile is confirmed. Thank you."))
    return redirect("home")
