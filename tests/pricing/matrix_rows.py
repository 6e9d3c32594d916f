"""Offer matrices as files, row by row."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from pricing.models import OfferMatrix, OfferRule, Price
from pricing.services import offer_matrices
from tests.builders import AT, NOVEMBER

HEADERS = (
    "Offer Display Name",
    "Durable Offer ID",
    "Duration",
    "Billing Frequency",
    "Min Seat Count",
    "Max Seat Count",
    "Offer Limit",
    "Offer Limit Scope",
    "Depends On",
    "Can Convert To",
    "Offer URI",
    "LearnMoreLink",
    "Description",
    "Allowed Countries",
)
HEADER = ",".join(HEADERS)


def a_rule(offer: Price | str, **cells: str) -> str:
    """Return the row of an offer; cells by the first word of their header, in lower case."""
    offer_id = offer if isinstance(offer, str) else offer.availability.sku.offer_id
    given = {"offer display name": "Suite", "durable offer id": offer_id, **cells}
    names = {
        "duration": "duration",
        "billing frequency": "billing",
        "min seat count": "least",
        "max seat count": "most",
        "offer limit": "limit",
        "offer limit scope": "scope",
        "depends on": "depends",
        "can convert to": "converts",
        "offer uri": "uri",
        "learnmorelink": "link",
        "description": "description",
        "allowed countries": "countries",
    }
    values = [given.get(names.get(h.lower(), h.lower()), "") for h in HEADERS]
    return ",".join(f'"{value}"' for value in values)


def taken(*rows: str, month: date = NOVEMBER, header: str = HEADER, **asked: Any) -> OfferMatrix:
    content = "\n".join([header, *rows]).encode()
    values = {"name": "matrix.csv", "at": AT, **asked}
    return offer_matrices.take_in(file=io.BytesIO(content), month=month, **values)


def rule_of(matrix: OfferMatrix, offer: Price) -> OfferRule:
    return matrix.rules.get(sku=offer.availability.sku)
