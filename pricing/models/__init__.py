"""The tables of pricing."""

from pricing.models.catalogue import Availability, Product, Sku
from pricing.models.listings import Listing
from pricing.models.offers import LimitScope, OfferMatrix, OfferRule
from pricing.models.prices import Change, Price, PriceList
from pricing.models.publishing import ListFile, PlannedPrice, PreviewRun, WorkState
from pricing.models.rates import ExchangeRate

__all__ = [
    "Availability",
    "Change",
    "ExchangeRate",
    "LimitScope",
    "ListFile",
    "Listing",
    "OfferMatrix",
    "OfferRule",
    "PlannedPrice",
    "PreviewRun",
    "Price",
    "PriceList",
    "Product",
    "Sku",
    "WorkState",
]
