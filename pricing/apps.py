"""What things cost, as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.utils.translation import gettext_lazy as _

from pricing.engine import lists
from pricing.engine.settings import problems


def billing_rules(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Tell what is wrong with the rules that the installation agrees with every purchase."""
    return [
        checks.Error(f"BILLING_RULES: {problem}.", id="pricing.E001")
        for problem in problems(settings.BILLING_RULES)
    ]


def preview_rules(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Tell what is wrong with the kinds of list that have previews, and with their day."""
    found: list[checks.CheckMessage] = []
    told = settings.PREVIEWED_LISTS
    unknown = [code for code in told if code not in lists.BY_CODE]
    if unknown and told != ["none"]:
        found.append(
            checks.Error(
                f"PREVIEWED_LISTS: no kind of price list is called {', '.join(unknown)}.",
                hint=f"Known are {', '.join(lists.BY_CODE)}; or none alone.",
                id="pricing.E002",
            )
        )
    if not 1 <= settings.PREVIEW_DAY <= 28:
        found.append(
            checks.Error(
                f"PREVIEW_DAY: {settings.PREVIEW_DAY} is not a day from 1 to 28.",
                id="pricing.E003",
            )
        )
    return found


class PricingConfig(AppConfig):
    name = "pricing"
    verbose_name = _("Pricing and offers")

    def ready(self) -> None:
        checks.register(billing_rules)
        checks.register(preview_rules)
