"""Every way a product can be charged. A new way is a new module and a name here."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from partnercenter.periods import Period
from pricing.engine.activity import Activity
from pricing.engine.kinds import license, one_time, plan, usage
from pricing.engine.pieces import Derivation, Piece
from pricing.engine.terms import Terms


class Kind(Protocol):
    """A billing type: which rows its timeline implies.

    ``PRORATION`` names the strategy it takes unless another is agreed; a ``METERED`` one is
    charged for what is consumed. ``DERIVATIONS`` derive the amount of a row again from the inputs
    stored with it, by the rule it was made by.
    """

    CODE: str
    LABEL: str
    PRORATION: str
    METERED: bool
    DERIVATIONS: Mapping[str, Derivation]

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
