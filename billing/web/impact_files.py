"""The impact of a coming list to take along: as CSV, and as letters to the customers."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from billing.documents import letter as letters_out
from billing.documents.letter import MOST_LETTERS, NothingToSay
from billing.queries import impact, impact_file, impact_lines
from billing.web.impact import wanted
from customers.models import Customer
from partnercenter.access import ActorRequest, requires
from partnercenter.outgoing import Flavour
from partnercenter.roles import Permission
from pricing.models import PriceList
from pricing.web.readable import readable_list

FLAVOURS = {"csv": Flavour.EXACT, "csv_safe": Flavour.SAFE}


@require_safe
@requires(Permission.SEE_PRICE_LISTS)
@requires(Permission.SEE_CUSTOMERS)
def file(request: ActorRequest, pk: int) -> StreamingHttpResponse:
    """Stream the lines that the search and the change in the address leave."""
    price_list, on = readable_list(request, pk), timezone.now().date()
    flavour = FLAVOURS.get(request.GET.get("format", "csv"))
    if flavour is None:
        raise Http404
    impact.require_comparable(price_list, on=on)
    filters = wanted(request.GET, "")
    content = impact_file.file(
        price_list,
        on=on,
        partner_id=request.actor.tenant,
        flavour=flavour,
        search=filters.search,
        change=filters.change,
    )
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    name = impact_file.file_name(price_list, flavour=flavour)
    response.headers["Content-Disposition"] = str(content_disposition_header(True, name))
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
@requires(Permission.SEE_PRICE_LISTS)
@requires(Permission.SEE_CUSTOMERS)
def letter(request: ActorRequest, pk: int, customer: UUID) -> HttpResponse:
    """Print the letter to one customer."""
    price_list = readable_list(request, pk)
    found = get_object_or_404(Customer.objects.visible_to(request.actor), public_id=customer)
    return _printed(request, price_list, only=found)


@require_safe
@requires(Permission.SEE_PRICE_LISTS)
@requires(Permission.SEE_CUSTOMERS)
def letters(request: ActorRequest, pk: int) -> HttpResponse:
    """Print a part of the letters to all customers who pay another retail price, by name."""
    return _printed(request, readable_list(request, pk), only=None)


def _printed(
    request: ActorRequest, price_list: PriceList, *, only: Customer | None
) -> HttpResponse:
    partner, on = impact.partner_of(request.actor), timezone.now().date()
    with impact.worked_out(
        price_list, on=on, partner_id=partner.pk, customer_id=only.pk if only else None
    ):
        customers = [only] if only else _part(request)
        lines = impact_lines.retail_lines(one.pk for one in customers)
    written = [letters_out.letter(partner, one, lines.get(one.pk, []), on=on) for one in customers]
    content = letters_out.printed(written, language=partner.language)
    whose = f"_{only.public_id}" if only else f"s_{request.GET.get('part', '1')[:4]}"
    name = f"price_letter{whose}_{price_list.month:%Y-%m}.pdf"
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = str(content_disposition_header(False, name))
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _part(request: ActorRequest) -> list[Customer]:
    """Return the customers of the part that the address asks for, the first where it does not."""
    parts = Paginator(list(impact_lines.retail_customers()), MOST_LETTERS)
    if not parts.count:
        raise NothingToSay(_("No retail price changes in the next twelve months."))
    keys = parts.get_page(request.GET.get("part")).object_list
    found = Customer.objects.in_bulk(keys)
    return [found[key] for key in keys]
