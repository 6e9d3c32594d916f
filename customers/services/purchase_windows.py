"""Until when a one-time or recurring purchase can be cancelled, or reduced (domain 4.3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Subscription
from partnercenter.errors import Refused
from partnercenter.intake import Check
from pricing.engine.cancellation import POLICIES, Policy
from pricing.engine.settings import DEFAULTS, setting


class TooLate(Refused):
    """The window of a one-time purchase has closed."""

    code = "too_late"


# The same for the rows of a file, on its table ``timeline``.
CHECK = Check(
    """
    SELECT t.line, t.action, s.starts_on + CASE t.action
        WHEN 'cancel' THEN (w.days ->> 'last')::int ELSE (w.days ->> 'whole')::int END AS until,
        CASE
            WHEN t.action IN ('suspend', 'reactivate') THEN 'stopped'
            WHEN t.action = 'cancel' AND t.happens_on > s.starts_on + (w.days ->> 'last')::int
                THEN 'cancelled'
            WHEN t.action = 'set_quantity' AND s.term_months = 0
                AND t.stated < t.quantity_before
                AND t.happens_on > s.starts_on + (w.days ->> 'whole')::int THEN 'fewer'
        END AS code
    FROM timeline t JOIN customers_subscription s ON s.id = t.subscription_id
    JOIN pricing_availability a ON a.id = s.availability_id
    JOIN pricing_sku k ON k.id = a.sku_id JOIN pricing_product r ON r.id = k.product_id
    CROSS JOIN LATERAL (SELECT %(windows)s::jsonb
        -> coalesce(s.settings ->> 'cancellation', %(policy)s) AS days) w
    WHERE t.line > 0 AND r.billing_type = 'one_time'
    """,
    {
        "stopped": (
            "action",
            gettext_lazy("a one-time or recurring purchase is cancelled, never suspended"),
        ),
        "cancelled": ("happens_on", gettext_lazy("it could be cancelled until %(until)s")),
        "fewer": (
            "happens_on",
            gettext_lazy("bought for good, some could be given back until %(until)s"),
        ),
    },
    whole=True,
)


def known() -> Mapping[str, str]:
    """Return what the check of a file has to know: the windows of each policy, in days."""
    windows = {
        code: {"last": policy.last_day, "whole": policy.whole_until}
        for code, policy in POLICIES.items()
    }
    return {"windows": json.dumps(windows), "policy": DEFAULTS["cancellation"]}


def require_cancellable(held: Subscription, *, on: date) -> None:
    """Raise TooLate when a one-time purchase can no longer be cancelled on the day."""
    policy = _policy(held)
    if policy is None or policy.last_day is None:
        return
    until = held.starts_on + timedelta(days=policy.last_day)
    if on > until:
        raise TooLate(
            _("%(name)s could be cancelled until %(until)s.") % {"name": held, "until": until}
        )


def require_fewer(held: Subscription, quantity: int, *, on: date) -> None:
    """Raise TooLate when fewer of what was bought for good can no longer be given back."""
    policy = _policy(held)
    if policy is None or held.term_months or quantity > held.quantity:
        return
    until = held.starts_on + timedelta(days=policy.whole_until)
    if on > until:
        raise TooLate(
            _("%(name)s was bought for good: some could be given back until %(until)s.")
            % {"name": held, "until": until}
        )


def _policy(held: Subscription) -> Policy | None:
    """Return the policy agreed at purchase; none of what is no one-time purchase."""
    if held.availability.sku.product.billing_type != "one_time":
        return None
    agreed: Mapping[str, Any] = held.settings
    return POLICIES[setting(agreed, "cancellation")]
