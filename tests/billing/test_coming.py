"""What is to come for a partner: billing dates, invoices, due dates, ends of terms, in words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.engine.streams import ONE_TIME, RECURRING
from billing.queries.agenda import Entry, agenda
from billing.queries.coming import Coming, coming
from customers.models import Customer, Partner
from partnercenter.access import Actor
from partnercenter.periods import Period
from tests.billing.scenes import a_customer_of, a_licence
from tests.builders import Line, a_partner, an_issued_invoice

TODAY = date(2026, 11, 23)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))


def seen(customer: Customer, *, on: date = TODAY) -> Coming:
    partner = customer.partner
    return coming(Actor(partner_id=partner.pk), partner=partner, on=on)


def told(customer: Customer, *kinds: str, on: date = TODAY) -> list[tuple[str, str]]:
    """The entries of these kinds as (day, title), without the narrow spaces."""
    return [
        (str(entry.on), entry.title.replace("\N{NO-BREAK SPACE}", " "))
        for entry in agenda(seen(customer, on=on))
        if entry.kind in kinds
    ]


def a_bill(customer: Customer, net: str = "48.00", **fields: Any) -> Any:
    line = Line(subscription=a_licence(customer), net=net)
    return an_issued_invoice(partner=customer.partner, lines=[line], **fields)


@pytest.mark.django_db
def test_the_next_six_billing_dates_of_each_stream_are_told_with_all_their_dates() -> None:
    found = seen(a_customer_of())

    recurring, one_time = found.of(RECURRING), found.of(ONE_TIME)
    assert [str(one.closes_on) for one in recurring] == [
        "2026-12-15",
        "2027-01-15",
        "2027-02-15",
        "2027-03-15",
        "2027-04-15",
        "2027-05-15",
    ]
    assert [str(one.closes_on) for one in one_time] == [
        "2026-11-30",
        "2026-12-31",
        "2027-01-31",
        "2027-02-28",
        "2027-03-31",
        "2027-04-30",
    ]
    first = recurring[0]
    assert str(first.period) == "2026-11-16 to 2026-12-15"
    assert str(first.made_in) == "2026-12-16 to 2026-12-16"
    assert (first.ready_on, first.due_on) == (date(2026, 12, 17), date(2027, 2, 13))
    assert first.window.complaint_after == datetime(2026, 12, 18, 23, 59, tzinfo=UTC)
    november = one_time[0]
    assert str(november.made_in) == "2026-12-02 to 2026-12-07"
    assert (november.ready_on, november.due_on) == (date(2026, 12, 8), date(2027, 1, 31))


@pytest.mark.django_db
def test_a_billing_date_is_still_to_come_on_its_own_day() -> None:
    customer = a_customer_of()

    assert seen(customer, on=date(2026, 12, 15)).periods[0].closes_on == date(2026, 12, 15)
    assert seen(customer, on=date(2026, 12, 16)).periods[0].closes_on == date(2027, 1, 15)


@pytest.mark.django_db
def test_a_month_too_short_for_the_billing_day_is_explained() -> None:
    customer = a_customer_of(billing_day=31)

    notes = {
        str(entry.on): entry.notes[0]
        for entry in agenda(seen(customer))
        if entry.key.startswith("recurring.closes")
    }

    assert notes["2026-11-30"] == "your billing date is day 31, but November 2026 has 30 days"
    assert notes["2027-02-28"] == "your billing date is day 31, but February 2027 has 28 days"
    assert notes["2027-01-31"].startswith("invoice made on")


@pytest.mark.django_db
def test_an_invoice_in_the_making_is_awaited_until_it_is_there() -> None:
    customer = a_customer_of()
    ready = [("2026-11-17", "The invoice of 15 Nov 2026 is there at the latest")]

    awaited = told(customer, "ready", on=date(2026, 11, 16))[:1]
    expected = told(customer, "due", on=date(2026, 11, 16))[:1]
    missing = told(customer, "ready", on=date(2026, 11, 18))[:1]
    a_bill(customer)
    issued = told(customer, "ready", on=date(2026, 11, 16))[:1]

    assert awaited == ready
    assert expected == [("2027-01-14", "The invoice of 15 Nov 2026 is due")]
    assert missing != ready
    assert issued != ready


@pytest.mark.django_db
def test_the_last_months_purchases_are_awaited_until_the_8th() -> None:
    customer = a_customer_of()
    title = "The invoice for the purchases of November 2026 is there at the latest"

    assert told(customer, "ready", on=date(2026, 12, 3))[0] == ("2026-12-08", title)
    assert told(customer, "ready", on=date(2026, 12, 9))[0][0] == "2026-12-17"


@pytest.mark.django_db
def test_nothing_is_awaited_from_before_the_partner_was_enrolled() -> None:
    customer = a_customer_of(enrolled_on=date(2026, 11, 16))

    assert seen(customer, on=date(2026, 11, 16)).awaited == ()


@pytest.mark.django_db
def test_an_issued_invoice_is_told_until_its_due_date_has_passed() -> None:
    customer = a_customer_of()
    invoice = a_bill(customer)
    a_bill(customer, net="-5.00", credit_note=True, stream=ONE_TIME.code, period=NOVEMBER)
    title = f"{invoice.number} is due: EUR 48.00"

    assert told(customer, "due", on=date(2027, 1, 14))[0] == ("2027-01-14", title)
    assert title not in dict(told(customer, "due", on=date(2027, 1, 15))).values()
    assert len(seen(customer).due) == 1


@pytest.mark.django_db
def test_renewals_are_counted_by_day_named_and_said_when_they_are_billed() -> None:
    customer = a_customer_of()
    a_licence(customer, on=date(2025, 12, 20), name="Suite Start")
    a_licence(customer, on=date(2025, 12, 20), name="Suite Basic")
    a_licence(customer, on=date(2025, 12, 21), name="Suite Old", auto_renew=False)

    renewal, end = (entry for entry in agenda(seen(customer)) if entry.kind in {"renews", "ends"})

    assert (renewal.on, renewal.title) == (date(2026, 12, 20), "2 subscriptions renew")
    assert renewal.notes == ("billed on 15 Jan 2027",)
    assert [named.name for named in renewal.named] == ["Suite Basic", "Suite Start"]
    assert (end.on, end.title) == (date(2026, 12, 21), "1 subscription ends and is not renewed")


@pytest.mark.django_db
def test_a_partner_that_bought_nothing_has_billing_dates_all_the_same() -> None:
    customer = a_customer_of()

    new = seen(customer)
    a_licence(customer, on=TODAY)

    assert (new.has_bought, len(new.periods), len(new.of(RECURRING))) == (False, 12, 6)
    assert seen(customer).has_bought


@pytest.mark.django_db
def test_nothing_of_another_partner_is_told() -> None:
    stranger = a_customer_of()
    a_bill(stranger)
    a_licence(stranger, on=date(2025, 12, 20))
    customer = a_customer_of()

    found = seen(customer)

    assert (found.due, found.terms, found.has_bought) == ((), (), False)


def told_of(partner: Partner, on: date) -> list[Entry]:
    found = coming(Actor(partner_id=partner.pk), partner=partner, on=on)
    return agenda(found)


@pytest.fixture
def partners(db: None) -> dict[int, Partner]:
    return {day: a_partner(billing_day=day) for day in (1, 28, 29, 30, 31)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_the_day_every_entry_is_to_come_in_order_and_of_its_own_key(
    partners: dict[int, Partner], data: st.DataObject
) -> None:
    on = data.draw(st.dates(date(2026, 1, 1), date(2029, 12, 31)))
    partner = partners[data.draw(st.sampled_from(sorted(partners)))]

    entries = told_of(partner, on)

    assert [entry.on for entry in entries] == sorted(entry.on for entry in entries)
    assert all(entry.on >= on for entry in entries)
    assert len({entry.key for entry in entries}) == len(entries)
    assert sum(entry.kind == "closes" for entry in entries) == 12
