"""The supplier's pages of what things cost."""

from pricing.admin import catalogue, exchange_rates, offers, price_lists, prices

__all__ = ["catalogue", "exchange_rates", "offers", "price_lists", "prices"]
