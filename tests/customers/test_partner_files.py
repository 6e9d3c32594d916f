"""Partners come from a file, each with what fixes its billing and with a VAT id that can be one."""

from __future__ import annotations

import io
from datetime import date

import pytest

from customers.models import Partner, TaxRegistration
from customers.services import partner_files, vat_ids
from partnercenter.intake import NotTakenIn
from partnercenter.models import AuditEntry
from tests.builders import AT, a_partner

pytestmark = pytest.mark.django_db

HEADER = (
    "MpnId,LegalName,Country,Currency,BillingDay,EnrolledOn,AddressLine1,City,PostalCode,VatId,"
    "VatIdValidFrom,Language,PurchaseOrder"
)
SOUND = "4390127,Waterkant Cloud B.V.,NL,EUR,15,2025-07-02,Schiehaven 41,Rotterdam,3024 EC"


def take_in(*rows: str) -> int:
    content = "\n".join([HEADER, *rows]).encode()
    return partner_files.take_in(file=io.BytesIO(content), name="partners.csv", at=AT)


def problems(*rows: str) -> list[str]:
    with pytest.raises(NotTakenIn) as refused:
        take_in(*rows)
    assert not TaxRegistration.objects.exists()
    return [str(problem) for problem in refused.value.problems]


def test_a_partner_is_taken_in_with_its_clock_and_its_vat_id() -> None:
    count = take_in(
        f"{SOUND},004170520B01,7/2/2025,nl,WK-1", "17,Anon,US,USD,31,1/5/2026,Kettle St 1,X,,,,,"
    )

    partner = Partner.objects.get(mpn_id="4390127")
    assert count == 2
    assert (partner.account_number, partner.billing_day) == ("C0004390127", 15)
    assert (partner.currency, partner.language, partner.purchase_order) == ("EUR", "nl", "WK-1")
    assert partner.enrolled_on == date(2025, 7, 2)
    registration = partner.tax_registrations.get()
    assert (registration.number, registration.proof) == (
        "NL004170520B01",
        "format and check digit",
    )
    assert (registration.valid_from, registration.validated_at) == (date(2025, 7, 2), AT)
    other = Partner.objects.get(mpn_id="17")
    assert (other.account_number, other.language) == ("C0000000017", "en")
    assert not other.tax_registrations.exists()
    assert AuditEntry.objects.get().act == "partners.imported"


def test_the_currency_is_that_of_the_location() -> None:
    assert problems("17,Chmura,PL,USD,31,2026-01-05,Street,City,,,,,") == [
        "row 2, Currency: partners in PL are billed in EUR"
    ]


def test_a_provider_says_so_and_all_others_bill_directly() -> None:
    header = "MpnId,LegalName,Country,Currency,BillingDay,EnrolledOn,AddressLine1,City,Kind"
    rows = (
        "17,Provider,NL,EUR,31,2026-01-05,Street,City,Indirect provider",
        "18,Direct,NL,EUR,30,2026-01-05,Street,City,",
    )
    content = "\n".join([header, *rows]).encode()

    partner_files.take_in(file=io.BytesIO(content), name="partners.csv", at=AT)

    kinds = Partner.objects.order_by("mpn_id").values_list("kind", flat=True)
    assert list(kinds) == ["indirect_provider", "direct_bill"]


def test_every_problem_is_told_and_nobody_is_stored() -> None:
    a_partner(mpn_id="77", account_number="C0000000088")

    told = problems(
        f"{SOUND},NL004170521B01,,nl,",
        f"{SOUND},,2025-07-02,xx,",
        "77,Known,NL,EUR,31,2025-07-02,Street,City,,,,,",
        "88,Same,NL,EUR,32,2025-02-30,,City,,,,,",
        "88,Same,NL,EUR,1,2025-02-28,Street,City,,,,,",
        "012,Zero,NLD,euro,1,2025-02-28,Street,City,,,,,",
    )

    assert Partner.objects.count() == 1
    assert told == [
        'row 2, VatId: "NL004170521B01" is not a VAT id of NL: format or check digit',
        "row 2, VatIdValidFrom: a VAT id needs the day from which it is valid",
        'row 3, Language: "xx" is none of en, en-gb, nl, de, fr, nb, pl',
        "row 4, MpnId: the partner with MPN id 77 is known already",
        'row 5, BillingDay: "32" is not a whole number from 1 to 31',
        'row 5, EnrolledOn: "2025-02-30" is not a date (YYYY-MM-DD or M/D/YYYY)',
        "row 5, AddressLine1: the value is missing",
        "row 6, MpnId: its customer number is that of another partner",
        'row 7, MpnId: "012" is not a number of 1 to 12 digits',
        'row 7, Country: "NLD" is not a country code, such as NL',
        'row 7, Currency: "euro" is not a currency code, such as EUR',
    ]


@pytest.mark.parametrize(
    ("country", "written", "kept"),
    [
        ("NL", "nl 0041.70.520.b01", "NL004170520B01"),
        ("DE", "DE100204417", "DE100204417"),
        ("FR", "01 000 214 819", "FR01000214819"),
        ("AT", "ATU13585627", "ATU13585627"),
        ("GR", "EL 094259216", "EL094259216"),
        ("GB", "GB 100 4173 38", "GB100417338"),
        ("CH", "CHE-100.417.346 MWST", "CHE100417346MWST"),
        ("NO", "100417251MVA", "NO100417251MVA"),
        ("DE", "DE100204418", None),
        ("NO", "100417252MVA", None),
        ("CH", "CHE100417347MWST", None),
        ("GB", "GB100417339", None),
    ],
)
def test_a_vat_id_is_kept_as_documents_carry_it(
    country: str, written: str, kept: str | None
) -> None:
    found = vat_ids.validated(written, country=country)

    assert found == (kept and vat_ids.VatId(kept, "format and check digit"))


def test_where_no_check_digit_is_known_a_vat_id_only_has_to_look_like_one() -> None:
    assert vat_ids.validated("51 824 753 556", country="AU") == vat_ids.VatId(
        "51 824 753 556", "format"
    )
    assert vat_ids.validated("=1+1", country="AU") is None
