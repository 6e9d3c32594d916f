"""The list of the partner's customers: finding one of very many."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from billing.engine.budgets import USED_UP
from billing.queries import budgets
from customers.models import Segment
from customers.models.customers import CustomerQuerySet
from customers.queries import customer_list as questions
from customers.queries import tables
from customers.queries.customer_list import NAME, NEWEST, Wanted
from customers.services import exports
from partnercenter import localize
from partnercenter.access import ActorRequest, person, requires
from partnercenter.choices import countries
from partnercenter.outgoing.formats import FORMATS
from partnercenter.periods import Period, month_of
from partnercenter.roles import Permission
from partnercenter.web.table_files import answer, format_of

A_PAGE = 50
ALERT, OVER = "alert", "used_up"
BUDGETS = {
    ALERT: gettext_lazy("Alert reached"),
    OVER: gettext_lazy("Used up"),
}


@require_safe
@requires(Permission.SEE_CUSTOMERS)
def customers(request: ActorRequest) -> HttpResponse:
    """List the customers that fit what the address asks for, a page at a time."""
    month = month_of(timezone.now().date())
    wanted, budget = _wanted(request), request.GET.get("budget", "")
    found = _found(request, wanted, budget, month)
    chips = list(_chips(wanted, budget))
    sort = NEWEST if request.GET.get("sort") == NEWEST else NAME
    page = questions.page(found, request.GET.dict(), sort=sort, size=A_PAGE)
    standings = budgets.standings([one.pk for one in page.rows], month=month)
    context = {
        "page": page,
        "rows": [(one, standings.get(one.pk)) for one in page.rows],
        "with_budgets": bool(standings),
        "found": questions.count(found, exactly=not chips),
        "wanted": wanted,
        "budget": budget,
        "sort": sort,
        "segments": Segment.choices,
        "countries": countries(),
        "budgets": BUDGETS.items(),
        "chips": chips,
        "may_add": request.actor.may(Permission.ADD_CUSTOMERS),
        "formats": FORMATS,
    }
    return render(request, "customers/customers.html", context)


@require_safe
@requires(Permission.SEE_CUSTOMERS)
def customers_file(request: ActorRequest, code: str) -> HttpResponseBase:
    """Send the customers that fit what the address asks for, as a table."""
    file_format, table = format_of(code), tables.CUSTOMERS
    month = month_of(timezone.now().date())
    found = _found(request, _wanted(request), request.GET.get("budget", ""), month)
    exports.note(
        table=table,
        file_format=file_format,
        partner_id=request.actor.partner_id,
        at=timezone.now(),
        by=person(request),
    )
    source, params = tables.only(table, found)
    return answer(
        source,
        table.columns,
        {**params, "partner": request.actor.tenant},
        file_format=file_format,
        stem=table.code,
        title=str(table.label),
    )


def _found(request: ActorRequest, wanted: Wanted, budget: str, month: Period) -> CustomerQuerySet:
    found: CustomerQuerySet = questions.search(request.actor, wanted)
    if budget in BUDGETS:
        percent = USED_UP if budget == OVER else None
        found = budgets.reaching(found, request.actor, month=month, percent=percent)  # type: ignore[assignment]
    return found


def _wanted(request: ActorRequest) -> Wanted:
    """Read the filters; what nobody offered counts as none."""
    asked = request.GET
    segment, country = asked.get("segment", ""), asked.get("country", "")
    return Wanted(
        words=asked.get("search", "").strip()[:200],
        segment=segment if segment in Segment.values else "",
        country=country if country in dict(countries()) else "",
        with_suspended=asked.get("suspended") == "yes",
    )


def _chips(wanted: Wanted, budget: str) -> Iterator[tuple[str, str, str]]:
    """Name each filter in force, so that it can be removed."""
    if wanted.words:
        yield "search", _("Search"), wanted.words
    if wanted.segment:
        yield "segment", _("Segment"), str(Segment(wanted.segment).label)
    if wanted.country:
        yield "country", _("Country"), localize.country(wanted.country)
    if budget in BUDGETS:
        yield "budget", _("Budget"), str(BUDGETS[budget])
    if wanted.with_suspended:
        yield "suspended", _("Subscriptions"), _("Some suspended")
