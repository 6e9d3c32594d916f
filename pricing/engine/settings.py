"""Where the sources disagree, a named setting with its default (domain appendix A).

A subscription stores what was agreed in its own ``settings``; what it does not name is here.
"""

from collections.abc import Mapping
from typing import Any

DEFAULTS: Mapping[str, Any] = {
    # A27: days after purchase, day 0 and the last one included, in which a cancellation
    # gives everything back and a reactivation charges everything again.
    "full_credit_days": 30,
    # A30: a full credit carries the dates of its "cycle", or begins "from_event".
    "full_credit_dates": "cycle",
    # A25: "none" charges one row a quantity, "anniversary" splits the newest there.
    "annual_rebill_split": "none",
    # A24: a year counts "365" days, or its "actual" ones.
    "year_days": "365",
}


class UnknownSetting(KeyError):
    """No rule reads a setting of this name."""


def setting(settings: Mapping[str, Any], name: str) -> Any:
    """Return the agreed value of a setting, or its default; raises UnknownSetting."""
    if name not in DEFAULTS:
        raise UnknownSetting(name)
    return settings.get(name, DEFAULTS[name])
