"""Stub."""

from collections.abc import Iterator

from partnercenter.periods import Period
from pricing.engine.activity import Activity
from pricing.engine.pieces import Piece
from pricing.engine.terms import Terms

CODE, LABEL, PRORATION = "one_time", "one_time", "published"


def pieces(terms: Terms, activity: Activity, period: Period) -> Iterator[Piece]:
    yield from ()
