"""Which price of a subscription applies on a day, and why, for whoever is asked on the phone."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from customers.models import Subscription
from customers.queries.metered_prices import meters_of
from customers.queries.price_resolutions import may_see_price, resolution, with_offer
from partnercenter.access import ActorRequest, requires
from partnercenter.days import OutOfReach, reachable
from partnercenter.roles import Permission
from pricing.engine.kinds import METERED
from pricing.models import PriceList

MOST_METERS = 25


@requires(Permission.SEE_CUSTOMERS)
def subscription_price(
    request: ActorRequest, customer_id: UUID, subscription_id: UUID
) -> HttpResponse:
    """Explain the price of the day in the address, of its meter where it is a metered plan."""
    held = get_object_or_404(
        Subscription.objects.visible_to(request.actor).select_related(*with_offer()),
        public_id=subscription_id,
        customer__public_id=customer_id,
    )
    if not may_see_price(request.actor, held):
        raise PermissionDenied
    asked, wrong_day = _day(request)
    on, meter = asked or timezone.now().date(), _meter(request)
    found = resolution(held, on=on, meter=meter)
    if meter and found.meter is None:
        raise Http404
    visible = PriceList.objects.visible_to(request.actor)
    opened = set(visible.filter(pk__in=found.editions).values_list("pk", flat=True))
    if found.meter and found.meter.price and found.meter.price.edition.pk not in opened:
        raise PermissionDenied
    context = {
        "subscription": held,
        "customer": held.customer,
        "resolution": found,
        "opened": opened,
        "today": timezone.now().date(),
        "wrong_day": wrong_day,
        "may_see_rates": request.actor.may(Permission.SEE_CONSUMPTION_PRICES),
    }
    if found.billing_type in METERED:
        words = request.GET.get("words", "").strip()[:200]
        context["words"] = words
        context["meters"] = meters_of(
            held, actor=request.actor, on=on, words=words, most=MOST_METERS + 1
        )
        context["most"] = MOST_METERS
    return render(request, "customers/subscription_price.html", context)


def _day(request: ActorRequest) -> tuple[date | None, str]:
    """Return the day in the address, or what stands there instead of one."""
    asked = request.GET.get("on", "").strip()
    try:
        return (reachable(date.fromisoformat(asked)), "") if asked else (None, "")
    except (ValueError, OutOfReach):
        return None, asked[:40]


def _meter(request: ActorRequest) -> UUID | None:
    asked = request.GET.get("meter", "")
    try:
        return UUID(asked) if asked else None
    except ValueError as error:
        raise Http404 from error
