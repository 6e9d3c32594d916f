"""Exchange rates: imported by month, never changed."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from partnercenter.admin import columns
from partnercenter.admin.pages import ReadOnly
from partnercenter.admin.taking_in import Intake, TakesFiles
from pricing.models import ExchangeRate
from pricing.services import exchange_rates

IMPORT = Intake(
    label=_("Import exchange rates"),
    explains=_(
        "One rate a row, for what is priced in one currency and billed in another: "
        "PricingCurrency, Currency, Month, Rate, Source, PublishedOn. Or as rates are published, "
        "by what a unit costs in US dollars: CurrencyCode, USDPerUnit, Month, Source, "
        "PublishedOn. A rate counts for its month and never changes."
    ),
    permission="pricing.add_exchangerate",
    take_in=exchange_rates.take_in,
    told=lambda count: ngettext("%d exchange rate", "%d exchange rates", count) % count,
)


@admin.register(ExchangeRate)
class ExchangeRateAdmin(TakesFiles[ExchangeRate], ReadOnly[ExchangeRate]):
    """The rates there are, the latest first."""

    intakes = (IMPORT,)
    list_display = (
        "__str__",
        "pricing_currency",
        "currency",
        "month_shown",
        "rate_shown",
        "source",
        "published",
    )
    list_filter = ("pricing_currency", "currency")
    search_fields = ("source", "currency", "pricing_currency")
    search_help_text = _("Currency or source")
    ordering = ("-month", "pricing_currency", "currency")
    fields = (
        "pricing_currency",
        "currency",
        "month_shown",
        "rate_shown",
        "source",
        "published",
        "recorded",
        "recorded_by",
    )

    rate_shown = columns.number("rate", _("rate"))
    published = columns.day("published_on", _("published on"))
    recorded = columns.moment("recorded_at", _("recorded"))

    @admin.display(description=_("month"), ordering="month")
    def month_shown(self, rate: ExchangeRate) -> str:
        return f"{rate.month:%Y-%m}"
