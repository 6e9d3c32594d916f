"""Everything that charges depend on, told as names and values: two tellings can be compared.

Values are plain text that programs can read again; days are ISO dates, last days are included.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from billing.engine import metered_inputs
from billing.engine.adjustments import Adjustment
from billing.engine.charges import Said
from billing.engine.differences import mark
from billing.engine.facts import Agreement
from billing.engine.taxes import TaxDecision
from partnercenter.money import Money, trimmed
from partnercenter.periods import Period
from pricing.engine.kinds import METERED
from pricing.engine.terms import AgreedTerm

# The subject of what holds for the document as a whole.
DOCUMENT = "document"


def everything(
    agreements: Iterable[Agreement],
    period: Period,
    said: Iterable[Said],
    adjustments: Iterable[Adjustment],
    only: Iterable[str] | None = None,
) -> dict[str, dict[str, str]]:
    """Return by subject what the bill of the period depends on; ``only`` some subjects, or all."""
    wanted = None if only is None else set(only)
    found = {
        one.subject: told(one, period)
        for one in agreements
        if wanted is None or one.subject in wanted
    }
    for adjustment in adjustments:
        if adjustment.applies_on < period.end and (wanted is None or adjustment.subject in wanted):
            found[adjustment.subject] = told_adjustment(adjustment)
    rows: dict[str, list[Said]] = defaultdict(list)
    for row in said:
        if wanted is None or row.charge.subject in wanted:
            rows[row.charge.subject].append(row)
    for subject, known in rows.items():
        found.setdefault(subject, {})["invoiced"] = _invoiced(known)
    return found


def told(agreement: Agreement, period: Period) -> dict[str, str]:
    """Return all that the charges of one subscription depend on, up to the period's last day.

    What was metered is told as totals of service periods, with the prices of their days.
    """
    terms = agreement.terms
    found = {
        "kind": terms.kind,
        "currency": terms.currency,
        "proration": terms.proration,
        **{f"setting {name}": str(value) for name, value in terms.settings.items()},
        **{
            f"event {event.sequence}": f"{event.action.value} {event.on} {event.quantity}"
            for event in agreement.activity.events
            if event.on < period.end
        },
        **{
            f"term {number}": _term(term, terms.pricing_currency or terms.currency)
            for number, term in enumerate(terms.terms, start=1)
            if term.period.start < period.end
        },
    }
    if terms.pricing_currency not in ("", terms.currency):
        found["pricing_currency"] = terms.pricing_currency
    if terms.kind in METERED:
        return found | metered_inputs.told(agreement, period)
    return found | {
        f"rate {rate.period.start}": f"{rate.rate.normalize():f}"
        for rate in terms.rates
        if any(rate.period.end > term.period.start for term in terms.terms)
        and rate.period.start < period.end
    }


def told_adjustment(adjustment: Adjustment) -> dict[str, str]:
    """Return all that the charge of an adjustment depends on."""
    found = {
        "amount": _money(adjustment.amount),
        "reason": adjustment.reason,
        "applies_on": adjustment.applies_on.isoformat(),
    }
    return found | ({"offset": adjustment.offset.identity} if adjustment.offset else {})


def told_tax(decision: TaxDecision) -> dict[str, str]:
    """Return what the tax of the document depends on, and how it is rounded."""
    exempt = {"tax exemption": decision.exemption} if decision.exemption else {}
    return {
        "tax rule": decision.rule,
        "tax percent": f"{trimmed(decision.percent):f}",
        "tax seller_country": decision.seller_country,
        "tax buyer_country": decision.buyer_country,
        "tax buyer_vat_number": decision.buyer_vat_number,
        "tax rounding": decision.rounding,
        **exempt,
    }


def _term(term: AgreedTerm, currency: str) -> str:
    price = f"{_money(Money(term.price.unit_price, currency))} {term.price.months}"
    return f"{term.period.start} {term.period.last} {price} {term.anchor} {term.cycle_months}"


def _money(money: Money) -> str:
    return f"{money.currency} {trimmed(money.amount):f}"


def _invoiced(said: Sequence[Said]) -> str:
    """Tell how many lines were invoiced, what they come to, and which they are."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in said:
        sums[row.charge.amount.currency] += row.charge.amount.amount
    told = "+".join(f"{currency}:{trimmed(sums[currency]):f}" for currency in sorted(sums))
    return f"{len(said)} {told} {mark(sorted(row.identity for row in said))}"
