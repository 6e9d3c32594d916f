"""Plain words for what metered use is charged."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.queries.words.meaning import TAKEN_BACK, Meaning

OVERAGE = _("Used, less what is included")

CHARGE_TYPES: dict[str, Meaning] = {
    "Assess usage fee for current cycle": Meaning(
        _("What was used, charged after the service period."), TAKEN_BACK
    ),
    "Assess usage fee when cancel": Meaning(
        _("What was used up to the cancellation."), TAKEN_BACK
    ),
}
REASONS: dict[str, Promise] = {
    "usage": _("The service period %(cycle)s has ended."),
    "usage_at_cancel": _("The subscription was cancelled on %(cycle_end)s."),
    "late_usage": _(
        "This use became known on %(event_on)s, more than a day after the service period %(cycle)s "
        "had ended, so it is charged now and keeps its dates."
    ),
}
RULES: dict[str, Promise] = {
    "usage.line": _(
        "What was used, less what is included, times the price valid on the day of use. Where the "
        "price or the tier changes, another line begins."
    ),
}
STEPS: dict[str, tuple[Promise, ...]] = {
    "usage.line": (OVERAGE, _("Price times quantity")),
}
ROUNDING: dict[str, Promise] = {
    "usage.line": _("Rounded half up to %(unit)s once, at the end."),
}
