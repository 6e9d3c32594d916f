"""Every line can be explained in plain words: no code of the engines is left untranslated."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from billing.engine import adjustments, calendar
from billing.engine.adjustments import Adjustment, Offset
from billing.engine.bill import bill
from billing.engine.charges import Charge, Said
from billing.engine.taxes import decide
from billing.models import Invoice
from billing.queries import wording
from billing.queries.explanations import tax_words
from partnercenter.money import Money
from partnercenter.periods import Period, month_of
from pricing.engine.cancellation import POLICIES
from pricing.engine.kinds import KINDS
from pricing.engine.proration import STRATEGIES
from pricing.engine.terms import ConversionRate
from tests.engine.metering import Use, a_plan, a_price, always
from tests.engine.purchases import monthly_rates
from tests.engine.stories import a_licence, play
from tests.web.explained import bought, told

TIED = "\N{NO-BREAK SPACE}"
ENGINES = [Path("pricing/engine"), Path("billing/engine")]
JANUARY = date(2026, 1, 13)
CLOSING = [calendar.billing_date(20, in_month_of=date(2026, month, 1)) for month in range(1, 13)]


def licence_charges(**story: object) -> list[Charge]:
    files = play([a_licence(price="4.00", bought_on=JANUARY, **story)], CLOSING)  # type: ignore[arg-type]
    return [charge for charges in files.values() for charge in charges]


def usage_charges(*use: Use, kind: str = "usage", **terms: object) -> list[Charge]:
    prices = always(a_price("0.085", ("700", "0.07"), included="5"))
    used = use or ((date(2026, 1, 20), "745"),)
    plan = a_plan(*used, kind=kind, anchor=JANUARY, prices=prices, **terms)  # type: ignore[arg-type]
    return bill([plan], Period(JANUARY, date(2026, 3, 1)), [])


def plan_charges(**terms: object) -> list[Charge]:
    use = (date(2026, 1, 20), "745"), (date(2026, 1, 21), "10", date(2026, 2, 9))
    managed = [Period(date(2026, 1, 13), date(2026, 1, 21))]
    return usage_charges(*use, kind="plan", managed=managed, **terms)


def converted_charges() -> list[Charge]:
    rate = ConversionRate(
        month_of(JANUARY), Decimal("0.846202666"), "Reference rates, 29 Dec 2025"
    )
    return plan_charges(pricing_currency="USD", rates=[rate])


def one_time_charges(**story: object) -> Iterator[Charge]:
    """An item in every way that it can be changed and cancelled."""
    year = {"bought_on": JANUARY, "months": 12, "cycle_months": 12, "quantity": 2, **story}
    cancelled = [(date(2026, 1, 20), "cancel", 2)]
    changed = [(date(2026, 1, 20), "set_quantity", 3), (date(2026, 1, 25), "set_quantity", 1)]
    for policy in POLICIES:
        settings = {"cancellation": policy}
        yield from bought(events=cancelled, settings=settings, **year)
    for strategy in STRATEGIES:
        yield from bought(events=changed, proration=strategy, **year)
    yield from bought(bought_on=JANUARY, quantity=2, events=cancelled, **story)
    yield from bought(**{**year, "cycle_months": 1})


def a_correction() -> Charge:
    charge, *_ = usage_charges()
    return bill([], Period(JANUARY, date(2026, 3, 1)), [Said("1", charge)])[0]


def adjusted_charges() -> list[Charge]:
    """What was granted, refunded, and taken back when it was withdrawn."""
    line = usage_charges()[0]
    refunds = Offset("7", line.subject, line.billing_type, "", line.period, line.quantity)
    amounts = [Money(Decimal(amount), "EUR") for amount in ("-25.00", "3.10", "-1.00")]
    offsets = (None, None, refunds)
    granted = [
        Adjustment(f"adjustment {key}", amount, "Goodwill of 3 days", JANUARY, offset)
        for key, (amount, offset) in enumerate(zip(amounts, offsets, strict=True))
    ]
    month = Period(JANUARY, date(2026, 3, 1))
    made = bill([], month, [], granted)
    said = [Said(str(key), charge) for key, charge in enumerate(made)]
    return made + bill([], month, said)


def all_charges() -> Iterator[Charge]:
    changes = [(date(2026, 2, 1), "set_quantity", 3), (date(2026, 5, 2), "set_quantity", 2)]
    late = [(date(2026, 4, 1), "suspend", 1), (date(2026, 4, 20), "reactivate", 1)]
    early = [(date(2026, 1, 20), "suspend", 1), (date(2026, 1, 25), "reactivate", 1)]
    for strategy in STRATEGIES:
        for frequency in ("monthly", "annual"):
            story = {"proration": strategy, "frequency": frequency}
            yield from licence_charges(events=changes, **story)
            yield from licence_charges(events=late, **story)
            yield from licence_charges(events=early, **story)
            for end in ("cancel", "set_billing_frequency"):
                yield from licence_charges(events=[(date(2026, 6, 1), end, 1)], **story)
    yield from usage_charges()
    yield from usage_charges((date(2026, 1, 20), "745", date(2026, 2, 20)))
    yield from usage_charges(cancelled_on=date(2026, 2, 1))
    yield from plan_charges()
    yield from converted_charges()
    yield from one_time_charges()
    yield from one_time_charges(pricing_currency="GBP", rates=monthly_rates())
    yield a_correction()
    yield from adjusted_charges()


def engine_strings() -> set[str]:
    """Return every piece of text in the code of the engines."""
    return {
        node.value
        for folder in ENGINES
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_no_rule_of_the_engines_lacks_words() -> None:
    said = engine_strings()

    rules = {text for text in said if text.split(".")[0] in KINDS}
    rules = {text for text in rules if "." in text} | {"correction", *adjustments.DERIVATIONS}

    assert rules <= set(wording.RULES)
    assert len(rules) >= 8


def test_no_words_are_kept_for_codes_that_no_engine_has() -> None:
    said = engine_strings()

    assert set(wording.RULES) <= said
    assert set(wording.REASONS) <= said
    assert set(wording.CHARGE_TYPES) <= said


def test_every_strategy_has_words_for_its_steps_and_its_rounding() -> None:
    assert set(STRATEGIES) <= set(wording.STEPS)
    assert set(STRATEGIES) <= set(wording.ROUNDING)


def test_everything_the_engines_say_is_told_without_a_gap() -> None:
    charges = list(all_charges())

    for charge in charges:
        explanation = told(charge)
        sentences = [explanation.meaning, explanation.reason, explanation.rule]
        sentences += [explanation.rounding, *explanation.notes]
        sentences += [step.words for step in explanation.steps]
        assert charge.charge_type in wording.CHARGE_TYPES, charge.charge_type
        assert all(sentences), (charge.charge_type, charge.explanation, sentences)
        assert not any("%(" in sentence for sentence in sentences)

    seen = {(charge.explanation["rule"], charge.explanation["because"]) for charge in charges}
    assert {rule for rule, _ in seen} == set(wording.RULES)
    assert {because for _, because in seen} >= set(wording.REASONS) - {"renewal"}


def test_the_last_step_is_the_amount_of_the_line() -> None:
    for charge in all_charges():
        explanation = told(charge)

        assert explanation.steps[-1].figure == explanation.amount, charge.explanation


def test_part_of_a_year_is_told_step_by_step() -> None:
    events = [(date(2026, 2, 1), "set_quantity", 2)]
    charges = licence_charges(frequency="annual", events=events)
    newest = next(charge for charge in charges if charge.quantity == 2)

    explanation = told(newest)

    assert [(step.words, step.formula, str(step.figure)) for step in explanation.steps] == [
        ("Price of one licence for the charge cycle of 12 months", "4.00 × 12", "USD 48.00"),
        ("All licences for one day", "ROUND(48.00 × 2 / 365, 2)", "USD 0.26"),
        ("One licence for the days charged", "ROUND(0.26 × 346 / 2, 2)", "USD 44.98"),
        ("Times the number of licences", "44.98 × 2", "USD 89.96"),
    ]
    assert ("Days charged", "346 of the cycle's 365 days") in explanation.facts
    assert f"USD{TIED}0.01" in explanation.rounding


def test_a_cancel_fee_is_told_as_the_credit_it_is() -> None:
    charges = licence_charges(frequency="annual", events=[(date(2026, 3, 1), "suspend", 1)])
    credit = next(charge for charge in charges if charge.charge_type == "Cancel fee")

    explanation = told(credit)

    assert explanation.meaning.startswith("A credit, not a penalty")
    assert explanation.reason == "The subscription was suspended on 1 Mar 2026."
    assert str(explanation.net) == "USD -41.34"
    assert explanation.steps[-1].words == "Given back, so with a minus sign"


def test_a_capped_credit_says_what_it_would_have_been() -> None:
    (charge, *_rest) = licence_charges()
    note = {"code": "capped", "asked": "0.58", "allowed": "0.50"}
    capped = replace(charge, explanation={**charge.explanation, "notes": [note]})

    (words,) = told(capped).notes

    assert f"USD{TIED}0.58" in words
    assert f"limited to USD{TIED}0.50" in words


def test_stored_zeros_do_not_reach_the_reader() -> None:
    (charge, *_rest) = licence_charges()
    step = {"formula": "4.000000000000000000 × 1", "value": "4.000000000000000000"}
    stored = replace(charge, explanation={**charge.explanation, "steps": [step]})

    assert told(stored).steps[0].formula == "4.00 × 1"


def test_a_line_of_an_unknown_kind_is_still_shown() -> None:
    (charge, *_rest) = licence_charges()
    strange = replace(charge, charge_type="Something new", explanation={})

    explanation = told(strange)

    assert explanation.meaning == "A charge."
    assert explanation.steps == ()


@pytest.mark.parametrize(
    ("buyer", "vat_number", "expected"),
    [
        ("NL", "", "in the same country (Netherlands), so its standard rate applies: 21%"),
        ("DE", "DE100204417", "Reverse charge: your VAT id DE100204417 was valid"),
        ("DE", "", "A VAT id counts from the next invoice on."),
        ("CH", "", "You are in Switzerland, outside the European Union"),
    ],
)
def test_the_tax_decision_is_told_in_words(buyer: str, vat_number: str, expected: str) -> None:
    decision = decide(
        seller_country="NL",
        buyer_country=buyer,
        buyer_vat_number=vat_number,
        on=date(2026, 11, 15),
    )

    words = tax_words(Invoice(currency="EUR", tax_decision=decision.as_data()))

    assert expected in words
