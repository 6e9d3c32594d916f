"""Opening a service request: what for, then its form, filled in as far as the address tells."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.models import ChargeRecord, Invoice
from billing.services import request_filing
from billing.web.request_forms import NewRequest
from customers.models import Customer, Partner
from customers.services.request_checks import NotAsked
from customers.services.request_kinds import BY_CODE, openable
from partnercenter import submissions
from partnercenter.access import Actor, ActorRequest, person, requires
from partnercenter.attachments import Unacceptable
from partnercenter.money import trimmed
from partnercenter.roles import Permission


@requires(Permission.ASK_QUESTIONS)
def choose(request: ActorRequest) -> HttpResponse:
    """Offer the kinds that this person may open; what the address tells goes along."""
    told = f"?{request.GET.urlencode()}" if request.GET else ""
    offered = [
        (kind, reverse("billing:request_new", args=[kind.code.value]) + told)
        for kind in openable(request.actor)
    ]
    return render(request, "billing/request_kinds.html", {"offered": offered})


@requires(Permission.ASK_QUESTIONS)
def new(request: ActorRequest, kind: str) -> HttpResponse:
    """Ask for what the kind needs, and open the request."""
    rules = BY_CODE.get(kind)
    if rules is None:
        raise Http404
    if not request.actor.may(rules.permission):
        raise PermissionDenied
    partner = get_object_or_404(Partner.objects.visible_to(request.actor))
    if request.method == "POST":
        form = NewRequest(request.POST, request.FILES, kind=rules, actor=request.actor)
        if form.is_valid() and (address := _filed(request, form, partner)):
            return redirect(address)
    else:
        known = {"subject": rules.label, **_known(request.GET, request.actor)}
        form = NewRequest(kind=rules, actor=request.actor, initial=known)
    context = {"form": form, "kind": rules, "lost": bool(request.FILES)}
    return render(request, "billing/request_new.html", context)


def _filed(request: ActorRequest, form: NewRequest, partner: Partner) -> str:
    """Open the request once and return its address, or nothing when it was refused."""
    by, at = person(request), timezone.now()

    def act() -> str:
        opened = request_filing.file(
            partner=partner,
            kind=form.kind.code.value,
            subject=form.cleaned_data["subject"],
            text=form.cleaned_data["text"],
            facts=form.facts,
            files=form.attached,
            at=at,
            by=by,
        )
        return reverse("billing:request", args=[opened.public_id])

    try:
        address = submissions.once(form.cleaned_data["key"], by=by, at=at, act=act)
    except (NotAsked, Unacceptable) as error:
        form.refuse(error)
        return ""
    messages.success(request, _("Your request was sent. You are told by e-mail when it moves."))
    return address


def _known(told: QueryDict, actor: Actor) -> dict[str, object]:
    """Return what the address tells of invoice, line, amount and customer; 404 for foreign ones."""
    known: dict[str, object] = {}
    if number := told.get("invoice", ""):
        invoice = get_object_or_404(Invoice.objects.visible_to(actor), number=number)
        known |= {
            "invoice_number": number,
            "subject": _("Invoice %(number)s") % {"number": number},
        }
        if (position := told.get("line", "")).isdecimal():
            known |= _line(invoice, int(position[:6]))
    if guid := told.get("customer", ""):
        known["customer"] = _customer(guid, actor).name
        known.setdefault("subject", known["customer"])
    return known


def _line(invoice: Invoice, position: int) -> dict[str, object]:
    line = get_object_or_404(ChargeRecord, invoice=invoice, position=position)
    told = {"line": position, "number": invoice, "what": line.texts.get("sku", "")}
    return {
        "line_position": position,
        "amount": trimmed(line.net) if line.net > 0 else None,
        "customer": line.texts.get("customer", ""),
        "subject": _("Line %(line)d of %(number)s: %(what)s") % told,
    }


def _customer(guid: str, actor: Actor) -> Customer:
    try:
        public_id = UUID(guid)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(Customer.objects.visible_to(actor), public_id=public_id)
