"""The calendar: a partner's coming dates as a page, and as a file for its calendar program."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing.engine.streams import ONE_TIME, RECURRING
from billing.queries.agenda import agenda
from billing.queries.coming import RENEWAL_DAYS, Coming, coming
from billing.queries.coming_ics import MEDIA_TYPE, calendar_file
from billing.web.months import months, weekdays
from customers.models import Partner
from partnercenter.access import ActorRequest, requires
from partnercenter.money import Money, total
from partnercenter.roles import Permission


@require_safe
@requires(Permission.SEE_BILLING)
def calendar(request: ActorRequest) -> HttpResponse:
    """Show what is to come, month by month, and the billing dates of each stream."""
    partner, on = _partner(request), timezone.now().date()
    dates = coming(request.actor, partner=partner, on=on)
    context = {
        "coming": dates,
        "next": dates.of(RECURRING)[0],
        "next_due": _next_due(dates),
        "renewing": sum(terms.count for terms in dates.terms if terms.renews),
        "ending": sum(terms.count for terms in dates.terms if not terms.renews),
        "days": RENEWAL_DAYS,
        "months": months(agenda(dates), since=on, until=dates.until),
        "weekdays": weekdays(),
        "streams": [(stream, dates.of(stream)) for stream in (RECURRING, ONE_TIME)],
        "may_see_customers": request.actor.may(Permission.SEE_CUSTOMERS),
    }
    return render(request, "billing/calendar.html", context)


@require_safe
@requires(Permission.SEE_BILLING)
def calendar_ics(request: ActorRequest) -> HttpResponse:
    """Send the same dates as a file."""
    partner, at = _partner(request), timezone.now()
    entries = agenda(coming(request.actor, partner=partner, on=at.date()))
    content = calendar_file(
        entries,
        name=_("Billing of %(partner)s") % {"partner": partner.legal_name},
        partner_id=partner.public_id,
        at=at,
        page=request.build_absolute_uri(reverse("billing:calendar")),
    )
    headers = {
        "Content-Disposition": f'attachment; filename="billing-{at:%Y-%m-%d}.ics"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=MEDIA_TYPE, headers=headers)


def _partner(request: ActorRequest) -> Partner:
    return get_object_or_404(Partner.objects.visible_to(request.actor))


def _next_due(dates: Coming) -> tuple[date, list[Money]] | None:
    """Return the next due date of an issued invoice and what is due then, by currency."""
    if not dates.due:
        return None
    first = dates.due[0].due_on
    balances = [invoice.balance for invoice in dates.due if invoice.due_on == first]
    currencies = sorted({balance.currency for balance in balances})
    sums = [total([b for b in balances if b.currency == code], code) for code in currencies]
    return (first, sums) if first else None
