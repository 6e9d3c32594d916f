"""Plain words for what any line can say."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Promise] = {
    "correction": _(
        "Something about a time already billed became known later, for example late usage."
    ),
}
RULES: dict[str, Promise] = {
    "correction": _(
        "A line of an earlier invoice is taken back in full. What is owed instead, if anything, "
        "stands on lines of its own."
    ),
}
STEPS: dict[str, tuple[Promise, ...]] = {
    "correction": (_("The earlier line, with its sign turned"),),
}
ROUNDING: dict[str, Promise] = {
    "correction": _("Nothing is rounded: the same amount is taken back."),
}
