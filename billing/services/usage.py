"""Taking in metered consumption: a file of daily rows by COPY, checked and stored as a set."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from billing.models import UsageFile
from billing.services.usage_checks import DOUBLES, ROWS
from partnercenter import audit
from partnercenter.intake import AlreadyTakenIn, Column, Layout, Staged, execute, stage
from partnercenter.intake.reading import Source
from partnercenter.intake.values import DAY, GUID, number, text
from partnercenter.models import User


def _layout(*, meter: str, quantity: str, region: str, resource: str) -> Layout:
    """Return the layout of one of the published files; they share most of their headers."""
    return Layout(
        (
            Column("SubscriptionId", "subscription", GUID),
            Column("UsageDate", "usage_on", DAY),
            Column(meter, "meter", GUID),
            Column(quantity, "quantity", number(decimals=12)),
            Column("CustomerId", "customer", GUID, required=False, filled=False),
            Column(region, "region", text(60), required=False, filled=False),
            Column("ResourceGroup", "resource_group", text(100), required=False, filled=False),
            Column(resource, "resource_uri", text(500), required=False, filled=False),
            Column("Tags", "tags", text(100_000), required=False, filled=False),
        )
    )


# The daily-rated file (domain 8.4), then that of a billing cycle (domain 8.3), in which what
# the customer calls the instance is all that tells two of one meter apart.
LAYOUTS = (
    _layout(meter="MeterId", quantity="Quantity", region="MeterRegion", resource="ResourceURI"),
    _layout(
        meter="ResourceGuid", quantity="ConsumedQuantity", region="Region", resource="Project"
    ),
)
# Waits for another file that is just being stored; readers do not wait.
ONE_AT_A_TIME = "LOCK TABLE billing_usagefile IN SHARE ROW EXCLUSIVE MODE"
PARTITIONS = """
SELECT billing_usage_partition(day)
FROM (SELECT DISTINCT date_trunc('month', usage_on)::date AS day FROM taken) months
"""
INSERT = """
INSERT INTO billing_usagerecord (usage_on, subscription_id, meter_id, quantity, region,
    resource_group, resource_uri, tags, usage_file_id)
SELECT t.usage_on, s.id, m.id, t.quantity, t.region, t.resource_group, t.resource_uri, t.tags,
    %(file)s
FROM taken t
JOIN customers_subscription s ON s.public_id = t.subscription
JOIN pricing_sku m ON m.meter_id = t.meter
"""


@transaction.atomic
def take_in(*, file: Source, name: str, at: datetime, by: User | None = None) -> UsageFile:
    """Take in a usage file, all or nothing; ``at`` decides which usage would be in the future.

    The columns it prices with are not read: usage is rated by our own price lists.
    Raises NotTakenIn, or AlreadyTakenIn for content that was taken in before.
    """
    staged = stage(file=file, name=name, layouts=LAYOUTS)
    execute(ONE_AT_A_TIME, {})
    for same in UsageFile.objects.filter(content_hash=staged.content_hash):
        raise AlreadyTakenIn(
            _("%(name)s has the content of %(same)s, taken in on %(day)s.")
            % {"name": name, "same": same.name, "day": f"{same.taken_at:%Y-%m-%d}"}
        )
    staged.check(ROWS, today=at.astimezone(UTC).date())
    if staged.problems:
        staged.require(DOUBLES)
    usage_file = _filed(staged, at=at, by=by)
    execute(PARTITIONS, {})
    try:
        with transaction.atomic():
            execute(INSERT, {"file": usage_file.pk})
    except IntegrityError:
        # Looked for only now, because the constraint has to look anyway.
        staged.require(DOUBLES)
        raise
    audit.record("usage.imported", name, at=at, by=by, rows=staged.rows)
    return usage_file


def _filed(staged: Staged, *, at: datetime, by: User | None) -> UsageFile:
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(usage_on), max(usage_on) FROM taken")
        [(first, last)] = cursor.fetchall()
    return UsageFile.objects.create(
        name=staged.name[:200],
        content_hash=staged.content_hash,
        row_count=staged.rows,
        first_on=first,
        last_on=last,
        taken_at=at,
        taken_by=by,
    )
