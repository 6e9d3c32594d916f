"""What a partner does with its request: reply, correct it, withdraw it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing.services import request_filing
from billing.web.request_forms import FactsForm, Talk
from billing.web.requests import reply_form, shown, visible
from customers.models import ServiceRequest
from customers.services import requests
from customers.services.request_checks import NotAsked
from customers.services.request_kinds import BY_CODE
from partnercenter import submissions
from partnercenter.access import ActorRequest, person, requires
from partnercenter.attachments import Unacceptable
from partnercenter.roles import Permission


class Sure(forms.Form):
    """Says that the button was pressed on a page of ours, once."""

    key = forms.UUIDField(widget=forms.HiddenInput)


@require_POST
@requires(Permission.ASK_QUESTIONS)
def reply(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Add a reply with its files, and the corrected facts where the supplier asked for them."""
    found = _mine(request, public_id)
    form = reply_form(found, request.actor, request.POST, request.FILES)
    if form.is_valid() and (address := _replied(request, found, form)):
        return redirect(address)
    return shown(request, found, form)


@require_POST
@requires(Permission.ASK_QUESTIONS)
def withdraw(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Close the request at the partner's own wish."""
    found, by, at = _mine(request, public_id), person(request), timezone.now()
    form = Sure(request.POST)
    if not form.is_valid():
        return redirect("billing:request", public_id=public_id)

    def act() -> str:
        requests.withdraw(request=found, at=at, by=by)
        return reverse("billing:request", args=[public_id])

    address = submissions.once(form.cleaned_data["key"], by=by, at=at, act=act)
    messages.success(request, _("%(number)s is withdrawn.") % {"number": found.number})
    return redirect(address)


def _replied(request: ActorRequest, found: ServiceRequest, form: Talk) -> str:
    """Reply once and return where it stands, or nothing when it was refused."""
    by, at = person(request), timezone.now()

    def act() -> str:
        said = {"text": form.cleaned_data["text"], "files": form.attached, "at": at, "by": by}
        if isinstance(form, FactsForm):
            request_filing.refile(request=found, facts=form.facts, **said)
        else:
            requests.reply(request=found, **said)
        return reverse("billing:request", args=[found.public_id])

    try:
        address = submissions.once(form.cleaned_data["key"], by=by, at=at, act=act)
    except (NotAsked, Unacceptable) as error:
        form.refuse(error)
        return ""
    messages.success(request, _("Your reply was sent."))
    return f"{address}#conversation"


def _mine(request: ActorRequest, public_id: UUID) -> ServiceRequest:
    """Return a request that this person may go on with: 404 unseen, 403 when only read."""
    found = visible(request.actor, public_id)
    if not request.actor.may(BY_CODE[found.kind].permission):
        raise PermissionDenied
    return found
