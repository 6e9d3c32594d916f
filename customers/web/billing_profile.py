"""The billing profile: who is billed, where, when and in which currency, and why that is fixed."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Partner, PartnerKind, PartnerState
from customers.queries import invoice_mail
from customers.services import billing_profiles
from customers.web.profile_form import ProfileForm
from partnercenter import localize, submissions
from partnercenter.access import ActorRequest, person, requires
from partnercenter.roles import Permission
from partnercenter.web.step_up import step_up

TONES = {
    PartnerState.ACTIVE: "good",
    PartnerState.IN_REVIEW: "info",
    PartnerState.SUSPENDED: "bad",
    PartnerState.LEFT: "none",
}


@requires(Permission.SEE_BILLING_PROFILE)
def billing_profile(request: ActorRequest) -> HttpResponse:
    """Show the profile and who is told of invoices."""
    partner = get_object_or_404(Partner.objects.visible_to(request.actor))
    context = {
        "partner": partner,
        "tone": TONES[PartnerState(partner.state)],
        "country": localize.country(partner.country),
        "language": dict(settings.LANGUAGES).get(partner.language, partner.language),
        "is_provider": partner.kind == PartnerKind.INDIRECT_PROVIDER,
        "told": invoice_mail.recipients(partner),
        "may_edit": request.actor.may(Permission.EDIT_BILLING_PROFILE),
    }
    return render(request, "customers/billing_profile.html", context)


@requires(Permission.EDIT_BILLING_PROFILE)
@step_up
def edit(request: ActorRequest) -> HttpResponse:
    """Change what a partner changes by itself, and go back to the profile."""
    partner = get_object_or_404(Partner.objects.visible_to(request.actor))
    if request.method != "POST":
        form = ProfileForm(instance=partner, initial={"key": submissions.new_key()})
        return render(request, "customers/billing_profile_edit.html", {"form": form})
    form = ProfileForm(request.POST, instance=partner)
    if not form.is_valid():
        return render(request, "customers/billing_profile_edit.html", {"form": form})
    at, by = timezone.now(), person(request)

    def act() -> str:
        billing_profiles.change(partner=partner, profile=form.profile(), at=at, by=by)
        messages.success(request, _("The billing profile is changed for documents from now on."))
        return reverse("customers:billing_profile")

    return redirect(submissions.once(form.cleaned_data["key"], by=by, at=at, act=act))
