"""The tables of pricing."""

from pricing.models.catalogue import Availability, Product, Sku
from pricing.models.prices import Price, PriceList
from pricing.models.rates import ExchangeRate

__all__ = ["Availability", "ExchangeRate", "Price", "PriceList", "Product", "Sku"]
