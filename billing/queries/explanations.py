"""Why a line is what it is, in words: the rule, the reason, and the formula with its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from billing.engine.taxes import DOCUMENT
from billing.models import ChargeRecord, Invoice
from billing.queries import wording
from billing.queries.calculations import Step, day_told, facts_of, steps_of, stretch_told
from billing.queries.words.currency import CURRENCY_REASONS
from billing.queries.words.tax import AHEAD, TAX_ROUNDING
from partnercenter import localize
from partnercenter.money import Money, zero
from pricing.engine.currencies import PHASE_ONE, TENANTS_SINCE
from pricing.models import PriceList

UNKNOWN = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything a page needs to explain one line."""

    meaning: str
    reason: str
    rule: str
    facts: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    rounding: str
    notes: tuple[str, ...]
    price_list: PriceList | None
    amount: Money
    discount: Money
    net: Money
    tax: Money
    tax_words: str
    currency_words: str

    @property
    def gross(self) -> Money:
        return self.net + self.tax


def explain(line: ChargeRecord) -> Explanation:
    """Explain one line; its invoice and its price's list should have been fetched with it."""
    told, currency = line.explanation, line.invoice.currency
    rule, inputs = told.get("rule", ""), told.get("inputs", {})
    words = _Words(line, inputs)
    key = _key(rule, inputs)
    return Explanation(
        meaning=_meaning(line),
        reason=words.fill(wording.REASONS.get(told.get("because", ""))),
        rule=words.fill(wording.RULES.get(rule)),
        facts=tuple(facts_of(line)),
        steps=tuple(steps_of(line, key)),
        rounding=words.fill(wording.ROUNDING.get(key)),
        notes=tuple(words.note(note) for note in told.get("notes", [])),
        price_list=line.price.price_list if line.price else None,
        amount=Money(line.amount, currency),
        discount=Money(-line.discount, currency),
        net=Money(line.net, currency),
        tax=Money(line.tax, currency),
        tax_words=tax_words(line.invoice),
        currency_words=currency_words(told.get("currency", {})),
    )


def _key(rule: str, inputs: Mapping[str, Any]) -> str:
    """Name the words of a calculation: those of its rule, of a proration those of its strategy."""
    kind, _point, what = rule.partition(".")
    if what != "proration":
        return rule
    strategy = str(inputs["strategy"])
    return strategy if kind == "license" else f"{kind}.{strategy}"


def tax_words(invoice: Invoice) -> str:
    """Say why the invoice carries the tax it carries, and how that was rounded."""
    decision: Mapping[str, str] = invoice.tax_decision
    why = tax_reason(decision)
    if not why or not Decimal(decision["percent"]):
        return why
    currency = invoice.currency
    unit = localize.money(Money(zero(currency).smallest, currency))
    how = TAX_ROUNDING[decision.get("rounding", DOCUMENT)]
    return f"{why} {how % {'unit': unit}}"


def tax_reason(decision: Mapping[str, str]) -> str:
    """Say why the tax was decided as it was, from the stored decision; nothing without one."""
    template = wording.TAX_RULES.get(decision.get("rule", ""))
    return "" if template is None else str(template) % _tax_gaps(decision)


def tax_ahead(decision: Mapping[str, str]) -> tuple[str, str]:
    """Say what a document of a day to come would carry, in a few words, and why."""
    what, why = AHEAD[decision["rule"]]
    gaps = _tax_gaps(decision)
    return str(what) % gaps, str(why) % gaps


def _tax_gaps(decision: Mapping[str, str]) -> dict[str, str]:
    number = decision.get("exemption", "")
    certificate = _(" under certificate %(number)s") % {"number": number} if number else ""
    return {
        "percent": localize.percent(Decimal(decision["percent"])),
        "seller_country": country(decision["seller_country"]),
        "buyer_country": country(decision["buyer_country"]),
        "buyer_vat_number": decision["buyer_vat_number"],
        "certificate": certificate,
    }


def currency_words(decision: Mapping[str, Any]) -> str:
    """Say what a line is billed in and why, as it was decided at purchase (domain 5.1)."""
    template = CURRENCY_REASONS.get(decision.get("reason", ""))
    if template is None:
        return ""
    inputs = decision["inputs"]
    return str(template) % {
        "currency": decision["currency"],
        "partner_country": country(inputs["partner_country"]),
        "customer_country": country(inputs["customer_country"]),
        "bought_on": day_told(inputs["bought_on"]),
        "tenant_created_on": day_told(inputs["tenant_created_on"]),
        "own_currency_since": day_told(inputs["own_currency_since"]),
        "phase_one": localize.day(PHASE_ONE),
        "tenants_since": localize.day(TENANTS_SINCE),
    }


def country(code: str) -> str:
    """Return a country's name in the page's language."""
    return str(localize.locale_of().territories.get(code, code))


def _meaning(line: ChargeRecord) -> str:
    meaning = wording.meaning_of(line.billing_type, line.charge_type)
    return str(meaning.credit if line.net < 0 else meaning.charge)


class _Words:
    """Fills the gaps of a sentence with the line's own days and numbers."""

    def __init__(self, line: ChargeRecord, inputs: Mapping[str, Any]) -> None:
        self.currency = line.invoice.currency
        smallest = zero(self.currency).smallest
        self.gaps: dict[str, str] = {
            "unit": localize.money(Money(smallest, self.currency)),
            "window_days": str(inputs.get("window_days", UNKNOWN)),
            "event_on": day_told(inputs.get("event_on")) or localize.day(line.recognised_on),
            "purchased_on": day_told(inputs.get("purchased_on") or inputs.get("start")) or UNKNOWN,
            "cycle_start": day_told(inputs.get("cycle_start")) or localize.day(line.period.start),
            "cycle_end": day_told(inputs.get("cycle_end")) or localize.day(line.period.last),
            "cycle": stretch_told(inputs, "cycle_start", "cycle_end")
            or localize.period(line.period),
        }

    def fill(self, template: object) -> str:
        return str(template) % self.gaps if template else ""

    def note(self, note: Mapping[str, str]) -> str:
        figures = {
            name: localize.money(Money(Decimal(note[name]), self.currency))
            for name in ("asked", "allowed")
            if name in note
        }
        template = wording.NOTES.get(note["code"])
        return str(template) % {**self.gaps, **figures} if template else ""
