"""Taking in partners from a file: who they are, how they are billed, and their VAT ids."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Partner, PartnerKind, TaxRegistration
from customers.services import vat_ids
from partnercenter import audit
from partnercenter.intake import Check, Column, Layout, Staged, stage
from partnercenter.intake.reading import Source
from partnercenter.intake.values import DAY, choice, count, country, currency, pattern, text
from partnercenter.models import User
from pricing.engine.markets import market_currency

MPN_ID = pattern("[1-9][0-9]{0,11}", gettext_lazy('"%(value)s" is not a number of 1 to 12 digits'))
KINDS = {
    "Direct bill": PartnerKind.DIRECT_BILL.value,
    "Indirect provider": PartnerKind.INDIRECT_PROVIDER.value,
}
LAYOUT = Layout(
    (
        Column("MpnId", "mpn_id", MPN_ID),
        Column("LegalName", "legal_name", text(200)),
        Column("Country", "country", country()),
        Column("Currency", "currency", currency()),
        Column("BillingDay", "billing_day", count(31)),
        Column("EnrolledOn", "enrolled_on", DAY),
        Column("AddressLine1", "address_line1", text(200)),
        Column("City", "city", text(100)),
        Column("PostalCode", "postal_code", text(20), required=False, filled=False),
        Column("VatId", "vat_id", text(30), required=False, filled=False),
        Column("VatIdValidFrom", "vat_id_valid_from", DAY, required=False, filled=False),
        Column(
            "Language",
            "language",
            choice({code: code for code, _name in settings.LANGUAGES}),
            required=False,
            filled=False,
        ),
        Column("PurchaseOrder", "purchase_order", text(60), required=False, filled=False),
        Column("Kind", "kind", choice(KINDS), required=False, filled=False),
    )
)
# The customer number follows from the MPN id, so that it is the same wherever it is imported.
ACCOUNT_NUMBER = "'C' || lpad(t.mpn_id, greatest(10, length(t.mpn_id)), '0')"
CHECK = Check(
    f"""
    SELECT t.line, t.mpn_id, t.first_line, found.code
    FROM (SELECT *, min(line) OVER (PARTITION BY mpn_id) AS first_line FROM taken) t
    LEFT JOIN customers_partner p
        ON p.mpn_id = t.mpn_id OR p.account_number = {ACCOUNT_NUMBER}
    CROSS JOIN LATERAL (VALUES
        (CASE WHEN t.first_line < t.line THEN 'twice'
            WHEN p.mpn_id = t.mpn_id THEN 'known'
            WHEN p.id IS NOT NULL THEN 'account' END),
        (CASE WHEN t.vat_id <> '' AND t.vat_id_valid_from IS NULL THEN 'from'
            WHEN t.vat_id = '' AND t.vat_id_valid_from IS NOT NULL THEN 'vat_id' END)
    ) AS found (code)
    """,
    {
        "twice": (
            "mpn_id",
            gettext_lazy("MPN id %(mpn_id)s stands in row %(first_line)d already"),
        ),
        "known": ("mpn_id", gettext_lazy("the partner with MPN id %(mpn_id)s is known already")),
        "account": ("mpn_id", gettext_lazy("its customer number is that of another partner")),
        "from": (
            "vat_id_valid_from",
            gettext_lazy("a VAT id needs the day from which it is valid"),
        ),
        "vat_id": ("vat_id", gettext_lazy("the day from which it is valid stands without it")),
    },
)


@transaction.atomic
def take_in(*, file: Source, name: str, at: datetime, by: User | None = None) -> int:
    """Take in new partners, all or none, and return how many.

    They are active: they were enrolled elsewhere. Their currency is that of their location
    (domain 5.2); a VAT id is validated as far as its number tells (domain 6.4). Raises NotTakenIn.
    """
    staged = stage(file=file, name=name, layouts=[LAYOUT])
    rows = _rows()
    for row in rows:
        _require_currency(staged, row)
    vat = {row["line"]: _checked_vat_id(staged, row) for row in rows if row["vat_id"]}
    staged.require(CHECK)
    for row in rows:
        line, since = row.pop("line"), row.pop("vat_id_valid_from")
        row.pop("vat_id")
        row["language"] = row["language"] or settings.LANGUAGE_CODE
        row["kind"] = row["kind"] or PartnerKind.DIRECT_BILL
        partner = Partner.objects.create(**row)
        if found := vat.get(line):
            TaxRegistration.objects.create(
                partner=partner,
                number=found.number,
                valid_from=since,
                validated_at=at,
                proof=found.proof,
            )
    audit.record("partners.imported", name, at=at, by=by, partners=len(rows))
    return len(rows)


def _rows() -> list[dict[str, Any]]:
    """Return the rows as fields of a partner; partners are few."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.*, {ACCOUNT_NUMBER} AS account_number FROM taken t ORDER BY line"
        )
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _require_currency(staged: Staged, row: dict[str, Any]) -> None:
    expected = market_currency(row["country"])
    if row["currency"] != expected:
        reason = _("partners in %(country)s are billed in %(expected)s")
        staged.problems.add(
            row["line"], "Currency", reason % {"country": row["country"], "expected": expected}
        )


def _checked_vat_id(staged: Staged, row: dict[str, Any]) -> vat_ids.VatId | None:
    found = vat_ids.validated(row["vat_id"], country=row["country"])
    if found is None:
        reason = _('"%(vat_id)s" is not a VAT id of %(country)s: format or check digit')
        staged.problems.add(row["line"], "VatId", reason % row)
    return found
