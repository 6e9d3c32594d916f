"""How offers may be bought: rules of the offer matrix of a month."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from pricing.models import OfferMatrix, OfferRule, Price
from tests.builders.catalogue import AT, NOVEMBER
from tests.builders.people import NUMBERS


def an_offer_matrix(*, month: date = NOVEMBER, edition: int = 1) -> OfferMatrix:
    """Return that edition of a month's matrix, made when it is not there."""
    return OfferMatrix.objects.get_or_create(
        month=month,
        edition=edition,
        defaults={
            "content_hash": hashlib.sha256(str(next(NUMBERS)).encode()).hexdigest(),
            "published_at": AT,
        },
    )[0]


def an_offer_rule(
    price: Price, *, month: date = NOVEMBER, edition: int = 1, **fields: Any
) -> OfferRule:
    """Say how what has this price may be bought, from the month on."""
    return OfferRule.objects.create(
        matrix=an_offer_matrix(month=month, edition=edition),
        sku=price.availability.sku,
        **fields,
    )
