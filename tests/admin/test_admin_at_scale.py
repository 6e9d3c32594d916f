"""A hundred thousand rows: the lists ask as few questions as with a handful, and answer soon."""

from __future__ import annotations

import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnercenter.models import AuditEntry
from tests.admin.world import World

MANY, SOME = 100_000, 1_000
SECONDS = 3.0
LARGE = {"customers_customer", "customers_subscription", "pricing_price", "billing_invoice"}
SEARCHES = {
    "customers_customer": "Customer 777",
    "customers_subscription": "Subscription 777",
    "pricing_price": "suite start",
    "billing_invoice": "Haselbrück",
    "billing_chargerecord": "D260000001",
}
LISTS = [
    "customers_partner",
    "customers_customer",
    "customers_subscription",
    "customers_order",
    "billing_invoice",
    "billing_chargerecord",
    "billing_billingrun",
    "billing_document",
    "pricing_price",
    "pricing_availability",
    "partnercenter_auditentry",
]
# Copies of one row of the world, each with what must be its own; nothing the database refuses.
COPIES = {
    "customers_customer": {
        "public_id": "gen_random_uuid()",
        "name": "'Customer ' || n",
        "domain": "'c' || n || '.example'",
    },
    "customers_order": {"order_id": "'BULK' || n"},
    "customers_subscription": {"public_id": "gen_random_uuid()", "name": "'Subscription ' || n"},
    "pricing_availability": {"availability_id": "'BULK' || n", "term": "'Bulk ' || n"},
    "pricing_price": {
        "valid_from": "DATE '2027-01-01' + n",
        "valid_until": "DATE '2027-01-02' + n",
    },
    "partnercenter_auditentry": {"subject": "'Subject ' || n"},
    "billing_billingrun": {
        "period_start": "DATE '2027-01-01' + n",
        "period_end": "DATE '2027-01-02' + n",
    },
    "billing_invoice": {
        "period_start": "DATE '2027-01-01' + n",
        "period_end": "DATE '2027-01-02' + n",
    },
    "billing_chargerecord": {"position": "n + 10"},
    "billing_document": {"format": "'bulk' || n", "file_name": "'bulk' || n || '.csv'"},
}


def copied(table: str, row: int, many: int, *, since: int = 0) -> None:
    """Insert so many copies of a row, by one statement; ``since`` numbers them."""
    own = COPIES[table]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = %s AND column_name <> 'id'",
            [table],
        )
        columns = [name for (name,) in cursor.fetchall()]
        values = ", ".join(own.get(name, f't."{name}"') for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        cursor.execute(
            f"INSERT INTO {table} ({names})"
            f" SELECT {values} FROM {table} t, generate_series(%s, %s) n WHERE t.id = %s",
            [since + 1, since + many, row],
        )
        cursor.execute(f"ANALYZE {table}")


def asked(client: Client, name: str, **query: str) -> tuple[int, float]:
    """Return how many questions a list asked the database, and how long it took."""
    address = reverse(f"admin:{name}_changelist")
    with CaptureQueriesContext(connection) as queries:
        begin = time.monotonic()
        answer = client.get(address, query)
        took = time.monotonic() - begin
    assert answer.status_code == 200
    return len(queries), took


@pytest.fixture
def handful(world: World, boss: Client) -> dict[str, int]:
    """Return what each list asks while there is only a handful of rows."""
    for table, row in rows(world).items():
        copied(table, row, 3)
    for name in LISTS:
        asked(boss, name)  # what is remembered between two pages is remembered now
    return {name: asked(boss, name)[0] for name in LISTS}


def rows(world: World) -> dict[str, int]:
    """Return the row that is copied in each table, in the order in which they depend."""
    entry, charge = AuditEntry.objects.first(), world.draft.charges.first()
    assert entry is not None
    assert charge is not None
    assert world.draft.run_id is not None
    return {
        "customers_customer": world.customer.pk,
        "customers_order": world.subscription.order_id,
        "customers_subscription": world.subscription.pk,
        "pricing_availability": world.price.availability_id,
        "pricing_price": world.price.pk,
        "partnercenter_auditentry": entry.pk,
        "billing_billingrun": world.draft.run_id,
        "billing_invoice": world.draft.pk,
        "billing_chargerecord": charge.pk,
        "billing_document": world.failed.pk,
    }


def test_lists_of_a_hundred_thousand_rows_ask_no_more_and_answer_soon(
    world: World, boss: Client, handful: dict[str, int]
) -> None:
    for table, row in rows(world).items():
        copied(table, row, MANY if table in LARGE else SOME, since=10)

    answers = {name: asked(boss, name) for name in LISTS}
    found = {name: asked(boss, name, q=words)[1] for name, words in SEARCHES.items()}
    far = boss.get(reverse("admin:customers_customer_changelist"), {"p": "200"})

    assert {name: count for name, (count, _) in answers.items()} == handful
    assert {name: took for name, (_, took) in answers.items() if took > SECONDS} == {}
    assert {name: took for name, took in found.items() if took > SECONDS} == {}
    assert len(far.context["cl"].result_list) == 50
    assert "The first 10000 customers. Search or filter" in far.content.decode()
