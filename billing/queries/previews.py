"""What the last estimate of a period said, and every input of its bill that differs since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from billing.engine import differences, inputs
from billing.engine.adjustments import subject_of
from billing.engine.charges import Charge
from billing.engine.differences import Difference
from billing.models import Adjustment, Estimate, Supplier
from billing.queries import taxation
from billing.queries.facts import Facts
from customers.models import Partner, Subscription
from partnercenter.money import Money
from partnercenter.periods import Period
from pricing.models import Sku

MOST = 500
# A subject is billed otherwise although no input differs: only the rules can have changed.
RULES = "calculation"


def compared(
    estimate: Estimate, *, charges: Sequence[Charge], known: Facts, tax: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """Return by currency what the invoice keeps of the last estimate, as plain data.

    ``known`` and ``tax`` is what it is billed from. Inputs are named of the subscriptions and
    adjustments whose own lines differ, and of the document's tax; most of 500 are kept, and how
    many there are.
    """
    before, after = estimate.inputs["charged"], differences.marks(charges)
    rows = estimate.lines.values_list("currency").annotate(Sum("net"), Sum("tax"))
    sums = {currency: (net, tax) for currency, net, tax in rows}
    found = {}
    for currency in after:
        subjects = differences.changed(before, after, currency)
        named = _named(estimate, subjects, known, tax)
        estimated_net, estimated_tax = sums.get(currency, (0, 0))
        found[currency] = {
            "made_at": estimate.made_at.isoformat() if estimate.made_at else "",
            "net": _figure(estimated_net, currency),
            "tax": _figure(estimated_tax, currency),
            "total": len(named),
            "differences": _labelled(named[:MOST]),
        }
    return found


def tax_told(partner: Partner, *, on: date) -> dict[str, str]:
    """Return what the tax of the partner's document of the day depends on."""
    supplier = Supplier.objects.first()
    return inputs.told_tax(taxation.decision(supplier, partner, on=on)) if supplier else {}


def _named(
    estimate: Estimate, subjects: set[str], known: Facts, tax: Mapping[str, str]
) -> list[Difference]:
    told, period = estimate.inputs["told"], Period(estimate.period_start, estimate.period_end)
    before = {name: told[name] for name in subjects | {inputs.DOCUMENT} if name in told}
    after = inputs.everything(
        known.agreements, period, known.said, known.adjustments, only=subjects
    )
    found = differences.differences(before, {**after, inputs.DOCUMENT: tax})
    silent = subjects - {one.subject for one in found}
    return found + [Difference(name, RULES, "", "") for name in sorted(silent)]


def _labelled(found: Iterable[Difference]) -> list[dict[str, str]]:
    """Name what each difference is of, as it is called today: the invoice is frozen."""
    named = list(found)
    labels = _subscriptions(named) | _adjustments(named)
    meters = _meters(named)
    return [
        {**asdict(one), **labels.get(one.subject, {}), **meters.get(_meter(one), {})}
        for one in named
    ]


def _subscriptions(found: Iterable[Difference]) -> dict[str, dict[str, str]]:
    keys = {int(one.subject) for one in found if one.subject.isdecimal()}
    rows = Subscription.objects.filter(pk__in=keys).values_list(
        "pk", "name", "public_id", "customer__name"
    )
    return {
        str(pk): {"subscription": name, "subscription_id": str(public_id), "customer": customer}
        for pk, name, public_id, customer in rows
    }


def _adjustments(found: Iterable[Difference]) -> dict[str, dict[str, str]]:
    keys = {one.subject.rpartition(" ")[2] for one in found if not one.subject.isdecimal()}
    rows = Adjustment.objects.filter(pk__in=[int(key) for key in keys if key.isdecimal()])
    return {subject_of(row.pk): {"subscription": row.reason} for row in rows}


def _meters(found: Iterable[Difference]) -> dict[str, dict[str, str]]:
    keys = {int(meter) for one in found if (meter := _meter(one)).isdecimal()}
    rows = Sku.objects.filter(pk__in=keys).values_list("pk", "title", "unit")
    return {str(pk): {"meter": title, "unit": unit} for pk, title, unit in rows}


def _meter(one: Difference) -> str:
    kind, _space, rest = one.name.partition(" ")
    return rest.partition(" ")[0] if kind in ("use", "price", "unearning") else ""


def _figure(value: Any, currency: str) -> str:
    return f"{Money(Decimal(value or 0), currency).rounded().amount:f}"
