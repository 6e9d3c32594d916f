"""What the database refuses, whatever the program above it does."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest

from billing.engine.streams import ONE_TIME
from billing.models import ChargeRecord, Invoice, NumberSeries
from customers.models import Subscription, SubscriptionChange, TaxRegistration, Term
from partnercenter.periods import Period
from pricing.models import Price, PriceList
from tests.billing.refusals import CHECK, EXCLUSION, FROZEN, UNIQUE, execute, refused
from tests.builders import (
    AT,
    Line,
    a_change,
    a_customer,
    a_partner,
    a_subscription,
    a_tax_registration,
    an_issued_invoice,
    an_offer,
)

pytestmark = pytest.mark.django_db
NUMBERS = count(1)


@pytest.fixture
def price() -> Price:
    return an_offer(price="4.00")


@pytest.fixture
def subscription(price: Price) -> Subscription:
    return a_subscription(customer=a_customer(partner=a_partner()), price=price, quantity=10)


@pytest.fixture
def invoice(subscription: Subscription) -> Invoice:
    return an_issued_invoice(
        partner=subscription.customer.partner,
        lines=[
            Line(subscription=subscription, net="40.00", tax="8.40", quantity="10"),
            Line(subscription=subscription, net="-5.00", tax="-1.05"),
        ],
    )


def a_copy(row: object, **changes: object) -> object:
    """The same row again, unsaved, with some columns changed."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    return type(row)(**{**values, "id": None, **changes})


# Prices.


def test_two_prices_of_one_availability_never_overlap(price: Price) -> None:
    with refused(EXCLUSION, "prices_never_overlap"):
        a_copy(price, valid_from=price.valid_until - timedelta(days=1)).save()


def test_a_price_may_follow_another_without_a_gap(price: Price) -> None:
    a_copy(price, valid_from=price.valid_until, valid_until=date(2027, 1, 1)).save()

    assert Price.objects.on(price.valid_until).count() == 1


@pytest.mark.parametrize(
    "change", ["unit_price = 5", "valid_until = '2027-01-01'", "in_force = false, unit_price = 5"]
)
def test_a_price_is_never_changed(price: Price, change: str) -> None:
    with refused(FROZEN, "a price is never changed"):
        execute(f"UPDATE pricing_price SET {change} WHERE id = %s", price.pk)


def test_a_price_is_never_deleted(price: Price) -> None:
    with refused(FROZEN, "a price is never changed"):
        price.delete()


def test_a_price_goes_out_of_force_once_and_never_comes_back(price: Price) -> None:
    execute("UPDATE pricing_price SET in_force = false WHERE id = %s", price.pk)

    with refused(FROZEN, "a price is never changed"):
        execute("UPDATE pricing_price SET in_force = true WHERE id = %s", price.pk)


def test_a_price_list_is_never_changed(price: Price) -> None:
    with refused(FROZEN, "only ever added to"):
        PriceList.objects.filter(pk=price.price_list_id).update(month=date(2026, 12, 1))


# Partners and timelines.


def test_two_vat_ids_of_one_partner_are_never_valid_on_one_day() -> None:
    partner = a_partner()
    a_tax_registration(partner=partner, since=date(2026, 1, 1))

    with refused(EXCLUSION, "tax_registrations_never_overlap"):
        a_tax_registration(partner=partner, number="NL004170521B02", since=date(2027, 1, 1))


def test_a_vat_id_may_follow_another(subscription: Subscription) -> None:
    partner = subscription.customer.partner
    first = a_tax_registration(partner=partner, since=date(2026, 1, 1))
    TaxRegistration.objects.filter(pk=first.pk).update(valid_until=date(2027, 1, 1))

    a_tax_registration(partner=partner, number="NL004170521B02", since=date(2027, 1, 1))

    assert partner.tax_registrations.count() == 2


@pytest.mark.parametrize("change", ["billing_day = 20", "currency = 'USD'"])
def test_billing_date_and_currency_are_fixed_at_enrolment(change: str) -> None:
    partner = a_partner(billing_day=15)

    with refused(FROZEN, "fixed at enrolment"):
        execute(f"UPDATE customers_partner SET {change} WHERE id = %s", partner.pk)


def test_other_particulars_of_a_partner_may_change() -> None:
    partner = a_partner()

    execute("UPDATE customers_partner SET city = 'Delft', billing_day = billing_day")

    partner.refresh_from_db()
    assert partner.city == "Delft"


def test_two_terms_of_one_subscription_never_overlap(subscription: Subscription) -> None:
    term = subscription.terms.get()

    with refused(EXCLUSION, "terms_never_overlap"):
        a_copy(term, number=2, starts_on=term.ends_on - timedelta(days=1)).save()


@pytest.mark.parametrize("change", ["price_id = %s", "starts_on = starts_on + %s"])
def test_the_guaranteed_price_of_a_term_is_never_changed(
    subscription: Subscription, change: str
) -> None:
    with refused(FROZEN, "keeps its price"):
        execute(f"UPDATE customers_term SET {change}", 1)
    with refused(FROZEN, "keeps its price"):
        Term.objects.all()._raw_delete("default")


def test_a_timeline_never_goes_back(subscription: Subscription) -> None:
    a_change(subscription, action="set_quantity", on=date(2026, 11, 20), quantity=12)

    with refused(CHECK, "would happen before the one it follows"):
        a_change(subscription, action="set_quantity", on=date(2026, 11, 19), quantity=9)


def test_a_timeline_has_no_gap_and_no_second_purchase(subscription: Subscription) -> None:
    (purchase,) = subscription.changes.all()

    with refused(CHECK, "has no predecessor"):
        a_copy(purchase, sequence=3, action="suspend").save()
    with refused(CHECK, "a_timeline_begins_with_the_purchase"):
        a_copy(purchase, sequence=2).save()
    with refused(UNIQUE, "a_timeline_has_one_order"):
        a_copy(purchase).save()


def test_a_timeline_is_never_edited(subscription: Subscription) -> None:
    with refused(FROZEN, "only ever added to"):
        SubscriptionChange.objects.update(quantity=1)
    with refused(FROZEN, "only ever added to"):
        SubscriptionChange.objects.all()._raw_delete("default")


# Issued documents.


@pytest.mark.parametrize(
    "change",
    ["net = net", "due_on = due_on + 1", "number = NULL", "buyer = '{}'", "purchase_order = 'x'"],
)
def test_an_issued_invoice_is_never_changed(invoice: Invoice, change: str) -> None:
    with refused(FROZEN, f"document {invoice.number} is issued and never changes"):
        execute(f"UPDATE billing_invoice SET {change} WHERE id = %s", invoice.pk)


def test_an_issued_invoice_is_never_deleted(invoice: Invoice) -> None:
    with refused(FROZEN, f"document {invoice.number} is issued and never changes"):
        execute("DELETE FROM billing_invoice WHERE id = %s", invoice.pk)


def test_no_charge_is_added_to_an_issued_invoice(invoice: Invoice) -> None:
    with refused(FROZEN, f"the charges of document {invoice.number} never change"):
        a_copy(invoice.charges.first(), position=3).save()


@pytest.mark.parametrize("statement", ["UPDATE {} SET charge_type = 'x'", "DELETE FROM {}"])
def test_no_charge_of_an_issued_invoice_is_changed_or_deleted(
    invoice: Invoice, statement: str
) -> None:
    with refused(FROZEN, f"the charges of document {invoice.number} never change"):
        execute(statement.format("billing_chargerecord"))


def test_no_charge_is_moved_to_or_from_an_issued_invoice(invoice: Invoice) -> None:
    draft = a_copy(invoice, number=None, issued_on=None, issued_at=None, due_on=None)
    draft.period_start = date(2026, 9, 16)
    draft.save()
    loose = a_copy(invoice.charges.first(), invoice_id=draft.pk)
    loose.save()

    with refused(FROZEN, "never change"):
        ChargeRecord.objects.filter(pk=loose.pk).update(invoice=invoice, position=3)
    with refused(FROZEN, "never change"):
        invoice.charges.update(invoice=draft, position=4)


def test_a_draft_and_its_charges_may_be_thrown_away(invoice: Invoice) -> None:
    draft = a_copy(invoice, number=None, issued_on=None, issued_at=None, due_on=None)
    draft.period_start = date(2026, 9, 16)
    draft.save()
    a_copy(invoice.charges.first(), invoice_id=draft.pk).save()

    Invoice.objects.drafts().delete()

    assert Invoice.objects.get() == invoice


@pytest.mark.parametrize("off_by", ["0.01", "-0.01", "0.0001"])
def test_an_issued_document_says_exactly_what_its_charges_add_up_to(
    invoice: Invoice, off_by: str
) -> None:
    draft = a_copy(
        invoice, number=None, issued_on=None, issued_at=None, due_on=None, stream=ONE_TIME.code
    )
    draft.save()
    for charge in invoice.charges.all():
        a_copy(charge, invoice_id=draft.pk).save()
    number = f"G{next(NUMBERS):09d}"

    with refused(CHECK, f"document {number} says"):
        draft.number, draft.net = number, invoice.net + Decimal(off_by)
        draft.gross = draft.net + draft.tax
        draft.issued_on, draft.issued_at, draft.due_on = AT.date(), AT, AT.date()
        draft.save()


def test_a_document_without_charges_is_never_issued(subscription: Subscription) -> None:
    with refused(CHECK, "its 0 charges"):
        an_issued_invoice(partner=subscription.customer.partner, lines=[])


def test_one_partner_has_one_invoice_for_a_stream_currency_and_period(invoice: Invoice) -> None:
    second = a_copy(invoice, number=None, issued_on=None, issued_at=None, due_on=None)

    with refused(UNIQUE, "one_invoice_per_stream_currency_and_period"):
        second.save()


def test_a_number_is_given_once(invoice: Invoice, subscription: Subscription) -> None:
    with refused(UNIQUE, "billing_invoice_number"):
        an_issued_invoice(
            partner=invoice.partner,
            lines=[Line(subscription=subscription, net="1.00")],
            period=Period(date(2026, 11, 16), date(2026, 12, 16)),
            number=invoice.number,
        )


@pytest.mark.parametrize("last", ["last + 2", "last", "last - 1", "NULLIF(1, 1)"])
def test_a_number_series_goes_to_the_next_number_and_to_no_other(last: str) -> None:
    NumberSeries.objects.create(code="D26", last=7)

    sqlstate = "23502" if "NULL" in last else CHECK
    because = "null value" if "NULL" in last else "goes from 7 to the next number only"
    with refused(sqlstate, because):
        execute(f"UPDATE billing_numberseries SET last = {last} WHERE code = 'D26'")


def test_a_number_series_is_never_renamed_or_deleted() -> None:
    NumberSeries.objects.create(code="D26", last=7)

    with refused(CHECK, "goes from 7 to the next number only"):
        execute("UPDATE billing_numberseries SET last = 8, code = 'D27'")
    with refused(FROZEN, "only ever added to"):
        execute("DELETE FROM billing_numberseries")
