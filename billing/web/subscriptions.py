"""One subscription: its record, what it will cost, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing.models import ChargeRecord
from billing.queries.explanations import currency_words
from billing.queries.problems import EXPECTED, in_words
from billing.services.next_charges import next_charges
from billing.web import acts
from billing.web.acts.act import Act
from billing.web.acts.renewal import plan_of
from billing.web.acts.stops import days_left, reactivable_until
from customers.models import Reseller, Subscription
from customers.queries.price_resolutions import may_see_price, with_offer
from customers.queries.timelines import planned_words, timeline
from customers.web.holdings import TONES
from partnercenter.access import ActorRequest, requires
from partnercenter.money import Money
from partnercenter.periods import DAY
from partnercenter.roles import Permission
from pricing.engine.kinds import METERED
from pricing.queries import units
from pricing.queries.bands import tidy

NEWEST_CHARGES = 12


@dataclass(frozen=True, slots=True)
class Offered:
    """An act as the page offers it, or the reason why it is not possible now."""

    act: Act
    obstacle: str


@require_safe
@requires(Permission.SEE_CUSTOMERS)
def subscription(request: ActorRequest, customer_id: UUID, subscription_id: UUID) -> HttpResponse:
    """Show what is agreed, what comes, what was charged, what happened, and what can be done."""
    at = timezone.now()
    held = held_by(request, customer_id, subscription_id)
    sku = held.availability.sku
    add_ons = held.add_ons.select_related("availability").order_by("name", "pk")
    context = {
        "subscription": held,
        "customer": held.customer,
        "sku": sku,
        "tone": TONES[held.status],  # type: ignore[index]
        "add_ons": list(add_ons),
        "reseller": Reseller.objects.filter(
            partner=held.customer.partner_id, mpn_id=held.reseller_mpn_id
        ).first(),
        "why": currency_words(held.currency_decision),
        "timeline": timeline(held),
        "charges": _charges(held),
        "may_see_price": may_see_price(request.actor, held),
        "may_see_orders": request.actor.may(Permission.SEE_ORDERS),
        "is_metered": sku.product.billing_type in METERED,
        "offered": _offered(request, held, at.date()),
        "on": at.date(),
        **_term(held, at.date()),
        **_renewal(held, at.date()),
        **_coming(held, at),
    }
    return render(request, "billing/subscription.html", context)


def held_by(request: ActorRequest, customer_id: UUID, subscription_id: UUID) -> Subscription:
    """Return the subscription if the person may see it; else it is not there."""
    visible = Subscription.objects.visible_to(request.actor)
    return get_object_or_404(
        visible.select_related("order", *with_offer()),
        public_id=subscription_id,
        customer__public_id=customer_id,
    )


def _offered(request: ActorRequest, held: Subscription, on: date) -> list[Offered]:
    """Return the acts that the person's role may do."""
    return [
        Offered(act, act.obstacle(held, on))
        for act in acts.offered(held)
        if request.actor.may(act.permission(held))
    ]


def _term(held: Subscription, on: date) -> dict[str, Any]:
    """Return the term of the day with its price, or the nearest; nothing where there is none."""
    terms = held.terms.select_related("price__availability__sku__product", "price__price_list")
    known = [term for term in terms.order_by("number") if term.starts_on < term.ends_on]
    if not known:
        return {}
    term = next((one for one in reversed(known) if one.starts_on <= on), known[0])
    offer = term.price.availability
    return {
        "term": term,
        "term_until": term.ends_on - DAY,
        "price": tidy(term.price.unit_price, offer.currency),
        "unit": units.unit_words(offer),
    }


def _renewal(held: Subscription, on: date) -> dict[str, Any]:
    plan = plan_of(held)
    told = {name: getattr(plan, name) for name in ("quantity", "frequency", "term_months") if plan}
    return {
        "planned": planned_words(told),
        "reactivable_until": reactivable_until(held),
        "days_left": days_left(held, on),
    }


def _coming(held: Subscription, at: datetime) -> dict[str, Any]:
    try:
        found = next_charges(partner=held.customer.partner, subscriptions=[held], at=at)
    except EXPECTED as missing:
        return {"trouble": in_words(missing)}
    return {"coming": found.get(held.pk, ())}


def _charges(held: Subscription) -> list[tuple[ChargeRecord, Money]]:
    """Return the newest lines of issued invoices, each with what it comes to without tax."""
    found = ChargeRecord.objects.filter(subscription=held, invoice__number__isnull=False)
    newest = found.select_related("invoice").order_by("-pk")[:NEWEST_CHARGES]
    return [(line, Money(line.net, line.invoice.currency)) for line in newest]
