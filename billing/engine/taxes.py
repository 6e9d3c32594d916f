"""Which tax an invoice carries, decided once and stored, and how it is rounded.

The supplier's invoice is taxed on the partner's own details, never on the customer's
(domain 6.1); the rate group is rounded once and shared out to the lines, or each line is
rounded by itself, as the supplier chose (A28).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from partnercenter.money import Money, exactly, total
from pricing.engine.markets import EU

DOCUMENT, LINE = "document", "line"


@dataclass(frozen=True, slots=True)
class StandardRate:
    """A country's standard rate in percent, from a day (included) to a day (excluded)."""

    country: str
    percent: Decimal
    since: date
    until: date = date.max


STANDARD_RATES = (
    StandardRate("NL", Decimal(19), date(2001, 1, 1), date(2012, 10, 1)),
    StandardRate("NL", Decimal(21), date(2012, 10, 1)),
)


class NoTaxRate(LookupError):
    """The table has no standard rate of the seller's country for the day."""


@dataclass(frozen=True, slots=True)
class TaxDecision:
    """What was decided and from what: stored on the invoice, read back for its documents.

    ``category`` is the code of EN 16931: S standard, AE reverse charge, E exempt, O outside scope.
    ``rounding`` is the policy of ``tax_lines``; ``exemption`` the certificate of an exempt partner.
    """

    rule: str
    category: str
    percent: Decimal
    seller_country: str
    buyer_country: str
    buyer_vat_number: str
    decided_on: date
    rounding: str = DOCUMENT
    exemption: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return plain data for JSON; of an exemption only where one was applied."""
        found = {name: str(value) for name, value in asdict(self).items()}
        return found if self.exemption else {k: v for k, v in found.items() if k != "exemption"}


def decide(
    *,
    seller_country: str,
    buyer_country: str,
    buyer_vat_number: str,
    on: date,
    rounding: str = DOCUMENT,
    exemption: str | None = None,
) -> TaxDecision:
    """Decide the tax of a document issued on the day.

    ``buyer_vat_number`` is empty unless it was validated and valid on that day; ``exemption`` is
    the certificate (perhaps without a number) of a VAT exemption that held in the seller's
    country that day, None where none did. It frees from what that country would charge, so it
    decides nothing where the charge is reversed or outside the scope (domain 6.1).
    Raises NoTaxRate when the seller's country has no rate.
    """

    def decision(rule: str, category: str, percent: Decimal) -> TaxDecision:
        return TaxDecision(
            rule,
            category,
            percent,
            seller_country,
            buyer_country,
            buyer_vat_number,
            decided_on=on,
            rounding=rounding,
            exemption=(exemption or "") if rule == "exempt" else "",
        )

    def charged(rule: str) -> TaxDecision:
        if exemption is not None:
            return decision("exempt", "E", Decimal(0))
        return decision(rule, "S", standard_rate(seller_country, on))

    if buyer_country == seller_country:
        return charged("domestic")
    if buyer_country in EU and seller_country in EU:
        if buyer_vat_number:
            return decision("reverse_charge", "AE", Decimal(0))
        return charged("no_vat_number")
    return decision("outside_eu", "O", Decimal(0))


def standard_rate(country: str, on: date) -> Decimal:
    """Return the country's standard rate in percent on the day; raises NoTaxRate."""
    for rate in STANDARD_RATES:
        if rate.country == country and rate.since <= on < rate.until:
            return rate.percent
    raise NoTaxRate(f"no standard rate of {country} on {on}")


def rounding_choices() -> list[tuple[str, str]]:
    """Return the rounding policies as the choices of a field."""
    return [(DOCUMENT, "Once a document and rate"), (LINE, "On every line")]


def tax_lines(
    nets: Sequence[Money], percent: Decimal, currency: str, *, rounding: str = DOCUMENT
) -> tuple[Money, ...]:
    """Return each line's share of the tax; their sum is the document's tax (A28).

    By the policy "document", the tax on the total is rounded half away from zero once, and the
    lines get it by largest remainder, so that the reconciliation file ties to the cent. By
    "line", each line is rounded by itself, and the document's tax is only their sum.
    """
    exact = [exactly(net.amount * percent, 100) for net in nets]
    if rounding == LINE:
        return tuple(Money(tax, currency).rounded() for tax in exact)
    tax = Money(exactly(total(nets, currency).amount * percent, 100), currency).rounded()
    return tax.split(exact)
