"""A partner that was enrolled some days ago: its Global admin has not signed in yet."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from billing.demo import people
from customers.models import Partner
from customers.services import partners
from partnercenter.models import User
from partnercenter.roles import Role

DAYS_AGO = timedelta(days=4)


def enrol(*, today: date) -> None:
    """Enrol and approve the newcomer; what the first walk asks for is not there yet."""
    at = datetime.combine(today - DAYS_AGO, time(10), UTC)
    staff = User.objects.get(email=people.STAFF)
    partner = partners.enrol(
        partner=Partner(
            mpn_id="4393918",
            account_number="C0004393918",
            legal_name="Polderwolk Diensten BV",
            country="BE",
            currency="EUR",
            billing_day=18,
            enrolled_on=at.date(),
            address_line1="Scheldekaai 9",
            postal_code="9000",
            city="Gent",
            language="nl",
        ),
        at=at,
        by=staff,
    )
    partners.approve(partner=partner, at=at, by=staff)
    people.member(people.NEWCOMER, partner, Role.GLOBAL_ADMIN)
