"""Where the sources disagree, a named setting with its default (domain appendix A).

A subscription stores what was agreed in its own ``settings``; what it does not name is here.
"""

from collections.abc import Mapping
from typing import Any

from pricing.engine.cancellation import POLICIES
from pricing.engine.proration import STRATEGIES

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
    # A26: a quantity change is recognised on the next monthly "anniversary", or "at_once".
    "change_recognition": "anniversary",
    # A29: bought on the 29th to 31st, "clamp" to the end of shorter months and keep the anchor,
    # or begin on the "first_of_next_month", the days until then free.
    "month_end_anchor": "clamp",
    # Use that becomes known after the day its period closed: a line of its own on the
    # "next_invoice", or a "true_up" of the line there was.
    "late_usage": "next_invoice",
    # What the partner earns on managed metered use, in percent.
    "earned_credit_percent": "15",
    # What a stopped one-time or recurring purchase gives back: see ``cancellation``.
    "cancellation": "software",
    # Whether something of a reservation was used before it is returned: nobody tells us, so it
    # counts as used unless agreed otherwise.
    "used": True,
    # What the reservations that a partner returns within twelve months may add up to, in the
    # billing currency.
    "return_cap": "50000",
    # The dates of a changed one-time row: of the "stretch" it pays for, or of its "cycle".
    "change_dates": "stretch",
    # When a currency is decided, Guernsey, Jersey, Man and Gibraltar count "as_uk" or "outside".
    "uk_dependencies": "outside",
}

CHOICES: Mapping[str, tuple[str, ...]] = {
    "full_credit_dates": ("cycle", "from_event"),
    "annual_rebill_split": ("none", "anniversary"),
    "year_days": ("365", "actual"),
    "change_recognition": ("anniversary", "at_once"),
    "month_end_anchor": ("clamp", "first_of_next_month"),
    "late_usage": ("next_invoice", "true_up"),
    "change_dates": ("stretch", "cycle"),
    "uk_dependencies": ("outside", "as_uk"),
}


NUMBERS = ("full_credit_days", "earned_credit_percent", "return_cap")
FLAGS = ("used",)


class UnknownSetting(KeyError):
    """No rule reads a setting of this name."""


def setting(settings: Mapping[str, Any], name: str) -> Any:
    """Return the agreed value of a setting, or its default; raises UnknownSetting."""
    if name not in DEFAULTS:
        raise UnknownSetting(name)
    return settings.get(name, DEFAULTS[name])


def problems(rules: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with rules that are to be agreed: names, choices, numbers."""
    found = []
    for name, value in rules.items():
        if name.startswith("proration."):
            allowed: tuple[str, ...] = tuple(STRATEGIES)
        elif name == "cancellation":
            allowed = tuple(POLICIES)
        elif name in CHOICES:
            allowed = CHOICES[name]
        elif name not in DEFAULTS:
            found.append(f"no rule reads a setting called {name}")
            continue
        else:
            allowed = ()
        if allowed and value not in allowed:
            found.append(f"{name} is {value!r}, not one of {', '.join(allowed)}")
        elif wanted := _missed(name, value):
            found.append(f"{name} is {value!r}, {wanted}")
    return found


def _missed(name: str, value: Any) -> str:
    if name == "full_credit_days" and (isinstance(value, bool) or not isinstance(value, int)):
        return "not a whole number"
    if name in NUMBERS and not str(value).isdecimal():
        return "not a whole number"
    if name in FLAGS and not isinstance(value, bool):
        return "neither true nor false"
    return ""
