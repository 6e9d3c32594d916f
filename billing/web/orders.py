"""Order history: every order of the partner's customers, and the record of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from billing.queries import first_charges
from billing.queries.explanations import currency_words
from billing.queries.problems import EXPECTED, in_words
from billing.services.next_charges import next_charges
from billing.services.order_previews import Invoiced
from billing.web.offers import key_of
from billing.web.undo_words import undo
from customers.models import Customer, Order, Partner, Subscription, SubscriptionChange, Term
from customers.queries import orders as questions
from customers.queries.ways import Way
from customers.services import orders
from customers.web.ways import label
from partnercenter import keyset, localize, submissions
from partnercenter.access import ActorRequest, person, requires
from partnercenter.days import OutOfReach, reachable
from partnercenter.money import Money
from partnercenter.periods import DAY
from partnercenter.roles import Permission
from pricing.engine.kinds import METERED
from pricing.queries import units
from pricing.queries.bands import tidy

A_PAGE = 50


class NumberForm(forms.Form):
    """The purchase order number that invoices to come bear."""

    purchase_order = forms.CharField(
        label=gettext_lazy("Purchase order number"), required=False, max_length=60
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """An order of the list: what was bought, and its first charges, one for a currency."""

    order: Order
    items: list[Subscription]
    first_charges: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Bought:
    """One item of an order: as it was bought, where it stands, what is still to come."""

    subscription: Subscription
    quantity: int
    way: str
    price: Money | None
    unit: str
    by_use: bool
    guaranteed_until: date | None
    first_charge: tuple[Money, ...]
    next: tuple[Invoiced, ...]
    why: str
    undo: str


@require_safe
@requires(Permission.SEE_ORDERS)
def history(request: ActorRequest) -> HttpResponse:
    """List the orders that fit the address, newest first."""
    asked, wrong = _asked(request)
    found = questions.search(request.actor, asked)
    page = keyset.page(
        found, by=questions.NEWEST_FIRST, size=A_PAGE, asked=request.GET.dict(), descending=True
    )
    bought = [one for order in page.rows for one in order.subscriptions.all()]
    partner = Partner.objects.visible_to(request.actor).get()
    charged = first_charges.of_orders(partner, bought)
    context = {
        "page": page,
        "rows": [
            Placed(order, list(order.subscriptions.all()), charged.get(order.pk, ()))
            for order in page.rows
        ],
        "asked": asked,
        "wrong": wrong,
        "chips": list(_chips(asked)),
    }
    return render(request, "billing/orders.html", context)


@require_safe
@requires(Permission.SEE_ORDERS)
def order(request: ActorRequest, order_id: str) -> HttpResponse:
    """Confirm an order, and keep it on record: prices until when, charges, how to undo it."""
    at = timezone.now()
    found = _order(request, order_id)
    held = list(_held(found))
    partner = found.customer.partner
    charged = first_charges.of_subscriptions(partner, held)
    coming, trouble = _coming(partner, held, at)
    context = {
        "order": found,
        "customer": found.customer,
        "items": [_bought(one, charged.get(one.pk, []), coming, at.date()) for one in held],
        "first_charges": first_charges.of_orders(partner, held).get(found.pk, ()),
        "trouble": trouble,
        "form": NumberForm(initial={"purchase_order": found.purchase_order}),
        "may_correct": request.actor.may(Permission.PLACE_ORDERS),
        "key": submissions.new_key(),
    }
    return render(request, "billing/order.html", context)


@require_POST
@requires(Permission.PLACE_ORDERS)
def purchase_order(request: ActorRequest, order_id: str) -> HttpResponse:
    """Correct the number that invoices to come bear."""
    found, at, by = _order(request, order_id), timezone.now(), person(request)
    form = NumberForm(request.POST)
    address = reverse("customers:order", args=[order_id])

    def act() -> str:
        number = form.cleaned_data["purchase_order"].strip()
        orders.correct_purchase_order(order=found, purchase_order=number, at=at, by=by)
        messages.success(
            request,
            _("Invoices to come bear the purchase order number %(number)s.")
            % {"number": number or _("none")},
        )
        return address

    if form.is_valid():
        return redirect(submissions.once(key_of(request), by=by, at=at, act=act))
    messages.error(request, _("A purchase order number has at most 60 characters."))
    return redirect(address)


def _order(request: ActorRequest, order_id: str) -> Order:
    visible = Order.objects.visible_to(request.actor)
    return get_object_or_404(
        visible.select_related("customer__partner", "placed_by"), order_id=order_id
    )


def _held(found: Order) -> Any:
    terms = Term.objects.select_related("price__availability__sku__product").order_by("number")
    changes = SubscriptionChange.objects.order_by("sequence")
    return (
        Subscription.objects.filter(order=found)
        .select_related("availability__sku__product", "base", "customer")
        .prefetch_related(Prefetch("terms", terms), Prefetch("changes", changes))
        .order_by("pk")
    )


def _coming(
    partner: Partner, held: list[Subscription], at: Any
) -> tuple[dict[int, tuple[Invoiced, ...]], str]:
    try:
        return next_charges(partner=partner, subscriptions=held, at=at), ""
    except EXPECTED as missing:
        return {}, in_words(missing)


def _bought(
    one: Subscription, charged: list[Money], coming: dict[int, tuple[Invoiced, ...]], on: date
) -> Bought:
    sku = one.availability.sku
    terms, changes = list(one.terms.all()), list(one.changes.all())
    first = terms[0] if terms else None
    months = one.term_months if first is None or first.cycle_months else 0
    return Bought(
        subscription=one,
        quantity=changes[0].quantity if changes else one.quantity,
        way=label(Way(first.frequency if first else one.frequency, months, None), sku),
        price=tidy(first.price.unit_price, first.price.availability.currency) if first else None,
        unit=units.unit_words(first.price.availability) if first else "",
        by_use=sku.product.billing_type in METERED,
        guaranteed_until=terms[-1].ends_on - DAY if terms and one.term_months else None,
        first_charge=tuple(charged),
        next=coming.get(one.pk, ()),
        why=currency_words(one.currency_decision),
        undo=undo(one, on=on),
    )


def _asked(request: ActorRequest) -> tuple[questions.Asked, list[str]]:
    """Read the filters from the address, and what in it is no day."""
    wrong: list[str] = []
    days = {name: _day(request.GET.get(name, ""), wrong) for name in ("since", "until")}
    return (
        questions.Asked(
            words=request.GET.get("search", "").strip()[:200], customer=_customer(request), **days
        ),
        wrong,
    )


def _day(said: str, wrong: list[str]) -> date | None:
    try:
        return reachable(date.fromisoformat(said.strip())) if said.strip() else None
    except (ValueError, OutOfReach):
        wrong.append(said.strip()[:40])
        return None


def _customer(request: ActorRequest) -> Customer | None:
    try:
        asked = UUID(request.GET.get("customer", ""))
    except ValueError:
        return None
    return Customer.objects.visible_to(request.actor).filter(public_id=asked).first()


def _chips(asked: questions.Asked) -> Iterator[tuple[str, str, str]]:
    """Name each filter in force, so that it can be removed."""
    if asked.words:
        yield "search", _("Search"), asked.words
    if asked.customer:
        yield "customer", _("Customer"), asked.customer.name
    if asked.since:
        yield "since", _("From"), localize.day(asked.since)
    if asked.until:
        yield "until", _("Until"), localize.day(asked.until)
