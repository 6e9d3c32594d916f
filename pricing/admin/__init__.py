"""The supplier's pages of what things cost."""

from pricing.admin import (
    catalogue,
    exchange_rates,
    offers,
    planned_prices,
    preview_runs,
    price_lists,
    prices,
)

__all__ = [
    "catalogue",
    "exchange_rates",
    "offers",
    "planned_prices",
    "preview_runs",
    "price_lists",
    "prices",
]
