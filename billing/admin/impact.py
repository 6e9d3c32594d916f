"""What a coming price list changes over all partners: in all, by month, and for each of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from billing.queries import impact, impact_file, impact_lines
from billing.queries.impact import NotComing, Sums
from billing.queries.impact_lines import Owner, Wanted
from partnercenter.outgoing import Flavour
from pricing.models import PriceList

PERMISSION = "pricing.view_pricelist"
FLAVOURS = {"csv": Flavour.EXACT, "csv_safe": Flavour.SAFE}
A_PAGE = 50
MOST_STUCK = 20


def urls(page: ModelAdmin[Any]) -> list[URLPattern]:
    """Return the addresses, below those of the page that carries them."""
    within = page.admin_site.admin_view

    def impact_of_list(request: HttpRequest, pk: int) -> HttpResponseBase:
        return impact_view(page, request, pk)

    return [
        path("impact/<int:pk>/", within(impact_of_list), name="billing_impact"),
        path("impact/<int:pk>/file/", within(impact_file_view), name="billing_impact_file"),
    ]


def impact_view(page: ModelAdmin[Any], request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show sums by currency and month, and the partners of one currency, a page at a time."""
    price_list, on = _list(request, pk), timezone.now().date()
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "title": _("Impact over all partners"),
        "subtitle": str(price_list),
        "opts": PriceList._meta,  # noqa: SLF001 (what Django calls it for templates)
        "original": price_list,
        "back": reverse("admin:pricing_pricelist_change", args=[pk]),
        "file": reverse("admin:billing_impact_file", args=[pk]),
    }
    try:
        told = _told(price_list, request, on)
    except NotComing as error:
        messages.warning(request, str(error))
        return redirect(context["back"])
    return TemplateResponse(request, "admin/impact.html", context | told)


def impact_file_view(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Stream every line of every partner."""
    price_list, on = _list(request, pk), timezone.now().date()
    flavour = FLAVOURS.get(request.GET.get("format", ""), Flavour.EXACT)
    impact.require_comparable(price_list, on=on)
    content = impact_file.file(price_list, on=on, partner_id=None, flavour=flavour)
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    name = impact_file.file_name(price_list, flavour=flavour)
    response.headers["Content-Disposition"] = str(content_disposition_header(True, name))
    return response


def _list(request: HttpRequest, pk: int) -> PriceList:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    return get_object_or_404(PriceList, pk=pk)


def _told(price_list: PriceList, request: HttpRequest, on: date) -> dict[str, Any]:
    with impact.worked_out(price_list, on=on, partner_id=None) as found:
        sums = {one.currency: one for one in found.sums}
        chosen = sums.get(request.GET.get("currency", "")) or next(iter(sums.values()), None)
        return {
            "impact": found,
            "sums": found.sums,
            "chosen": chosen,
            "states": found.states,
            "stuck": impact_lines.stuck(most=MOST_STUCK),
            "page": _partners(chosen, request) if chosen else None,
        }


def _partners(sums: Sums, request: HttpRequest) -> object:
    order = request.GET.get("sort", "")
    owners = impact_lines.owners(Wanted(sums.currency), sort=order, of="partner")
    # Paginator asks for the number and for a slice, which is all that these rows answer.
    pages: Paginator[Owner] = Paginator(owners, A_PAGE)  # type: ignore[arg-type]
    page = pages.get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    return page
