"""Taking in customers from a file: each new, each of a partner that is there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from customers.models import Segment
from partnercenter import audit
from partnercenter.intake import Check, Column, Layout, execute, stage
from partnercenter.intake.reading import Source
from partnercenter.intake.values import DAY, GUID, choice, country, pattern, text
from partnercenter.models import User
from pricing.engine.segments import COUNTS_AS

EMAIL = pattern(
    r"(?=.{6,254}$)[A-Za-z0-9.!#$&*+/=?^_{|}~-]{1,64}@([\w-]{1,63}\.)+[\w-]{2,63}",
    _('"%(value)s" is not an e-mail address'),
)
SEGMENTS = {**{s.value.capitalize(): s.value for s in Segment}, **COUNTS_AS}
LAYOUT = Layout(
    (
        Column("MpnId", "mpn_id", text(20)),
        Column("CustomerId", "public_id", GUID),
        Column("CompanyName", "name", text(250)),
        Column("DomainName", "domain", text(253), filled=False),
        Column("Country", "country", country()),
        Column("Segment", "segment", choice(SEGMENTS)),
        Column("TenantCreatedOn", "tenant_created_on", DAY, required=False, filled=False),
        Column("RelationshipSince", "relationship_since", DAY),
        Column("AddressLine1", "address_line1", text(200), required=False, filled=False),
        Column("City", "city", text(100), required=False, filled=False),
        Column("PostalCode", "postal_code", text(20), required=False, filled=False),
        Column("ContactEmail", "contact_email", EMAIL, required=False, filled=False),
    )
)
NEW_OF_A_PARTNER = Check(
    """
    SELECT t.line, t.mpn_id, t.public_id, t.first_line, found.code
    FROM (SELECT *, min(line) OVER (PARTITION BY public_id) AS first_line FROM taken) t
    LEFT JOIN customers_partner p ON p.mpn_id = t.mpn_id
    LEFT JOIN customers_customer c ON c.public_id = t.public_id
    CROSS JOIN LATERAL (VALUES
        (CASE WHEN p.id IS NULL THEN 'partner' END),
        (CASE WHEN t.first_line < t.line THEN 'twice' WHEN c.id IS NOT NULL THEN 'known' END)
    ) AS found (code)
    """,
    {
        "partner": ("mpn_id", _('no partner has the MPN id "%(mpn_id)s"')),
        "twice": ("public_id", _("customer %(public_id)s stands in row %(first_line)d already")),
        "known": ("public_id", _("customer %(public_id)s is known already")),
    },
)
INSERT = """
INSERT INTO customers_customer (partner_id, public_id, name, domain, country, segment,
    tenant_created_on, relationship_since, address_line1, city, postal_code, contact_email)
SELECT p.id, t.public_id, t.name, t.domain, t.country, t.segment,
    t.tenant_created_on, t.relationship_since, t.address_line1, t.city, t.postal_code,
    t.contact_email
FROM taken t JOIN customers_partner p ON p.mpn_id = t.mpn_id ORDER BY t.line
"""


@transaction.atomic
def take_in(*, file: Source, name: str, at: datetime, by: User | None = None) -> int:
    """Take in new customers, all or none, and return how many. Raises NotTakenIn."""
    staged = stage(file=file, name=name, layouts=[LAYOUT])
    staged.require(NEW_OF_A_PARTNER)
    count = execute(INSERT, {})
    audit.record("customers.imported", name, at=at, by=by, customers=count)
    return count
