"""Examples of budgets for metered use: when people are told."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from billing.engine import budgets
from billing.examples.figures import figure

Said = Mapping[str, Any]


def _alert(inputs: Said, _settings: Said) -> Said:
    return budgets.alert(
        budget=Decimal(inputs["budget"]),
        used=Decimal(inputs["spend"]),
        percent=int(inputs.get("alert_percent", budgets.ALERT_PERCENT)),
    )


FIGURES = (
    figure(
        _alert,
        keys="alert threshold_percent stops_consumption",
        needs="budget spend",
        may="alert_percent",
    ),
)
