"""What things cost, as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.utils.translation import gettext_lazy as _

from pricing.engine.settings import problems


def billing_rules(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Tell what is wrong with the rules that the installation agrees with every purchase."""
    return [
        checks.Error(f"BILLING_RULES: {problem}.", id="pricing.E001")
        for problem in problems(settings.BILLING_RULES)
    ]


class PricingConfig(AppConfig):
    name = "pricing"
    verbose_name = _("Pricing and offers")

    def ready(self) -> None:
        checks.register(billing_rules)
