"""What a coming price list changes in money, for the partner who asks: sums, months, customers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from babel.dates import format_skeleton
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing.documents.letter import MOST_LETTERS
from billing.queries import impact, impact_lines
from billing.queries.impact import Impact, Sums
from billing.queries.impact_lines import CHANGES, Owner, Wanted
from partnercenter import localize
from partnercenter.access import ActorRequest, requires
from partnercenter.charts import ColumnChart, column_chart
from partnercenter.roles import Permission
from pricing.models import PriceList
from pricing.web.readable import readable_list

A_PAGE = 25
MOST_STUCK = 10


@require_safe
@requires(Permission.SEE_PRICE_LISTS)
@requires(Permission.SEE_CUSTOMERS)
def page(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the impact; currency, filters, order and page of the customers stand in the address."""
    price_list, on = readable_list(request, pk), timezone.now().date()
    lists = impact.comparable(PriceList.objects.visible_to(request.actor), on=on)
    context: dict[str, Any] = {"list": price_list, "others": lists.exclude(pk=pk)[:20]}
    if impact.is_comparable(price_list, on=on):
        tenant = request.actor.tenant
        with impact.worked_out(price_list, on=on, partner_id=tenant) as found:
            context |= _told(found, request)
    else:
        same = {"kind": price_list.kind, "currency": price_list.currency}
        context["instead"] = lists.filter(**same, market=price_list.market).first()
    return render(request, "billing/impact.html", context)


def wanted(asked: QueryDict, currency: str) -> Wanted:
    """Return which lines the address asks for."""
    change = asked.get("change", "")
    return Wanted(
        currency=currency,
        search=asked.get("search", "").strip()[:200],
        change=change if change in CHANGES else "",
    )


def chosen(sums: Sequence[Sums], asked: QueryDict, own: str) -> Sums | None:
    """Return the currency asked for, the partner's own where none is, else that of most."""
    for code in (asked.get("currency", ""), own):
        for one in sums:
            if one.currency == code:
                return one
    return sums[0] if sums else None


def chart_of(sums: Sums) -> ColumnChart:
    """Return the columns of the twelve months."""
    points = [
        (format_skeleton("yMMM", month, locale=localize.locale_of()), change)
        for month, change in sums.months
    ]
    return column_chart(
        points,
        title=_("Change in charges by month, %(currency)s") % {"currency": sums.currency},
        description=_("%(total)s in twelve months; each charge in the month it is made in.")
        % {"total": localize.money(sums.total)},
    )


def _told(found: Impact, request: ActorRequest) -> dict[str, Any]:
    """Read everything the page shows; charts and rows of one currency."""
    stuck = found.states["stuck"]
    context: dict[str, Any] = {
        "impact": found,
        "stuck": impact_lines.stuck(most=MOST_STUCK) if stuck else [],
        "more_stuck": max(0, stuck - MOST_STUCK),
    }
    if not (sums := chosen(found.sums, request.GET, request.actor.currency)):
        return context
    filters = wanted(request.GET, sums.currency)
    owners = impact_lines.owners(filters, sort=request.GET.get("sort", ""))
    # Paginator asks for the number and for a slice, which is all that these rows answer.
    pages: Paginator[Owner] = Paginator(owners, A_PAGE)  # type: ignore[arg-type]
    rows = pages.get_page(request.GET.get("page"))
    lines = impact_lines.lines_of(rows.object_list, filters)
    letters = impact_lines.retail_customers()
    return context | {
        "chosen": sums,
        "served": impact.customers_served(request.actor),
        "chart": chart_of(sums),
        "page": rows,
        "customers": [
            (owner, lines.get(owner.pk, []), owner.pk in letters) for owner in rows.object_list
        ],
        "letters": len(letters),
        "parts": _parts(len(letters)),
        "unknown": sum(letters.values()),
        "wanted": filters,
        "chips": list(_chips(filters)),
    }


def _parts(letters: int) -> list[tuple[int, int]]:
    """Return the first and the last letter of each part in which they are printed."""
    starts = range(1, letters + 1, MOST_LETTERS)
    return [(first, min(first + MOST_LETTERS - 1, letters)) for first in starts]


def _chips(filters: Wanted) -> Iterator[tuple[str, str, str]]:
    """Name each filter in force, so that it can be removed."""
    if filters.search:
        yield "search", _("Search"), filters.search
    if filters.change:
        words = {"up": _("Increases"), "down": _("Decreases")}
        yield "change", _("Change"), words[filters.change]
