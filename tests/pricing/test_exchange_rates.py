"""Exchange rates come from a file, all or none, and are never changed."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import Error, transaction

from partnercenter.intake import NotTakenIn
from partnercenter.models import AuditEntry
from partnercenter.money import half_up
from partnercenter.periods import month_of
from pricing.engine.conversion import floored, rounded
from pricing.engine.terms import ConversionRate
from pricing.models import ExchangeRate
from pricing.queries import rates
from pricing.services import exchange_rates
from tests.builders import an_exchange_rate

pytestmark = pytest.mark.django_db
HEADER = "PricingCurrency,Currency,Month,Rate,Source,PublishedOn"
PUBLISHED = "CurrencyCode,USDPerUnit,Month,Source,PublishedOn"
AT = datetime(2026, 11, 16, 6, 30, tzinfo=UTC)


def take_in(*rows: str, header: str = HEADER) -> int:
    content = "\n".join([header, *rows]).encode()
    return exchange_rates.take_in(file=io.BytesIO(content), name="rates.csv", at=AT)


def problems(*rows: str, header: str = HEADER) -> list[str]:
    before = ExchangeRate.objects.count()
    with pytest.raises(NotTakenIn) as refused, transaction.atomic():
        take_in(*rows, header=header)
    assert ExchangeRate.objects.count() == before
    return [str(problem) for problem in refused.value.problems]


def test_every_row_is_the_rate_of_a_pair_and_month() -> None:
    count = take_in(
        "usd,EUR,2026-11,0.846202666,Reference rates,10/29/2026",
        "USD,JPY,2026-11,149.5,Reference rates,2026-10-29",
        "USD,EUR,2026-12,0.85,Reference rates,2026-11-16",
    )

    first, *_ = ExchangeRate.objects.order_by("pk")
    assert count == 3
    assert (first.pricing_currency, first.currency) == ("USD", "EUR")
    assert (first.month, first.rate) == (date(2026, 11, 1), Decimal("0.846202666"))
    assert (first.source, first.published_on) == ("Reference rates", date(2026, 10, 29))
    assert first.recorded_at == AT
    assert AuditEntry.objects.filter(act="exchange_rates.imported").count() == 1


def test_a_file_as_rates_are_published_is_turned_round() -> None:
    count = take_in(
        "EUR,1.181749999,2026-11,Reference rates,2026-10-29",
        "jpy,0.0067,2026-11,Reference rates,2026-10-29",
        "GBP,1.25,2026-11,Reference rates,2026-10-29",
        header=PUBLISHED,
    )

    found = ExchangeRate.objects.order_by("pk").values_list("pricing_currency", "currency", "rate")
    assert count == 3
    assert list(found) == [
        ("USD", "EUR", Decimal("0.846202666254455398")),
        ("USD", "JPY", Decimal("149.253731343283582090")),
        ("USD", "GBP", Decimal("0.8")),
    ]


@pytest.mark.parametrize("per_unit", ["1.2", "1.13", "1.09", "0.9", "3", "0.0067", "1.181749999"])
def test_what_is_turned_round_converts_like_the_division_it_stands_for(per_unit: str) -> None:
    rate, cost = exchange_rates.turned_round(Decimal(per_unit)), Decimal(per_unit)

    for times in (1, 7, 100, 123_457):
        assert floored(cost * times, rate, "EUR").amount == times
        assert rounded(cost * times / 200, rate, "EUR").amount == half_up(Decimal(times) / 200, 2)


def test_what_is_wrong_in_a_published_file_is_told_by_its_own_columns() -> None:
    an_exchange_rate("0.86")

    assert problems(
        "EUR,1.17,2026-11,Reference rates,2026-10-29",
        "GBP,0,2026-11,Reference rates,2026-10-29",
        "USD,1,2026-11,Reference rates,2026-10-29",
        "CHF,1.1,2026-11,Reference rates,2026-10-29",
        "CHF,1.2,2026-11,Reference rates,2026-10-29",
        header=PUBLISHED,
    ) == [
        "row 2, Month: the rate of 2026-11 is known: 0.86; a rate never changes",
        'row 3, USDPerUnit: "0" is not above zero',
        "row 4, CurrencyCode: USD is the pricing currency too",
        "row 6, Month: USD to CHF stands in row 5 already",
    ]


def test_the_engine_is_told_the_rates_of_the_pairs_it_needs() -> None:
    an_exchange_rate("0.86", month=date(2026, 10, 1))
    an_exchange_rate("149.5", month=date(2026, 10, 1), currency="JPY")
    an_exchange_rate("0.87", month=date(2026, 12, 1))

    told = rates.until({("USD", "EUR"), ("EUR", "EUR")}, until=date(2026, 12, 1))

    october = month_of(date(2026, 10, 1))
    assert told == {
        ("USD", "EUR"): (ConversionRate(october, Decimal("0.86"), "Reference rates, 2026-09-29"),)
    }


def test_what_is_wrong_is_told_by_row_and_field_and_nothing_is_stored() -> None:
    assert problems(
        "USD,EUR,2026-11,0.85,Reference rates,2026-10-29",
        "USD,USD,2026-11,1,Reference rates,2026-10-29",
        "USD,EUR,2026-11,0.86,Reference rates,2026-10-29",
        "USD,GBP,2026-11,0,Reference rates,2026-10-29",
        "USD,CHF,2026-11,0.9,Reference rates,2026-11-17",
    ) == [
        "row 3, Currency: USD is the pricing currency too",
        "row 4, Month: USD to EUR stands in row 2 already",
        'row 5, Rate: "0" is not above zero',
        "row 6, PublishedOn: 2026-11-17 is in the future",
    ]


def test_values_that_are_none_are_told_by_row_and_field() -> None:
    assert problems("USD,EURO,2026-13,1e3,,soon") == [
        'row 2, Currency: "EURO" is not a currency code, such as EUR',
        'row 2, Month: "2026-13" is not a month (YYYY-MM)',
        'row 2, Rate: "1e3" is not a number (13 digits, a full stop and 18 decimals)',
        "row 2, Source: the value is missing",
        'row 2, PublishedOn: "soon" is not a date (YYYY-MM-DD or M/D/YYYY)',
    ]
    assert problems("USD", header="PricingCurrency")[0] == "row 1, Currency: the column is missing"


def test_a_month_that_has_its_rate_keeps_it() -> None:
    an_exchange_rate("0.86")

    assert problems(
        "USD,EUR,2026-12,0.9,Reference rates,2026-11-16",
        "USD,EUR,2026-11,0.9,Reference rates,2026-11-16",
    ) == ["row 3, Month: the rate of 2026-11 is known: 0.86; a rate never changes"]


def test_a_rate_is_never_changed_or_removed() -> None:
    rate = an_exchange_rate("0.86")

    with pytest.raises(Error), transaction.atomic():
        ExchangeRate.objects.filter(pk=rate.pk).update(rate=Decimal("0.9"))
    with pytest.raises(Error), transaction.atomic():
        rate.delete()

    assert ExchangeRate.objects.get().rate == Decimal("0.86")


def test_the_command_tells_what_came_in(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "rates.csv"
    file.write_text(f"{HEADER}\nUSD,EUR,2026-11,0.85,Reference rates,2026-10-29\n")

    call_command("import_exchange_rates", str(file))

    assert capsys.readouterr().out == "rates.csv: 1 exchange rates.\n"
