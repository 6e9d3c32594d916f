"""One offer over time: what it costs, has cost and will cost, and for whom else it is on sale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from partnercenter import localize
from partnercenter.access import ActorRequest, requires
from partnercenter.money import Money
from partnercenter.periods import Period, add_months
from partnercenter.roles import Permission
from partnercenter.step_chart import Step, StepChart, step_chart
from pricing.models import Availability, PriceList
from pricing.queries import histories, offer_rules
from pricing.queries.bands import tidy
from pricing.queries.histories import History, margin
from pricing.queries.stretches import Stretch
from pricing.queries.units import for_whom, unit_words

A_PAGE = 50
MOST_OTHERS = 50
PLOTTED_MONTHS = 36
# A retail price further above the list price than this would press the list price flat.
READABLE = 2


@dataclass(frozen=True, slots=True)
class Other:
    """The same on sale for others, in a currency that may be another."""

    availability: Availability
    segment: str
    price: Money
    retail: Money | None
    since: date


@requires(Permission.SEE_CONSUMPTION_PRICES)
def item(request: ActorRequest, availability_id: str) -> HttpResponse:
    """Show what one offer costs on the day, and its prices over time."""
    found, on = readable_availability(request, availability_id), timezone.now().date()
    history = histories.history(found, actor=request.actor, on=on)
    current, chart = history.current, chart_of(history, on=on)
    context = {
        "availability": found,
        "sku": found.sku,
        "segment": for_whom(found),
        "unit": unit_words(found),
        "history": history,
        "margin": margin(current.list_price, current.retail_price) if current else None,
        "chart": chart,
        "floor": localize.price(Money(chart.floor, found.currency)) if chart else "",
        "page": Paginator(history.stretches[::-1], A_PAGE).get_page(request.GET.get("page")),
        "others": _others(found, request, on),
        "rule": offer_rules.shown(found.sku, on=on, beside=found),
    }
    return render(request, "pricing/item.html", context)


def readable_availability(request: ActorRequest, availability_id: str) -> Availability:
    """Return the offer: 404 when on no list that concerns the partner, 403 when on none to see."""
    offers = Availability.objects.select_related("sku__product")
    found = get_object_or_404(offers, availability_id=availability_id)
    lists = PriceList.objects.filter(prices__availability=found)
    if not lists.visible_to(request.actor).exists():
        if lists.concerning(request.actor).exists():
            raise PermissionDenied
        raise Http404
    return found


def chart_of(history: History, *, on: date) -> StepChart | None:
    """Plot the list price of the last years, and the retail price where it stays readable."""
    since = add_months(on.replace(day=1), -PLOTTED_MONTHS)
    shown = [one for one in history.stretches if one.days.end > since]
    if not any(one.price for one in shown):
        return None
    with_retail = _retail_is_readable(shown)
    steps = [_step(one, since, with_retail=with_retail) for one in shown]
    days = localize.period(Period(steps[0].days.start, steps[-1].days.end))
    title = _("List price, %(days)s") % {"days": days}
    return step_chart(steps, title=title, description=_told(history))


def _step(one: Stretch, since: date, *, with_retail: bool) -> Step:
    price, retail = one.list_price, one.retail_price if with_retail else None
    return Step(
        days=Period(max(one.days.start, since), one.days.end),
        value=price.amount if price else None,
        figure=localize.unit_price(price) if price else "",
        told=localize.price(price) if price else _("on no list"),
        lighter=retail.amount if retail else None,
        lighter_told=localize.price(retail) if retail else "",
        is_coming=one.is_coming,
    )


def _retail_is_readable(shown: list[Stretch]) -> bool:
    priced = [one for one in shown if one.list_price is not None]
    retail = [one.retail_price.amount for one in priced if one.retail_price is not None]
    highest = max((one.list_price.amount for one in priced if one.list_price), default=Decimal(0))
    return len(retail) == len(priced) and max(retail) <= highest * READABLE


def _told(history: History) -> str:
    """Tell the plot in a sentence, for whoever does not see it."""
    told = [
        _("%(price)s from %(day)s")
        % {"price": localize.price(one.list_price), "day": localize.day(one.days.start)}
        for one in history.stretches
        if one.list_price is not None
    ]
    return "; ".join(told[-12:])


def _others(availability: Availability, request: ActorRequest, on: date) -> list[Other]:
    prices = histories.others(availability, actor=request.actor, on=on, most=MOST_OTHERS)
    return [
        Other(
            availability=price.availability,
            segment=for_whom(price.availability),
            price=tidy(price.unit_price, price.availability.currency),
            retail=tidy(price.erp_price, price.availability.currency)
            if price.erp_price is not None
            else None,
            since=price.valid_from,
        )
        for price in prices
    ]
