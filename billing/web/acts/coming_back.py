"""What comes back of what was paid when a subscription stops on a day, and why (domain 4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Subscription
from customers.queries.ways_back import Back, WayBack, full_credit_days, way_back
from partnercenter import localize
from pricing.engine.kinds import one_time

PLAIN = {
    Back.OVER: gettext_lazy("It has ended: nothing comes back."),
    Back.FIXED: gettext_lazy("This offer cannot be cancelled: it runs until its term ends."),
    Back.FREE: gettext_lazy("A trial was never charged: nothing comes back."),
    Back.BY_USE: gettext_lazy("What was used until then is charged; nothing was paid ahead."),
    Back.STOOD_STILL: gettext_lazy(
        "What was unused came back when it was suspended: no more does."
    ),
    Back.AFTER_TERM: gettext_lazy(
        "Nothing comes back: it runs until its term ends, and is not renewed."
    ),
    Back.NOTHING: gettext_lazy("Nothing comes back any more."),
}


@dataclass(frozen=True, slots=True)
class ComesBack:
    """In words what comes back; ``possible_until`` is the last day, None is without end.

    ``ends_at_once`` is untrue of what is given up too late: it runs until its term ends.
    """

    words: tuple[str, ...]
    possible_until: date | None = None
    ends_at_once: bool = True


def comes_back(held: Subscription, on: date) -> ComesBack:
    """Return what stopping on the day gives back, by the rules agreed at purchase."""
    way = way_back(held, on=on)
    if way.back in PLAIN:
        words = str(PLAIN[way.back])
    elif held.availability.sku.product.billing_type == one_time.CODE:
        words = _of_purchase(way)
    else:
        words = _of_licence(held, way)
    return ComesBack((words,), way.possible_until, ends_at_once=way.back != Back.AFTER_TERM)


def _of_licence(held: Subscription, way: WayBack) -> str:
    days = full_credit_days(held)
    told = {
        "days": days,
        "bought": localize.day(held.starts_on),
        "until": localize.day(held.starts_on + timedelta(days=days)),
    }
    if way.back == Back.WHOLE:
        return (
            _(
                "It was bought on %(bought)s: until %(until)s, within %(days)d days, everything"
                " that was charged for it comes back."
            )
            % told
        )
    return (
        _(
            "It was bought on %(bought)s, and the %(days)d days in which everything comes back"
            " ended on %(until)s: only the days not used of what is paid come back, today"
            " included. There is no fee."
        )
        % told
    )


def _of_purchase(way: WayBack) -> str:
    if way.back == Back.WHOLE and way.until:
        return _("Until %(until)s everything that was paid comes back.") % {
            "until": localize.day(way.until)
        }
    if way.fee:
        return _(
            "What was paid for the days left comes back, less an early return fee of"
            " %(percent)s %% of it."
        ) % {"percent": localize.quantity(way.fee)}
    return _("What was paid for the days left comes back, without a fee.")
