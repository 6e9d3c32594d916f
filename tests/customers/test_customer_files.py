"""Customers come from a file: each new, each of a partner that is there."""

from __future__ import annotations

import io
from datetime import date
from uuid import UUID

import pytest

from customers.models import Customer
from customers.services import customer_files
from partnercenter.intake import NotTakenIn
from tests.builders import AT, a_customer, a_partner

pytestmark = pytest.mark.django_db

HEADER = (
    "MpnId,CustomerId,CompanyName,DomainName,Country,Segment,TenantCreatedOn,RelationshipSince,"
    "AddressLine1,City,PostalCode,ContactEmail"
)
FIRST, SECOND = (
    "5f269a85-77a5-4f20-b1f8-afd088faeb7b",
    "5939c689-9959-4418-94f2-919c5ff4d8ea",
)
REST = "Bakkerij,bakkerij.example,NL,Education,2025-09-01,9/4/2025,Stationsweg 85,Delft,2638 NR"


def take_in(*rows: str) -> int:
    content = "\n".join([HEADER, *rows]).encode()
    return customer_files.take_in(file=io.BytesIO(content), name="customers.csv", at=AT)


def test_a_customer_is_taken_in_under_its_partner() -> None:
    partner = a_partner(mpn_id="4390127")

    count = take_in(
        f"4390127,{FIRST.upper()},{REST},it@bakkerij.example",
        f"4390127,{SECOND},Blauwe Boei,,be,COMMERCIAL,,2025-09-04,,,,",
    )

    first, second = partner.customers.order_by("pk")
    assert count == 2
    assert (first.public_id, first.name, first.segment) == (UUID(FIRST), "Bakkerij", "education")
    assert (first.tenant_created_on, first.relationship_since) == (
        date(2025, 9, 1),
        date(2025, 9, 4),
    )
    assert (first.city, first.contact_email) == ("Delft", "it@bakkerij.example")
    assert (second.country, second.segment) == ("BE", "commercial")
    assert (second.domain, second.tenant_created_on) == ("", None)


def test_every_problem_is_told_and_nobody_is_stored() -> None:
    known = a_customer(partner=a_partner(mpn_id="4390127"))
    segments = "Commercial, Education, Nonprofit, Government, State-owned"

    with pytest.raises(NotTakenIn) as refused:
        take_in(
            f"4390127,{FIRST},{REST},",
            f"4390128,{FIRST},{REST},",
            f"4390127,{known.public_id},{REST},",
            f"4390127,{SECOND},,,NL,Charity,,2025-09-04,,,,not an address",
        )

    assert Customer.objects.count() == 1
    assert [str(problem) for problem in refused.value.problems] == [
        'row 3, MpnId: no partner has the MPN id "4390128"',
        f"row 3, CustomerId: customer {FIRST} stands in row 2 already",
        f"row 4, CustomerId: customer {known.public_id} is known already",
        "row 5, CompanyName: the value is missing",
        f'row 5, Segment: "Charity" is none of {segments}',
        'row 5, ContactEmail: "not an address" is not an e-mail address',
    ]


def test_a_state_owned_customer_is_a_commercial_one() -> None:
    partner = a_partner(mpn_id="4390127")

    take_in(f"4390127,{FIRST},Gemeentebedrijf,,NL,State-Owned,,2025-09-04,,,,")

    assert partner.customers.get().segment == "commercial"
