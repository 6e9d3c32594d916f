"""The tables of pricing."""

from pricing.models.catalogue import Availability, Product, Sku
from pricing.models.prices import Price, PriceList

__all__ = ["Availability", "Price", "PriceList", "Product", "Sku"]
