"""Telling the other side by e-mail that a request moved: a link, and nothing that matters."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from customers.models import ServiceRequest
from partnercenter.models import User
from partnercenter.queue import enqueue

# What the partner did; of everything else it is the partner who is told.
TO_SUPPLIER = ("opened", "replied", "withdrawn")


def tell(request: ServiceRequest, event: str) -> None:
    """Have the other side told of the event once the transaction is committed."""
    enqueue("customers.tell_of_request", request_id=request.pk, event=event)


def send(*, request: ServiceRequest, event: str) -> int:
    """Send the message about the event; return how many people it went to."""
    for_supplier = event in TO_SUPPLIER
    people = _people_of_supplier(request) if for_supplier else _people_of_partner(request)
    if people:
        message_to(people, request, event).send()
    return len(people)


def message_to(
    people: Sequence[str], request: ServiceRequest, event: str
) -> EmailMultiAlternatives:
    """Return the message, in the partner's language or, to the supplier, in the product's."""
    for_supplier = event in TO_SUPPLIER
    language = settings.LANGUAGE_CODE if for_supplier else request.partner.language
    with translation.override(language):
        context = {
            "request": request,
            "event": event,
            "partner": request.partner,
            "address": _address(request, for_supplier=for_supplier),
        }
        subject = " ".join(render_to_string("emails/request_subject.txt", context).split())
        message = EmailMultiAlternatives(
            subject=subject,
            body=render_to_string("emails/request.txt", context).strip() + "\n",
            to=list(people),
        )
        message.attach_alternative(render_to_string("emails/request.html", context), "text/html")
    return message


def _people_of_partner(request: ServiceRequest) -> list[str]:
    """Return who of the partner opened the request or wrote to it, and still works there."""
    took_part = Q(pk=request.opened_by_id) | Q(
        pk__in=request.messages.filter(from_supplier=False).values("by")
    )
    there = User.objects.filter(took_part, is_active=True, memberships__partner=request.partner)
    return list(there.order_by("email").values_list("email", flat=True).distinct())


def _people_of_supplier(request: ServiceRequest) -> list[str]:
    """Return who took the request or, as long as nobody did, all who may decide it."""
    staff = User.objects.filter(is_active=True, is_staff=True)
    if request.assigned_to_id:
        staff = staff.filter(pk=request.assigned_to_id)
    else:
        ours = {"content_type__app_label": "customers", "codename": "change_servicerequest"}
        by_group = Q(**{f"groups__permissions__{name}": value for name, value in ours.items()})
        by_name = Q(**{f"user_permissions__{name}": value for name, value in ours.items()})
        staff = staff.filter(Q(is_superuser=True) | by_group | by_name)
    return list(staff.order_by("email").values_list("email", flat=True).distinct())


def _address(request: ServiceRequest, *, for_supplier: bool) -> str:
    if for_supplier:
        path = reverse("admin:customers_servicerequest_change", args=[request.pk])
    else:
        path = reverse("billing:request", args=[request.public_id])
    return f"{settings.PUBLIC_URL}{path}"
