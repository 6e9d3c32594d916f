"""Why something could not be billed, in words that name the thing to mend."""

from django.utils.translation import gettext as _

from billing.engine.taxes import NoTaxRate
from partnercenter.errors import Refused
from pricing.engine.conversion import NoRate
from pricing.engine.resolve import NoPrice
from pricing.models import Sku

EXPECTED = (Refused, NoPrice, NoRate, NoTaxRate)


def in_words(error: Exception) -> str:
    """Return what an operator should read about a refused run."""
    if isinstance(error, NoPrice):
        meter = Sku.objects.filter(pk=error.meter).first()
        return _(
            "%(meter)s was used on %(day)s, but no price list has its price for that day. "
            "Import the usage-based list of that month and run again."
        ) % {"meter": meter or error.meter, "day": error.day}
    if isinstance(error, NoRate):
        return _(
            "There is no exchange rate from %(pricing_currency)s to %(currency)s for %(month)s. "
            "Import the rates of that month and run again."
        ) % {
            "pricing_currency": error.pricing_currency,
            "currency": error.currency,
            "month": f"{error.month:%Y-%m}",
        }
    if isinstance(error, NoTaxRate):
        return _("The tax table does not know a rate: %(error)s.") % {"error": error}
    if isinstance(error, Refused):
        return str(error)
    return _("An unexpected error stopped the run and nothing of it was kept: %(error)s.") % {
        "error": repr(error)
    }
