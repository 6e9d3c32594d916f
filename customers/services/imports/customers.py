"""Customers from a partner's own file: new ones are added, known ones corrected."""

from __future__ import annotations

import json

from django.utils.translation import gettext_lazy as _

from customers.services.customer_files import EMAIL, SEGMENTS
from customers.services.imports.asked import Asked, fetched
from customers.services.imports.outlook import MOST_SHOWN, Difference, Outlook, RowOutlook
from customers.services.partners import require_open
from partnercenter import audit
from partnercenter.intake import Check, Column, Layout, execute
from partnercenter.intake.values import DAY, GUID, choice, country, text
from partnercenter.roles import Permission

LAYOUT = Layout(
    (
        Column("CustomerId", "public_id", GUID, required=False, filled=False),
        Column("CompanyName", "name", text(250)),
        Column("DomainName", "domain", text(253), required=False, filled=False),
        Column("Country", "country", country()),
        Column("Segment", "segment", choice(SEGMENTS)),
        Column("TenantCreatedOn", "tenant_created_on", DAY, required=False, filled=False),
        Column("AddressLine1", "address_line1", text(200), required=False, filled=False),
        Column("AddressLine2", "address_line2", text(200), required=False, filled=False),
        Column("City", "city", text(100), required=False, filled=False),
        Column("Region", "region", text(100), required=False, filled=False),
        Column("PostalCode", "postal_code", text(20), required=False, filled=False),
        Column("ContactName", "contact_name", text(120), required=False, filled=False),
        Column("ContactEmail", "contact_email", EMAIL, required=False, filled=False),
        Column("ContactPhone", "contact_phone", text(40), required=False, filled=False),
    )
)
DOMAIN = r"^([\w-]{1,63}\.)+[\w-]{2,63}$"
# Characters that nobody sees, or that turn round what is read.
UNSEEN = r"[\u0001-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
FIELDS = tuple(column for column in LAYOUT.columns if column.name != "public_id")
CHECK = Check(
    """
    SELECT t.line, t.public_id, t.first_line, t.domain, found.code
    FROM (SELECT *, min(line) OVER (PARTITION BY public_id) AS first_line,
        concat_ws(' ', name, domain, address_line1, address_line2, city, region, postal_code,
            contact_name, contact_phone) AS words FROM taken) t
    LEFT JOIN customers_customer c ON c.public_id = t.public_id
    CROSS JOIN LATERAL (VALUES
        (CASE WHEN t.public_id IS NULL THEN NULL WHEN t.first_line < t.line THEN 'twice'
            WHEN c.partner_id <> %(partner)s THEN 'taken' END),
        (CASE WHEN t.domain NOT IN ('', coalesce(c.domain, ''))
            AND t.domain !~ %(domain)s THEN 'domain' END),
        (CASE WHEN t.tenant_created_on > %(on)s THEN 'future' END),
        (CASE WHEN t.words ~ %(unseen)s THEN 'unseen' END)
    ) AS found (code)
    """,
    {
        "twice": ("public_id", _("customer %(public_id)s stands in row %(first_line)d already")),
        "taken": (
            "public_id",
            _("%(public_id)s cannot be a customer of yours; leave the id of a new one empty"),
        ),
        "domain": ("domain", _('"%(domain)s" is not a domain alone, such as baker.example')),
        "future": ("tenant_created_on", _("a tenant cannot be created in the future")),
        "unseen": ("", _("the row holds characters that cannot be printed")),
    },
)
# What the file says of each customer beside what is known; only columns that the file has count.
COMPARED = """
CREATE TEMP TABLE compared ON COMMIT DROP AS
SELECT line, id, name, CASE WHEN id IS NULL THEN 'new'
        WHEN told = known THEN 'same' ELSE 'changed' END AS what,
    (SELECT jsonb_agg(jsonb_build_array(one.key, coalesce(known ->> one.key, ''), one.value)
            ORDER BY one.key)
       FROM jsonb_each_text(told) AS one
      WHERE one.value IS DISTINCT FROM known ->> one.key AND (id IS NOT NULL OR one.value <> '')
    ) AS differences
FROM (
    SELECT t.line, c.id, t.name, jsonb_build_object({told}) AS told,
        CASE WHEN c.id IS NOT NULL THEN jsonb_build_object({known}) END AS known
    FROM taken t LEFT JOIN customers_customer c ON c.public_id = t.public_id
) both_sides
"""
COUNTED = "SELECT what, count(*), min(line) AS line FROM compared GROUP BY what"
SHOWN = """
SELECT line, what, name, differences::text FROM compared WHERE what <> 'same'
ORDER BY what = 'new', line LIMIT %(most)s
"""
MARK = """
SELECT coalesce(md5(string_agg(md5(concat_ws('|', line, what, name, differences)), ''
    ORDER BY line)), '') AS mark FROM compared
"""
IDENTIFY = "UPDATE taken SET public_id = gen_random_uuid() WHERE public_id IS NULL"
LOWER = "UPDATE taken SET domain = lower(domain)"
LOG = """
INSERT INTO partnercenter_auditentry (at, by_id, act, subject, partner_id, facts)
SELECT %(at)s, %(by)s, CASE d.what WHEN 'new' THEN 'customer.added' ELSE 'customer.corrected' END,
    left(c.name, 200), %(partner)s, jsonb_build_object('customer_id', c.public_id) || coalesce((
        SELECT jsonb_object_agg(one ->> 0, CASE d.what WHEN 'new' THEN one ->> 2
            ELSE coalesce(nullif(one ->> 1, ''), '–') || ' → '
                || coalesce(nullif(one ->> 2, ''), '–') END)
          FROM jsonb_array_elements(d.differences) AS one), '{}')
FROM compared d JOIN taken t ON t.line = d.line
JOIN customers_customer c ON c.public_id = t.public_id
WHERE d.what <> 'same' ORDER BY d.line
"""
LOCK = """
SELECT c.id FROM customers_customer c JOIN taken t ON t.public_id = c.public_id
ORDER BY c.id FOR NO KEY UPDATE OF c
"""
UPDATE = """
UPDATE customers_customer c SET {values}
FROM taken t JOIN compared d ON d.line = t.line
WHERE d.what = 'changed' AND c.id = d.id
"""
INSERT = """
INSERT INTO customers_customer (public_id, partner_id, relationship_since, {names})
SELECT t.public_id, %(partner)s, %(on)s, {values}
FROM taken t JOIN compared d ON d.line = t.line WHERE d.what = 'new' ORDER BY t.line
"""


def play(asked: Asked) -> Outlook:
    """Add and correct the customers of the file, all or none; raises NotTakenIn and NotOpen."""
    params = {
        "partner": asked.partner.pk,
        "on": asked.on,
        "at": asked.at,
        "by": asked.by.pk,
        "most": MOST_SHOWN,
        "domain": DOMAIN,
        "unseen": UNSEEN,
    }
    execute(LOWER, {})
    execute(LOCK, {})
    asked.staged.require(CHECK, **params)
    given = [column for column in FIELDS if column.name in asked.staged.given]
    execute("DROP TABLE IF EXISTS pg_temp.compared", {})
    told, known = (
        ", ".join(f"'{column.header}', {side}.{column.name}" for column in given) for side in "tc"
    )
    execute(COMPARED.format(told=told, known=known), {})
    execute(IDENTIFY, {})
    counts = {row["what"]: row for row in fetched(COUNTED, {})}
    if "new" in counts:
        asked.require(Permission.ADD_CUSTOMERS, counts["new"]["line"])
        require_open(asked.partner)
    if "changed" in counts:
        asked.require(Permission.EDIT_CUSTOMERS, counts["changed"]["line"])
    found = _outlook(counts, params)
    execute(UPDATE.format(values=", ".join(f"{c.name} = t.{c.name}" for c in given)), {})
    names = ", ".join(column.name for column in FIELDS)
    execute(INSERT.format(names=names, values=", ".join(f"t.{c.name}" for c in FIELDS)), params)
    execute(LOG, params)
    audit.record(
        "customers.imported",
        asked.staged.name,
        at=asked.at,
        by=asked.by,
        partner_id=asked.partner.pk,
        new=found.new,
        changed=found.changed,
    )
    return found


def _outlook(counts: dict[str, dict[str, int]], params: dict[str, object]) -> Outlook:
    numbers = {what: row["count"] for what, row in counts.items()}
    rows = tuple(
        RowOutlook(
            row["line"],
            row["what"],
            row["name"],
            tuple(Difference(*one) for one in json.loads(row["differences"] or "[]")),
        )
        for row in fetched(SHOWN, params)
    )
    return Outlook(**numbers, rows=rows, mark=fetched(MARK, {})[0]["mark"])
