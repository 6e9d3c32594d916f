"""What was written down stays: documents, usage, the activity log, and whole tables."""

from __future__ import annotations

from datetime import date

import pytest

from billing.models import Document, Invoice, UsageFile
from customers.models import Subscription
from partnercenter import audit
from partnercenter.models import AuditEntry
from tests.billing.refusals import CHECK, FROZEN, UNIQUE, execute, refused
from tests.builders import (
    AT,
    Line,
    a_customer,
    a_document,
    a_partner,
    a_subscription,
    an_issued_invoice,
    an_offer,
)
from tests.conftest import KEPT

pytestmark = pytest.mark.django_db


@pytest.fixture
def subscription() -> Subscription:
    return a_subscription(customer=a_customer(partner=a_partner()))


@pytest.fixture
def invoice(subscription: Subscription) -> Invoice:
    return an_issued_invoice(
        partner=subscription.customer.partner, lines=[Line(subscription=subscription, net="4.00")]
    )


def test_a_ready_document_is_never_changed_or_deleted(invoice: Invoice) -> None:
    document = a_document(invoice=invoice)

    with refused(FROZEN, "only ever added to"):
        Document.objects.update(sha256="0" * 64)
    with refused(FROZEN, "only ever added to"):
        document.delete()


def test_a_document_is_ready_only_with_its_bytes(invoice: Invoice) -> None:
    waiting = a_document(invoice=invoice, content=None)

    with refused(CHECK, "a_ready_document_has_its_bytes"):
        Document.objects.filter(pk=waiting.pk).update(state="ready")


def test_an_invoice_has_one_document_for_each_format(invoice: Invoice) -> None:
    a_document(invoice=invoice)

    with refused(UNIQUE, "one_document_for_each_format"):
        a_document(invoice=invoice, content=b"another")


INSERT = """
    INSERT INTO billing_usagerecord
        (usage_on, subscription_id, meter_id, quantity, resource_uri, usage_file_id)
    VALUES ('2026-11-03', %s, %s, %s, '/vm/1', %s)
"""


def test_usage_is_taken_in_once_and_never_edited(subscription: Subscription) -> None:
    file = UsageFile.objects.create(
        name="november.csv",
        content_hash="a" * 64,
        row_count=1,
        first_on=date(2026, 11, 3),
        last_on=date(2026, 11, 3),
        taken_at=AT,
    )
    meter = an_offer(kind="usage", meter=True).availability.sku_id
    execute("SELECT billing_usage_partition('2026-11-03')")
    execute(INSERT, subscription.pk, meter, "1.5", file.pk)

    with refused(UNIQUE, "resource_uri"):
        execute(INSERT, subscription.pk, meter, "9.5", file.pk)
    with refused(CHECK, "usage_is_not_negative"):
        execute(INSERT.replace("/vm/1", "/vm/2"), subscription.pk, meter, "-1", file.pk)
    with refused(FROZEN, "only ever added to"):
        execute("UPDATE billing_usagerecord SET quantity = 0")
    with refused(FROZEN, "only ever added to"):
        execute("DELETE FROM billing_usagerecord")


def test_the_same_usage_file_is_taken_in_once() -> None:
    values = {
        "row_count": 1,
        "first_on": date(2026, 11, 3),
        "last_on": date(2026, 11, 3),
        "taken_at": AT,
        "content_hash": "a" * 64,
    }
    UsageFile.objects.create(name="november.csv", **values)

    with refused(UNIQUE, "content_hash"):
        UsageFile.objects.create(name="the same, renamed.csv", **values)


def test_the_activity_log_is_never_edited() -> None:
    audit.record("partner.enrolled", "Waterkant", at=AT, by=None)

    with refused(FROZEN, "only ever added to"):
        AuditEntry.objects.update(act="nothing")
    with refused(FROZEN, "only ever added to"):
        AuditEntry.objects.all()._raw_delete("default")


@pytest.mark.parametrize("table", KEPT)
def test_what_was_issued_and_done_is_never_emptied(invoice: Invoice, table: str) -> None:
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute(f"ALTER TABLE {table} ENABLE TRIGGER {KEPT[table]}")

    with refused(FROZEN, "only ever added to"):
        execute(f"TRUNCATE {table} CASCADE")
