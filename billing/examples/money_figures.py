"""Figures of money: the billing currency, taxes and totals, how many documents, refunds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from billing.engine import taxes
from billing.engine.streams import ONE_TIME, RECURRING
from billing.examples.figures import difference, figure
from billing.examples.reading import Example, UnknownKey, expected_of, known, needed
from partnercenter.money import Money, total
from pricing.engine import cancellation, currencies

Said = Mapping[str, Any]
BILLING_TYPES = {
    "license": "license",
    "usage": "usage",
    "onetime": "one_time",
    "one_time": "one_time",
}
PARTNER = {"country", "phase2_date", "currency"}
CUSTOMER = {"country", "is_new_customer", "first_nce_purchase", "tenant_created", "purchase_date"}
# How statements name what is bought, and on which stream and in which file that is billed.
NAMED = (
    (re.compile(r"145P", re.IGNORECASE), (RECURRING.code, "usage")),
    (re.compile(r"\b(O365|Office|licen[cs]e)", re.IGNORECASE), (RECURRING.code, "license")),
    (
        re.compile(r"\b(RI|reservations?|marketplace|plan|software|one-?time)\b", re.IGNORECASE),
        (ONE_TIME.code, "one_time"),
    ),
)
IN_CURRENCY = re.compile(r"\bin ([A-Z]{3})\b")


def _currency(inputs: Said) -> str:
    return str(inputs.get("currency", "USD"))


def _party(said: Any, allowed: set[str]) -> Said:
    """Read a partner or a customer, told by its country alone or with more."""
    if isinstance(said, str):
        return {"country": said}
    known(said, allowed)
    return dict(said)


def check_currency(example: Example) -> str:
    """Decide a purchase's billing currency by the table of the product."""
    inputs = example.inputs
    known(inputs, {"billing_type", "partner", "customer"})
    told = needed(inputs, "billing_type")
    if told not in BILLING_TYPES:
        raise UnknownKey(f"billing_type {told}")
    partner = _party(needed(inputs, "partner"), PARTNER)
    customer = _party(needed(inputs, "customer"), CUSTOMER)
    first = _day(customer, "first_nce_purchase")
    decision = currencies.decide(
        currencies.facts_of(
            billing_type=BILLING_TYPES[told],
            on=_day(customer, "purchase_date") or currencies.PHASE_ONE,
            partner_country=needed(partner, "country"),
            partner_currency=partner.get("currency", ""),
            customer_country=needed(customer, "country"),
            own_currency_since=_day(partner, "phase2_date"),
            is_new=customer.get("is_new_customer", True),
            bought_before=first is not None and first < currencies.PHASE_ONE,
            tenant_created_on=_day(customer, "tenant_created"),
            settings=example.settings,
        )
    )
    return difference(expected_of(example), decision.currency)


def _day(said: Said, name: str) -> date | None:
    return date.fromisoformat(said[name]) if said.get(name) else None


def _totals(inputs: Said, _settings: Said) -> Said:
    subtotal = Decimal(inputs["charges"]) - Decimal(inputs.get("credits", "0"))
    return {"subtotal": subtotal, "total": subtotal + Decimal(inputs.get("tax", "0"))}


def _rate_times(inputs: Said, settings: Said) -> Said:
    subtotal = _totals(inputs, settings)["subtotal"]
    lines = taxes.tax_lines(
        [Money(subtotal, _currency(inputs))], Decimal(inputs["vat_rate"]), _currency(inputs)
    )
    return {"rate_times_subtotal": lines[0].amount}


def _line_taxes(inputs: Said, settings: Said) -> Said:
    """Tax lines by either policy; the one that is set decides what the document says."""
    currency = _currency(inputs)
    nets = [Money(Decimal(net), currency) for net in inputs["lines"]]
    percent = Decimal(inputs["rate"])

    def by(policy: str) -> Sequence[Money]:
        return taxes.tax_lines(nets, percent, currency, rounding=policy)

    def summed(policy: str) -> Decimal:
        return total(by(policy), currency).amount

    agreed = settings.get("tax_rounding", taxes.DOCUMENT)
    net = total(nets, currency).amount
    return {
        "line_tax": [tax.amount for tax in by(settings.get("tax_rounding", taxes.LINE))],
        "sum_of_lines": summed(taxes.LINE),
        "tax_on_total": summed(taxes.DOCUMENT),
        "subtotal": net,
        "tax": summed(agreed),
        "total": net + summed(agreed),
    }


def check_documents(example: Example) -> str:
    """Count the documents and reconciliation files that each case's purchases make."""
    computed = []
    for case in example.inputs:
        known(case, {"case", "buys", "currencies"})
        bought = [_bought(said) for said in needed(case, "buys")]
        computed.append(
            {
                "case": case.get("case"),
                "pdf": len({(stream, currency) for stream, _, currency in bought}),
                "recon_files": len(set(bought)),
            }
        )
    return difference(expected_of(example), computed)


def _bought(said: str) -> tuple[str, str, str]:
    """Return stream, kind of file and currency of something that is bought."""
    named = IN_CURRENCY.search(said)
    for pattern, (stream, kind) in NAMED:
        if pattern.search(said):
            return stream, kind, named[1] if named else ""
    raise UnknownKey(said)


def _refund(inputs: Said, _settings: Said) -> Said:
    policy = inputs.get("policy", "reservation")
    if policy not in cancellation.POLICIES:
        raise UnknownKey(f"policy {policy}")
    found = cancellation.refund(
        cancellation.POLICIES[policy],
        paid=Decimal(inputs["paid"]),
        term_days=inputs["term_days"],
        days_since_purchase=inputs["days_since_purchase"],
        used=inputs.get("used", True),
        currency=_currency(inputs),
    )
    return {
        "prorated": found.prorated,
        "early_termination_fee_12pct": found.fee,
        "fee": found.fee,
        "refund": found.refund,
    }


INVOICES = (
    figure(_totals, keys="subtotal total", needs="charges", may="credits tax currency"),
    figure(
        _rate_times, keys="rate_times_subtotal", needs="charges vat_rate", may="credits currency"
    ),
    figure(
        _line_taxes,
        keys="line_tax sum_of_lines tax_on_total subtotal tax total",
        needs="lines rate",
        may="currency",
    ),
)
CANCELLATIONS = (
    figure(
        _refund,
        keys="prorated early_termination_fee_12pct fee refund",
        needs="paid term_days days_since_purchase",
        may="used policy currency",
    ),
)
