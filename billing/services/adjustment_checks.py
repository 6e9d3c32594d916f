"""What an amount and its reason must be to stand on an invoice."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from partnercenter.errors import Refused
from partnercenter.money import Money, minor_units

MOST, LONGEST_REASON = Decimal(10) ** 13, 200


class NotGranted(Refused):
    """The amount or its reason cannot stand on an invoice."""

    code = "not_granted"


def checked_amount(amount: Decimal, currency: str) -> Decimal:
    """Return an amount that an invoice can say to the last digit; raises NotGranted."""
    if not amount.is_finite() or amount.copy_abs() >= MOST:
        raise NotGranted(_("The amount has too many digits."))
    money = Money(amount, currency)
    if money.rounded() != money:
        raise NotGranted(
            _(
                "%(currency)s has no amounts smaller than %(smallest)s: %(amount)s has more decimals."
            )
            % {"currency": currency, "smallest": money.smallest, "amount": amount}
        )
    if not amount:
        raise NotGranted(_("An adjustment is more or less than nothing."))
    return amount.quantize(Decimal(1).scaleb(-minor_units(currency)))


def checked_reason(reason: str) -> str:
    """Return the reason on one line, as the invoice prints it; raises NotGranted."""
    words = " ".join(reason.split())
    if not words:
        raise NotGranted(_("Give a reason: the partner reads it on the invoice."))
    if len(words) > LONGEST_REASON or not words.isprintable():
        raise NotGranted(
            _("A reason is text of at most %(most)d characters.") % {"most": LONGEST_REASON}
        )
    return words
