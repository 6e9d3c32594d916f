"""Stub."""

from collections.abc import Iterator

from partnercenter.periods import Period
from pricing.engine.activity import Activity
from pricing.engine.pieces import Piece
from pricing.engine.terms import Terms

CODE, LABEL, PRORATION = "license", "license", "published"


def pieces(terms: Terms, activity: Activity, period: Period) -> Iterator[Piece]:
    yield from ()
