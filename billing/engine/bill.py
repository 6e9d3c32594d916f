"""From facts to what must be said: owed, less what was already said."""

from __future__ import annotations

from collections.abc import Iterable

from billing.engine.adjustments import Adjustment
from billing.engine.adjustments import owed as adjusted
from billing.engine.charges import Charge, Said, charge_of
from billing.engine.facts import Agreement
from billing.engine.reconcile import outstanding
from partnercenter.periods import Period
from pricing.engine.kinds import rate


def bill(
    agreements: Iterable[Agreement],
    period: Period,
    said: Iterable[Said],
    adjustments: Iterable[Adjustment] = (),
) -> list[Charge]:
    """Return the charges to make at the end of the period; nothing when all was said.

    ``said`` holds every row ever issued for these agreements on this stream. Adjustments are
    owed from the day they apply.
    """
    owed = [
        charge_of(agreement, piece)
        for agreement in agreements
        for piece in rate(agreement.terms, agreement.activity, period)
    ]
    owed += [adjusted(one) for one in adjustments if one.applies_on < period.end]
    return outstanding(owed, said)
