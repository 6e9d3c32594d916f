"""Every way a product can be charged. A new way is a new module and a name here."""

from collections.abc import Iterator
from typing import Protocol

from partnercenter.periods import Period
from pricing.engine.activity import Activity
from pricing.engine.kinds import license, one_time, plan, usage
from pricing.engine.pieces import Piece
from pricing.engine.terms import Terms


class Kind(Protocol):
    """A billing type: which rows its timeline implies.

    ``PRORATION`` names the strategy it takes unless another is agreed; a ``METERED`` one is
    charged for what is consumed.
    """

    CODE: str
    LABEL: str
    PRORATION: str
    METERED: bool

    def pieces(self, terms: Terms, activity: Activity, period: Period, /) -> Iterator[Piece]: ...


KINDS: dict[str, Kind] = {kind.CODE: kind for kind in (license, usage, one_time, plan)}


METERED = frozenset(code for code, kind in KINDS.items() if kind.METERED)


def choices() -> list[tuple[str, str]]:
    """Return the billing types as the choices of a field."""
    return [(kind.CODE, kind.LABEL) for kind in KINDS.values()]


def rate(terms: Terms, activity: Activity, period: Period) -> Iterator[Piece]:
    """Yield every row recognised by the period's last day, in order of recognition.

    Rows of earlier periods are yielded too: billing subtracts what was already said.
    """
    return KINDS[terms.kind].pieces(terms, activity, period)
