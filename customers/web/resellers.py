"""Resellers of record: an indirect provider's list, to add to and to stop."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.core.validators import RegexValidator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from customers.models import Partner, PartnerKind
from customers.queries import resellers as questions
from customers.services import resellers as services
from partnercenter import submissions
from partnercenter.access import ActorRequest, person, requires
from partnercenter.choices import country_field
from partnercenter.errors import Refused
from partnercenter.roles import Permission

A_PAGE = 50


class ResellerForm(forms.Form):
    """A reseller below the provider."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    mpn_id = forms.CharField(
        label=gettext_lazy("MPN id"),
        max_length=12,
        validators=[RegexValidator("^[1-9][0-9]*$", gettext_lazy("An MPN id is a number."))],
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    country = country_field(gettext_lazy("Country"))


@requires(Permission.SEE_BILLING_PROFILE)
def resellers(request: ActorRequest) -> HttpResponse:
    """List the resellers with how many subscriptions name them; a Global admin adds to them."""
    partner = get_object_or_404(Partner.objects.visible_to(request.actor))
    may_edit = request.actor.may(Permission.EDIT_BILLING_PROFILE)
    posted = request.POST if request.method == "POST" else None
    form = ResellerForm(posted, initial={"key": submissions.new_key()})
    if request.method == "POST":
        if not may_edit:
            raise PermissionDenied
        if lands := _added(request, partner, form):
            return redirect(lands)
    context = {
        "page": Paginator(questions.listed(partner), A_PAGE).get_page(request.GET.get("page")),
        "is_provider": partner.kind == PartnerKind.INDIRECT_PROVIDER,
        "form": form,
        "may_edit": may_edit,
    }
    return render(request, "customers/resellers.html", context)


@requires(Permission.EDIT_BILLING_PROFILE)
@require_POST
def stop(request: ActorRequest, pk: int) -> HttpResponse:
    """Let no new subscription name the reseller."""
    partner = get_object_or_404(Partner.objects.visible_to(request.actor))
    reseller = get_object_or_404(partner.resellers, pk=pk)
    services.stop(reseller=reseller, at=timezone.now(), by=person(request))
    messages.success(
        request,
        _("%(name)s is offered no more; subscriptions that name it keep it.")
        % {"name": reseller.name},
    )
    return redirect("customers:resellers")


def _added(request: ActorRequest, partner: Partner, form: ResellerForm) -> str:
    """Add the reseller, once for a form, and return where to go; nothing when it is refused."""
    if not form.is_valid():
        return ""
    key, at, by = form.cleaned_data.pop("key"), timezone.now(), person(request)

    def act() -> str:
        found = services.add(partner=partner, **form.cleaned_data, at=at, by=by)
        messages.success(request, _("%(reseller)s was added.") % {"reseller": found})
        return reverse("customers:resellers")

    try:
        return submissions.once(key, by=by, at=at, act=act)
    except Refused as refused:
        form.add_error("mpn_id", str(refused))
        return ""
