"""Order history: every order of the partner's customers, and the record of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from billing.queries import first_charges
from billing.services.order_previews import totals
from billing.web.offers import key_of
from billing.web.order_forms import NumberForm
from billing.web.order_items import bought, coming
from customers.models import Customer, Order, Partner, Subscription
from customers.queries import orders as questions
from customers.queries.first_terms import with_terms
from customers.services import orders
from partnercenter import keyset, localize, submissions
from partnercenter.access import ActorRequest, person, requires
from partnercenter.days import OutOfReach, reachable
from partnercenter.money import Money
from partnercenter.roles import Permission

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Placed:
    """An order of the list: what was bought, and its first charges, one for a currency."""

    order: Order
    items: list[Subscription]
    first_charges: tuple[Money, ...]


@require_safe
@requires(Permission.SEE_ORDERS)
def history(request: ActorRequest) -> HttpResponse:
    """List the orders that fit the address, newest first."""
    asked, wrong = _asked(request)
    found = questions.search(request.actor, asked)
    page = keyset.page(
        found, by=questions.NEWEST_FIRST, size=A_PAGE, asked=request.GET.dict(), descending=True
    )
    held = [one for order in page.rows for one in order.subscriptions.all()]
    partner = Partner.objects.visible_to(request.actor).get()
    charged = first_charges.of_orders(partner, held)
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
    partner = found.customer.partner
    everything = Subscription.objects.filter(order=found).order_by("pk")
    everything = everything.select_related("availability__sku__product", "customer")
    charged = first_charges.of_subscriptions(partner, everything)
    page = Paginator(with_terms(everything), A_PAGE).get_page(request.GET.get("page"))
    held = list(page.object_list)
    comes, trouble = coming(partner, held, at)
    context = {
        "order": found,
        "customer": found.customer,
        "page": page,
        "items": [
            bought(one, charged=charged.get(one.pk, []), coming=comes, on=at.date())
            for one in held
        ],
        "first_charges": totals(amount for rows in charged.values() for amount in rows),
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
