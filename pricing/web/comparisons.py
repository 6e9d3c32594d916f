"""Two editions of a price list side by side: what differs, on a page and as a file."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from partnercenter.access import ActorRequest, requires
from partnercenter.outgoing import Flavour
from partnercenter.roles import Permission
from pricing.models import PriceList
from pricing.queries import comparison_file, comparisons
from pricing.queries.comparison_sql import ORDERS
from pricing.queries.comparisons import FLAGS, Filter, Summary
from pricing.web.compared import LABELS, compared
from pricing.web.histogram import bars
from pricing.web.list_filters import LONGEST_SEARCH, Tab
from pricing.web.paging import CountedPaginator
from pricing.web.readable import may_see_impact, readable_list

A_PAGE = 50
LONGEST_KEY = 19
FORMATS = {"csv": Flavour.EXACT, "csv_safe": Flavour.SAFE}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: two editions, the earlier one first, a filter and an order."""

    found: PriceList
    other: PriceList
    before: PriceList
    after: PriceList
    wanted: Filter
    order: str

    @property
    def is_correction(self) -> bool:
        """Whether both are editions of the same month."""
        return self.before.month == self.after.month

    @property
    def names(self) -> tuple[str, str]:
        """How the columns of the two are headed: by month, or by edition within one."""
        if self.is_correction:
            return _edition(self.before), _edition(self.after)
        return _month(self.before), _month(self.after)


@requires(Permission.SEE_CONSUMPTION_PRICES)
def comparison(request: ActorRequest, pk: int) -> HttpResponse:
    """Show what differs between a list and another edition of it, usually the one it follows."""
    found = readable_list(request, pk)
    editions = comparisons.comparable(found)
    asked = _asked(found, request.GET)
    context = {
        "list": found,
        "editions": editions,
        "is_preview": found.month > timezone.now().date(),
        "may_see_impact": may_see_impact(request),
    }
    if asked:
        context.update(_shown(asked, request.GET))
    return render(request, "pricing/comparison.html", context)


@requires(Permission.SEE_CONSUMPTION_PRICES)
def comparison_file_of(request: ActorRequest, pk: int) -> StreamingHttpResponse:
    """Send the whole comparison that the address asks for, in one of two flavours of CSV."""
    asked = _asked(readable_list(request, pk), request.GET)
    flavour = FORMATS.get(request.GET.get("format", "csv"))
    if asked is None or flavour is None:
        raise Http404
    rows = comparison_file.csv_of(
        asked.before, asked.after, asked.wanted, flavour=flavour, order=asked.order
    )
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    name = _file_name(asked, flavour)
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    patch_cache_control(response, private=True)
    return response


def _asked(found: PriceList, asked: QueryDict) -> Asked | None:
    """Read the address; None when there is no edition to compare with. Raises Http404."""
    named = asked.get("with", "")
    if named:
        if not (named.isascii() and named.isdigit() and len(named) <= LONGEST_KEY):
            raise Http404
        other = get_object_or_404(comparisons.comparable(found), pk=named)
    else:
        usual = comparisons.usually_with(found)
        if usual is None:
            return None
        other = usual
    before, after = comparisons.in_order(found, other)
    flag, order = asked.get("flag", ""), asked.get("sort", "")
    words = asked.get("search", "").strip()[:LONGEST_SEARCH]
    return Asked(
        found=found,
        other=other,
        before=before,
        after=after,
        wanted=Filter(flag=flag if flag in FLAGS else "", words=words),
        order=order if order in ORDERS else comparisons.DEFAULT_ORDER,
    )


def _shown(asked: Asked, address: QueryDict) -> dict[str, object]:
    wanted = asked.wanted
    summary = comparisons.summary(asked.before, asked.after, words=wanted.words)
    tabs = list(_tabs(summary, wanted))
    count = next(tab.count for tab in tabs if tab.flag == wanted.flag)
    page = CountedPaginator(range(count), A_PAGE, count=count).get_page(address.get("page"))
    rows = comparisons.rows(
        asked.before,
        asked.after,
        wanted,
        order=asked.order,
        start=max(page.start_index() - 1, 0),
        end=page.end_index(),
    )
    return {
        "asked": asked,
        "summary": summary,
        "bars": bars(summary.spread.brackets) if summary.spread else (),
        "tabs": tabs,
        "chips": list(_chips(wanted)),
        "page": page,
        "rows": [compared(row) for row in rows],
    }


def _tabs(summary: Summary, wanted: Filter) -> list[Tab]:
    tabs = [Tab("", _("All changes"), summary.differing)]
    tabs += [Tab(flag, str(LABELS[flag][0]), summary.counts[flag]) for flag in FLAGS]
    return [tab for tab in tabs if tab.count or tab.flag in ("", wanted.flag)]


def _chips(wanted: Filter) -> list[tuple[str, str, str]]:
    chips = [("search", _("Search"), wanted.words)] if wanted.words else []
    if wanted.flag:
        chips.append(("flag", _("Change"), str(LABELS[wanted.flag][0])))
    return chips


def _edition(edition: PriceList) -> str:
    return _("Edition %(number)d") % {"number": edition.edition}


def _month(edition: PriceList) -> str:
    return str(date_format(edition.month, "YEAR_MONTH_FORMAT"))


def _file_name(asked: Asked, flavour: Flavour) -> str:
    """Return for example ``changes_license_EUR_2026-11_e1_to_2026-12_e2.csv``."""
    of = asked.found
    market = f"_{of.market}" if of.market else ""
    ends = "_to_".join(f"{one.month:%Y-%m}_e{one.edition}" for one in (asked.before, asked.after))
    safe = "_spreadsheet" if flavour is Flavour.SAFE else ""
    return f"changes_{of.kind}_{of.currency}{market}_{ends}{safe}.csv"
