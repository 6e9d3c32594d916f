"""Two months of a list that differ in everything a comparison tells apart."""

from __future__ import annotations

from partnercenter.periods import add_months
from pricing.models import PriceList
from tests.pricing.price_rows import JANUARY, a_licence, taken

MAIL, SUITE, VOICE, NEW = (
    "6b33c46d-984f-4ac3-aa81-0988dfa0bda5",
    "0f598efe-f330-4d79-b79f-c9480bb7ce3e",
    "195416c1-3447-423a-b37b-ee59a99a19c4",
    "2c6ee6b4-1c4f-4f6f-8a39-5d6b1a3b0b11",
)


def two_months() -> tuple[PriceList, PriceList]:
    """Change a price, a retail price, remove an offer, add one, and leave one as it is."""
    mail = a_licence(title="Mail", offer=MAIL)
    suite = a_licence(title="Suite", offer=SUITE, price="4.00,5.00")
    voice = a_licence(title="Voice", offer=VOICE)
    students = a_licence(
        title="Mail", offer=MAIL, who="Academic,1 Month,Non-specific,Student", price="2.00,"
    )
    first = taken(mail, suite, voice, students)
    second = taken(
        mail.replace("4.20,4.96", "4.20,5.10"),
        suite.replace("4.00,5.00", "4.50,5.00"),
        students,
        a_licence(title="Whiteboard", offer=NEW),
        month=add_months(JANUARY, 1),
    )
    return first, second
