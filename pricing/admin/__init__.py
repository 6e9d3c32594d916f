"""The supplier's pages of what things cost."""

from pricing.admin import catalogue, price_lists, prices

__all__ = ["catalogue", "price_lists", "prices"]
