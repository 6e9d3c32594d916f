"""Usage comes from a file, whole and once; days, meters and subscriptions must be ours."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from billing.models import UsageFile, UsageRecord
from billing.services import usage
from customers.models import Subscription
from partnercenter.intake import AlreadyTakenIn, NotTakenIn
from pricing.models import Sku
from tests.builders import (
    AT,
    a_change,
    a_customer,
    a_partner,
    a_subscription,
    a_usage_plan,
    an_offer,
)

pytestmark = pytest.mark.django_db

HEADER = (
    "PartnerName,Tags,CustomerId,SubscriptionId,UsageDate,MeterId,MeterRegion,ResourceGroup,"
    "ResourceURI,Quantity"
)
STRANGER = "d7de6d20-e219-4bcd-8a84-8be1b742a087"


@pytest.fixture
def plan() -> Subscription:
    return a_subscription(customer=a_customer(partner=a_partner()))


@pytest.fixture
def meter() -> Sku:
    return an_offer(kind="usage", meter=True, price="0.05").availability.sku


def a_row(
    plan: Subscription,
    meter: Sku,
    *,
    quantity: str = "1.5",
    on: str = "11/5/2026",
    customer: str = "",
    resource: str = "/db-01",
    region: str = "NL North",
) -> str:
    return (
        f'ignored,"{{""env"":""prod""}}",{customer},{plan.public_id},{on},{meter.meter_id},'
        f"{region},rg-prod,{resource},{quantity}"
    )


def take_in(*rows: str, header: str = HEADER, name: str = "usage.csv") -> UsageFile:
    content = "\n".join([header, *rows]).encode()
    return usage.take_in(file=io.BytesIO(content), name=name, at=AT)


def problems(*rows: str, **asked: str) -> list[str]:
    files, records = UsageFile.objects.count(), UsageRecord.objects.count()
    with pytest.raises(NotTakenIn) as refused, transaction.atomic():
        take_in(*rows, **asked)
    assert (UsageFile.objects.count(), UsageRecord.objects.count()) == (files, records)
    return [str(problem) for problem in refused.value.problems]


def test_every_row_becomes_a_record_of_its_day(plan: Subscription, meter: Sku) -> None:
    customer = str(plan.customer.public_id).upper()

    taken = take_in(
        a_row(plan, meter, on="2026-11-03", customer=customer),
        a_row(plan, meter, quantity="0.000000000001"),
    )

    first, second = UsageRecord.objects.order_by("usage_on")
    assert (first.subscription, first.meter, first.usage_file) == (plan, meter, taken)
    assert (first.usage_on, second.usage_on) == (date(2026, 11, 3), date(2026, 11, 5))
    assert (first.quantity, second.quantity) == (Decimal("1.5"), Decimal("0.000000000001"))
    assert (first.region, first.resource_group, first.resource_uri) == (
        "NL North",
        "rg-prod",
        "/db-01",
    )
    assert first.tags == '{"env":"prod"}'
    assert (taken.row_count, taken.first_on, taken.last_on) == (2, first.usage_on, second.usage_on)
    assert (taken.name, taken.taken_at, taken.taken_by) == ("usage.csv", AT, None)


def test_a_file_of_a_billing_cycle_is_known_by_its_header(plan: Subscription, meter: Sku) -> None:
    header = "SubscriptionId,ResourceGuid,ConsumedQuantity,UsageDate,Region,Project"
    row = f"{plan.public_id},{meter.meter_id},11,11/5/2026 0:00,Europe,alpha"

    take_in(row, row.replace("alpha", "beta"), header=header)

    assert sorted(UsageRecord.objects.values_list("quantity", "region", "resource_uri")) == [
        (Decimal(11), "Europe", "alpha"),
        (Decimal(11), "Europe", "beta"),
    ]
    assert problems(f"{plan.public_id},{STRANGER},1,11/5/2026,,", header=header) == [
        f"row 2, ResourceGuid: no meter {STRANGER} is known: no price list has it"
    ]


def test_a_consumption_plan_is_metered_too(meter: Sku) -> None:
    plan = a_subscription(customer=a_customer(partner=a_partner()))
    plan.availability = a_usage_plan(offer="PC-USE-PLAN")
    plan.save()

    take_in(a_row(plan, meter))

    assert UsageRecord.objects.get().subscription == plan


def test_a_month_gets_its_partition_when_its_first_row_arrives(meter: Sku) -> None:
    plan = a_subscription(customer=a_customer(partner=a_partner()), on=date(2025, 3, 1))

    take_in(a_row(plan, meter, on="2025-03-31"), a_row(plan, meter, on="2025-04-01"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM billing_usagerecord ORDER BY 1")
        assert cursor.fetchall() == [
            ("billing_usagerecord_202503",),
            ("billing_usagerecord_202504",),
        ]


def test_the_same_content_is_taken_in_once_however_it_is_named(
    plan: Subscription, meter: Sku
) -> None:
    take_in(a_row(plan, meter))

    packed = gzip.compress(f"{HEADER}\n{a_row(plan, meter)}".encode())
    with pytest.raises(AlreadyTakenIn) as refused, transaction.atomic():
        usage.take_in(file=io.BytesIO(packed), name="again.csv.gz", at=AT)

    assert str(refused.value) == (
        "again.csv.gz has the content of usage.csv, taken in on 2026-11-16."
    )


def test_the_same_use_is_recorded_once(plan: Subscription, meter: Sku) -> None:
    take_in(a_row(plan, meter), name="first.csv")

    told = problems(
        a_row(plan, meter, on="2026-11-06"),
        a_row(plan, meter, quantity="7"),
        a_row(plan, meter, on="11/6/2026", quantity="2"),
        a_row(plan, meter, resource="/db-02"),
    )

    assert told == [
        'row 3: the same use was recorded from the file "first.csv" already',
        "row 4: the same use stands in row 2 already",
    ]


def test_every_problem_is_told_and_nothing_is_stored(plan: Subscription, meter: Sku) -> None:
    licence = a_subscription(customer=plan.customer, price=an_offer())
    ended = a_subscription(customer=plan.customer)
    a_change(ended, action="cancel", on=date(2026, 11, 10), quantity=1)

    told = problems(
        a_row(plan, meter),
        a_row(plan, meter, quantity="1.0000000000001"),
        a_row(plan, meter, quantity="-1", on="2026-11-02"),
        a_row(plan, meter, on="2026-11-17", customer=STRANGER),
        a_row(licence, meter),
        a_row(ended, meter, on="2026-11-10"),
        a_row(ended, meter, on="2026-11-11"),
        a_row(plan, meter).replace(str(plan.public_id), STRANGER).replace(str(meter.meter_id), ""),
        a_row(plan, meter).replace(str(plan.public_id), STRANGER),
        a_row(plan, meter),
        a_row(plan, meter, resource="x" * 501, region="y" * 61),
    )

    assert told == [
        'row 3, Quantity: "1.0000000000001" is not a number (13 digits, a full stop and 12 decimals)',
        "row 4, UsageDate: 2026-11-02 is before the subscription began, 2026-11-03",
        'row 4, Quantity: "-1" is negative',
        "row 5, UsageDate: 2026-11-17 is in the future",
        f"row 5, CustomerId: the subscription is not one of customer {STRANGER}",
        f"row 6, SubscriptionId: subscription {licence.public_id} is not metered",
        "row 8, UsageDate: 2026-11-11 is after the subscription was cancelled, 2026-11-10",
        "row 9, MeterId: the value is missing",
        f"row 10, SubscriptionId: no subscription {STRANGER} is known",
        "row 11: the same use stands in row 2 already",
        "row 12, MeterRegion: the text is longer than 60 characters",
        "row 12, ResourceURI: the text is longer than 500 characters",
    ]


def test_the_day_of_the_clock_is_that_of_utc(plan: Subscription, meter: Sku) -> None:
    rows = [HEADER, a_row(plan, meter, on="2026-11-17")]
    content = io.BytesIO("\n".join(rows).encode())

    at = datetime.fromisoformat("2026-11-16T22:30:00-03:00")

    assert usage.take_in(file=content, name="usage.csv", at=at).last_on == date(2026, 11, 17)
    assert at.astimezone(UTC).day == 17


def test_the_command_reads_the_standard_input(
    plan: Subscription,
    meter: Sku,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    content = "\n".join([HEADER, a_row(plan, meter)]).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))

    call_command("import_usage", "-")

    assert capsys.readouterr().out == "standard input: 1 rows of 2026-11-05 to 2026-11-05.\n"
