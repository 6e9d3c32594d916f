"""The cast: the supplier, partners, their people and their customers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from billing.models import Supplier
from customers.models import (
    Customer,
    ImportKind,
    Membership,
    Partner,
    PreparedImport,
    Segment,
    TaxRegistration,
)
from partnercenter.models import User
from partnercenter.roles import Role

NUMBERS = count(1)


def a_supplier() -> Supplier:
    return Supplier.objects.get_or_create(
        id=1,
        defaults={
            "name": "Kelvarra Distribution B.V.",
            "country": "NL",
            "address_line1": "Maasboulevard 100",
            "city": "Rotterdam",
            "postal_code": "3063 NS",
            "vat_number": "NL004000000B01",
            "bank_name": "Handelsbank",
            "iban": "NL02ABNA0123456789",
            "bic": "ABNANL2A",
            "email": "billing@supplier.example",
        },
    )[0]


def a_partner(name: str = "Waterkant Cloud B.V.", **fields: Any) -> Partner:
    number = next(NUMBERS)
    values = {
        "mpn_id": str(4_390_000 + number),
        "account_number": f"C{100_000 + number}",
        "legal_name": name,
        "country": "NL",
        "currency": "EUR",
        "billing_day": 15,
        "enrolled_on": date(2025, 7, 2),
        "address_line1": "Schiehaven 41",
        "city": "Rotterdam",
        "postal_code": "3024 EC",
        "profile_confirmed_at": datetime(2025, 7, 2, 9, 0, tzinfo=UTC),
        **fields,
    }
    return Partner.objects.create(**values)


def a_tax_registration(
    *,
    partner: Partner,
    number: str = "NL004170520B01",
    since: date = date(2025, 7, 2),
    **fields: Any,
) -> TaxRegistration:
    return TaxRegistration.objects.create(
        partner=partner, number=number, valid_from=since, **fields
    )


def a_user(
    *, partner: Partner | None = None, role: Role | None = None, email: str = "", **fields: Any
) -> User:
    """Make a person, with a role at a partner unless it is one who works for nobody."""
    user = User.objects.create_user(email or f"person{next(NUMBERS)}@people.example", **fields)
    if partner:
        Membership.objects.create(user=user, partner=partner, role=role or Role.GLOBAL_ADMIN)
    return user


def a_customer(
    *, partner: Partner, name: str = "Bakkerij De Gouden Schelp B.V.", **fields: Any
) -> Customer:
    values = {
        "domain": f"{name.split()[0].lower()}{next(NUMBERS)}.example",
        "country": partner.country,
        "segment": Segment.COMMERCIAL,
        "relationship_since": date(2025, 9, 4),
        "address_line1": "Stationsweg 85",
        "city": "Delft",
        "postal_code": "2638 NR",
        **fields,
    }
    return Customer.objects.create(partner=partner, name=name, **values)


def a_prepared_import(*, partner: Partner) -> PreparedImport:
    """Make a file of people that was taken in already."""
    at = datetime(2026, 11, 20, 10, tzinfo=UTC)
    return PreparedImport.objects.create(
        partner=partner,
        kind=ImportKind.USERS,
        file_name="people.csv",
        storage_key="none",
        sha256="0" * 64,
        counts={"new": 1, "changed": 0, "same": 0, "rows": []},
        prepared_at=at,
        prepared_by=a_user(partner=partner),
        applied_at=at,
    )
