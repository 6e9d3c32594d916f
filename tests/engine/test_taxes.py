"""Tax follows the partner's own details and is rounded by the policy; no cent of it is lost."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.documents.legal_words import untaxed
from billing.engine.taxes import (
    DOCUMENT,
    EU,
    LINE,
    NoTaxRate,
    decide,
    rounding_choices,
    tax_lines,
)
from partnercenter.money import Money, half_up, total

ISSUED = date(2026, 11, 15)
PATH = Path(__file__).parent.parent / "golden" / "billing_examples.json"
EXAMPLES = json.loads(PATH.read_text())["invoices"]


def decided(buyer: str, vat: str = "", *, seller: str = "NL", on: date = ISSUED) -> tuple:
    found = decide(seller_country=seller, buyer_country=buyer, buyer_vat_number=vat, on=on)
    return found.rule, found.category, found.percent


@pytest.mark.parametrize("vat", ["", "NL004170520B01"])
def test_a_partner_in_the_sellers_country_pays_its_rate_with_or_without_a_vat_id(vat: str) -> None:
    assert decided("NL", vat) == ("domestic", "S", Decimal(21))


@pytest.mark.parametrize("country", sorted(EU - {"NL"}))
def test_another_eu_country_is_reverse_charged_with_a_vat_id_and_taxed_without(
    country: str,
) -> None:
    assert decided(country, f"{country}123456789") == ("reverse_charge", "AE", Decimal(0))
    assert decided(country) == ("no_vat_number", "S", Decimal(21))


@pytest.mark.parametrize("vat", ["", "CHE123456788"])
@pytest.mark.parametrize("country", ["GB", "CH", "NO", "IS", "LI", "US", "JP", "IM"])
def test_outside_the_eu_no_tax_is_charged(country: str, vat: str) -> None:
    assert decided(country, vat) == ("outside_eu", "O", Decimal(0))


def test_a_seller_outside_the_eu_reverses_no_charge() -> None:
    assert decided("DE", "DE123456789", seller="CH") == ("outside_eu", "O", Decimal(0))


@pytest.mark.parametrize("certificate", ["", "VR-2026-118"])
@pytest.mark.parametrize("buyer", ["NL", "DE"])
def test_an_exemption_frees_from_what_the_sellers_country_would_charge(
    buyer: str, certificate: str
) -> None:
    found = decide(
        seller_country="NL",
        buyer_country=buyer,
        buyer_vat_number="",
        on=ISSUED,
        exemption=certificate,
    )

    assert (found.rule, found.category, found.percent) == ("exempt", "E", Decimal(0))
    assert found.as_data().get("exemption", "") == certificate


@pytest.mark.parametrize(
    ("buyer", "vat", "rule"),
    [("DE", "DE123456789", "reverse_charge"), ("CH", "", "outside_eu")],
)
def test_where_the_seller_charges_nothing_there_is_nothing_to_be_exempt_from(
    buyer: str, vat: str, rule: str
) -> None:
    found = decide(
        seller_country="NL",
        buyer_country=buyer,
        buyer_vat_number=vat,
        on=ISSUED,
        exemption="VR-2026-118",
    )

    assert found.rule == rule
    assert "exemption" not in found.as_data()


@pytest.mark.parametrize(
    ("language", "certificate", "words"),
    [
        ("en", "VR-1", "Exempt from VAT under certificate VR-1"),
        ("en-gb", "", "Exempt from VAT"),
        (
            "nl",
            "VR-1",
            (
                "Vrijgesteld van btw op grond van certificaat VR-1"
                " (Exempt from VAT under certificate VR-1)"
            ),
        ),
        ("sv", "VR-1", "Exempt from VAT under certificate VR-1"),
    ],
)
def test_a_document_names_the_certificate(language: str, certificate: str, words: str) -> None:
    assert untaxed("exempt", language=language, certificate=certificate) == words


def test_the_rate_is_the_one_of_the_invoice_date() -> None:
    assert decided("NL", on=date(2012, 9, 30)) == ("domestic", "S", Decimal(19))
    assert decided("NL", on=date(2012, 10, 1)) == ("domestic", "S", Decimal(21))


def test_a_day_without_a_known_rate_is_refused_rather_than_untaxed() -> None:
    with pytest.raises(NoTaxRate, match="no standard rate of NL on 1999-12-31"):
        decided("NL", on=date(1999, 12, 31))
    with pytest.raises(NoTaxRate, match="no standard rate of DE"):
        decided("DE", seller="DE")


def test_the_decision_is_kept_with_everything_it_was_made_from() -> None:
    decision = decide(
        seller_country="NL", buyer_country="DE", buyer_vat_number="DE123456789", on=ISSUED
    )

    assert decision.as_data() == {
        "rule": "reverse_charge",
        "category": "AE",
        "percent": "0",
        "seller_country": "NL",
        "buyer_country": "DE",
        "buyer_vat_number": "DE123456789",
        "decided_on": "2026-11-15",
        "rounding": "document",
    }


@pytest.mark.parametrize(
    ("rounding", "lines", "tax"),
    [(DOCUMENT, ["0.98", "1.02"], "2.00"), (LINE, ["0.98", "1.03"], "2.01")],
)
def test_in_03_the_tax_is_rounded_once_or_on_every_line(
    rounding: str, lines: list[str], tax: str
) -> None:
    example = next(example for example in EXAMPLES if example["id"] == "IN-03")
    nets = [Money(Decimal(net), "EUR") for net in example["inputs"]["lines"]]

    found = tax_lines(nets, Decimal(example["inputs"]["rate"]), "EUR", rounding=rounding)

    assert [str(line.amount) for line in found] == lines
    assert str(total(found, "EUR").amount) == tax
    expected = example["expected"]
    assert tax == (expected["tax_on_total"] if rounding == DOCUMENT else expected["sum_of_lines"])
    assert rounding == DOCUMENT or lines == expected["line_tax"]


def test_the_odd_cents_of_a_document_go_to_the_largest_remainders() -> None:
    nets = [Money(Decimal("0.10"), "EUR")] * 5

    lines = tax_lines(nets, Decimal(25), "EUR")

    assert [str(line.amount) for line in lines] == ["0.03", "0.03", "0.03", "0.02", "0.02"]
    assert total(lines, "EUR").amount == Decimal("0.13")


AMOUNTS = st.lists(st.integers(-(10**7), 10**9), max_size=60)
PERCENTS = st.sampled_from(["0", "7", "19", "21", "25", "5.5", "8.1", "0.1", "33.333"])
DECIMALS = {"EUR": 2, "JPY": 0, "KWD": 3}
POLICIES = st.sampled_from([DOCUMENT, LINE])


@given(AMOUNTS, PERCENTS, st.sampled_from(sorted(DECIMALS)))
def test_tax_lines_add_up_to_the_rounded_total_and_each_is_within_a_minor_unit(
    minor: list[int], percent: str, currency: str
) -> None:
    places = DECIMALS[currency]
    nets = [Money(Decimal(units).scaleb(-places), currency) for units in minor]

    lines = tax_lines(nets, Decimal(percent), currency)

    exact = [Fraction(units) * Fraction(percent) / 100 for units in minor]
    on_total = sum((net.amount for net in nets), Decimal(0)) * Decimal(percent) / 100
    assert total(lines, currency).amount == half_up(on_total, places)
    for line, share in zip(lines, exact, strict=True):
        scaled = Fraction(line.amount) * 10**places
        assert scaled.denominator == 1
        assert abs(scaled - share) < 1


@given(AMOUNTS, PERCENTS, st.sampled_from(sorted(DECIMALS)))
def test_by_the_policy_of_lines_each_is_its_own_percentage_rounded(
    minor: list[int], percent: str, currency: str
) -> None:
    places = DECIMALS[currency]
    nets = [Money(Decimal(units).scaleb(-places), currency) for units in minor]

    lines = tax_lines(nets, Decimal(percent), currency, rounding=LINE)

    assert [line.amount for line in lines] == [
        half_up(net.amount * Decimal(percent) / 100, places) for net in nets
    ]


@given(AMOUNTS, PERCENTS, st.sampled_from(sorted(DECIMALS)), POLICIES)
def test_a_document_with_every_line_turned_round_carries_the_opposite_tax_on_each(
    minor: list[int], percent: str, currency: str, rounding: str
) -> None:
    nets = [Money(Decimal(units).scaleb(-DECIMALS[currency]), currency) for units in minor]

    lines = tax_lines(nets, Decimal(percent), currency, rounding=rounding)
    turned = tax_lines([-net for net in nets], Decimal(percent), currency, rounding=rounding)

    assert turned == tuple(-line for line in lines)


def test_lines_that_come_to_nothing_are_mirrored_too() -> None:
    nets = [Money(Decimal(net), "EUR") for net in ("0.02", "-0.02")]

    lines = tax_lines(nets, Decimal(25), "EUR")
    turned = tax_lines([-net for net in nets], Decimal(25), "EUR")

    assert [str(line.amount) for line in lines] == ["0.01", "-0.01"]
    assert turned == tuple(-line for line in lines)


@given(st.integers(-(10**9), 10**9), PERCENTS, st.sampled_from(sorted(DECIMALS)))
def test_of_a_single_line_both_policies_say_the_same(
    minor: int, percent: str, currency: str
) -> None:
    nets = [Money(Decimal(minor).scaleb(-DECIMALS[currency]), currency)]

    once, each = (
        tax_lines(nets, Decimal(percent), currency, rounding=rounding)
        for rounding in (DOCUMENT, LINE)
    )

    assert once == each


@pytest.mark.parametrize(
    ("currency", "nets", "once", "each"),
    [
        ("JPY", ["105", "105"], ["21", "21"], ["21", "21"]),
        ("JPY", ["103", "103", "103"], ["21", "21", "20"], ["21", "21", "21"]),
        ("KWD", ["0.012", "0.012"], ["0.003", "0.002"], ["0.002", "0.002"]),
        ("EUR", ["-9.75", "-10.25"], ["-1.95", "-2.05"], ["-1.95", "-2.05"]),
    ],
)
def test_tax_is_rounded_to_the_minor_unit_of_its_currency(
    currency: str, nets: list[str], once: list[str], each: list[str]
) -> None:
    amounts = [Money(Decimal(net), currency) for net in nets]

    def told(rounding: str) -> list[str]:
        lines = tax_lines(amounts, Decimal(20), currency, rounding=rounding)
        return [f"{line.amount:f}" for line in lines]

    assert (told(DOCUMENT), told(LINE)) == (once, each)


def test_the_policies_that_can_be_chosen_are_those_that_are_computed() -> None:
    assert [code for code, _ in rounding_choices()] == [DOCUMENT, LINE]
