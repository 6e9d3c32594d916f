"""An invoice says how it compares with its last estimate: every input by name, in plain words."""

from __future__ import annotations

from typing import Any

import pytest

from billing.engine import differences
from billing.queries.input_words import name_told, values_told
from billing.queries.words import inputs
from pricing.engine.activity import Action
from tests.web.conftest import Cast
from tests.web.reading import TIED, a_bill, invoice_page, words

pytestmark = pytest.mark.django_db
DASH = "\N{EN DASH}"


def told(name: str, before: str, after: str, **labels: str) -> tuple[str, str, str]:
    said = {"subject": "1", "name": name, "before": before, "after": after, **labels}
    texts = (name_told(said), *values_told(said))
    return tuple(text.replace(TIED, " ") for text in texts)  # type: ignore[return-value]


def kept(*differing: dict[str, str], net: str = "48.00", **fields: Any) -> dict[str, Any]:
    return {
        "made_at": "2026-11-09T02:15:00+00:00",
        "net": net,
        "tax": "0.00",
        "total": len(differing),
        "differences": list(differing),
        **fields,
    }


def differs(name: str, before: str, after: str, **labels: str) -> dict[str, str]:
    return {"subject": "1", "name": name, "before": before, "after": after, **labels}


def test_an_invoice_without_an_estimate_says_nothing_of_one(cast: Cast) -> None:
    page = invoice_page(cast.owner, a_bill(cast))

    assert "Compared with the last estimate" not in words(page)


def test_an_invoice_like_its_estimate_says_so(cast: Cast) -> None:
    page = words(invoice_page(cast.owner, a_bill(cast, "48.00", estimated=kept())))

    assert "Estimated on 9 Nov 2026, 02:15 UTC: EUR 48.00 before tax, as much as was" in page
    assert "The same" in page
    assert "This became known since" not in page


def test_a_difference_is_told_in_money_and_by_what_became_known(cast: Cast) -> None:
    cancelled = differs(
        "event 2", "", "cancel 2026-11-10 10", subscription="Suite Start", customer="Baker"
    )
    taxed = {**differs("tax percent", "21", "0"), "subject": "document"}
    invoice = a_bill(cast, "48.00", estimated=kept(cancelled, taxed, net="88.00"))

    page = words(invoice_page(cast.owner, invoice))

    assert "EUR 88.00 before tax. Invoiced: EUR 48.00, a difference of EUR −40.00." in page
    assert "2 inputs differ" in page
    assert '<details class="opens" open>' in page
    assert 'Suite Start<span class="under">Baker</span>' in page
    assert "Cancelled on 10 Nov 2026" in page
    assert "The whole document" in page


def test_of_a_credit_note_the_amounts_have_its_minus_sign(cast: Cast) -> None:
    note = a_bill(cast, "-25.00", credit_note=True, estimated=kept(net="-25.00"))

    assert "EUR −25.00 before tax, as much as was" in words(invoice_page(cast.owner, note))


def test_many_differences_are_folded_and_those_not_kept_are_counted(cast: Cast) -> None:
    many = [differs(f"event {number}", "", "cancel 2026-11-10 1") for number in range(11)]
    invoice = a_bill(cast, "48.00", estimated=kept(*many, total=14))

    page = words(invoice_page(cast.owner, invoice))

    assert "14 inputs differ" in page
    assert "3 more differ and are not listed." in page
    assert page.count("Cancelled on 10 Nov 2026") == 11


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            ("event 1", "", "purchase 2026-11-03 10"),
            ("Change 1", DASH, "Bought on 3 Nov 2026, quantity 10"),
        ),
        (
            ("event 2", "", "set_quantity 2026-11-03 12"),
            ("Change 2", DASH, "Quantity 12 from 3 Nov 2026"),
        ),
        (
            ("term 2", "", "2026-11-20 2027-11-19 EUR 5 1 2026-10-20 12"),
            ("Term 2", DASH, "20 Nov 2026 – 19 Nov 2027 at EUR 5.00 a month, charged every year"),
        ),
        (
            ("term 1", "", "2026-11-20 2029-11-19 USD 1800 36 2026-11-20 0"),
            (
                "Term 1",
                DASH,
                "20 Nov 2026 – 19 Nov 2029 at USD 1,800.00 for 36 months, charged once",
            ),
        ),
        (
            ("use 7 2026-10-10", "100 2026-11-09 aa", "105.5 2026-11-09 bb"),
            ("Use of Compute, from 10 Oct 2026", "100 × 1 Hour", "105.5 × 1 Hour"),
        ),
        (
            ("use 7 before", "100 2026-08-01 aa", "100 2026-08-01 bb"),
            ("Use of Compute, earlier", "100 × 1 Hour", "the same, on other days"),
        ),
        (
            ("price 7 2026-10-10", "2026-10-31 EUR 0.1 0", "2026-10-31 EUR 0.2 5 1000:0.15"),
            (
                "Price of Compute, from 10 Oct 2026",
                "EUR 0.10 until 31 Oct 2026",
                "EUR 0.20 until 31 Oct 2026, 5 included, EUR 0.15 above 1,000",
            ),
        ),
        (("price 7 before", "aa", "bb"), ("Prices of Compute, earlier", DASH, "corrected")),
        (("rate 2026-11-01", "0.85", "0.9"), ("Exchange rate of Nov 2026", "0.85", "0.9")),
        (
            ("managed 2026-11-02", "", "2026-11-30"),
            ("Days managed, from 2 Nov 2026", DASH, "until 30 Nov 2026"),
        ),
        (("unearning 7", "", "yes"), ("Partner credit on Compute", DASH, "earns none")),
        (("setting late_usage", "", "true_up"), ("Rule: late usage", DASH, "true up")),
        (("proration", "published", "exact_line"), ("Proration", "published", "exact line")),
        (
            ("invoiced", "1 EUR:40 aa", "2 EUR:80+USD:-5 bb"),
            ("Invoiced before", "EUR 40.00 (1 line)", "EUR 80.00, USD −5.00 (2 lines)"),
        ),
        (
            ("invoiced", "1 EUR:40 aa", "1 EUR:40 bb"),
            ("Invoiced before", "EUR 40.00 (1 line)", "as much, on other lines"),
        ),
        (("amount", "EUR -25", ""), ("Amount before tax", "EUR −25.00", DASH)),
        (("reason", "Good_will", "Other"), ("Reason", "Good_will", "Other")),
        (
            ("calculation", "", ""),
            ("Rules of calculation", DASH, "changed by a new version of the software"),
        ),
        (("tax percent", "21", "0"), ("Tax rate", "21%", "0%")),
        (
            ("tax rule", "no_vat_number", "reverse_charge"),
            ("Tax", "Supplier's rate, no validated VAT id", "Reverse charge"),
        ),
        (
            ("tax rounding", "document", "line"),
            ("Rounding of tax", "Once a document and rate", "On every line"),
        ),
        (("tax buyer_country", "NL", "DE"), ("Your country", "Netherlands", "Germany")),
        (("tax buyer_vat_number", "", "DE1"), ("Your VAT id", DASH, "DE1")),
    ],
    ids=lambda one: one[0] if isinstance(one, tuple) else "",
)
def test_every_input_has_a_name_and_its_values_words(
    said: tuple[str, str, str], expected: tuple[str, str, str]
) -> None:
    assert told(*said, meter="Compute", unit="1 Hour") == expected


def test_no_kind_of_input_and_no_action_is_without_words() -> None:
    assert {name.partition(" ")[0] for name in inputs.NAMES} - {"calculation"} == set(
        differences.ORDER
    )
    assert set(inputs.ACTIONS) == {action.value for action in Action}
