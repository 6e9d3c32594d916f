"""One partner and one of everything that has an address."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from billing.engine.streams import STREAMS
from billing.models import Document, DocumentState, Invoice
from customers.models import (
    Attachment,
    BillingContact,
    Customer,
    Partner,
    PreparedImport,
    RequestKind,
    Reseller,
    ServiceRequest,
    Subscription,
)
from partnercenter.models import User
from partnercenter.periods import DAY, add_months, month_of
from partnercenter.roles import Role
from pricing.engine.lists import CONSUMPTION_PLAN
from pricing.models import Availability, PriceList
from tests.builders import (
    Line,
    a_customer,
    a_document,
    a_prepared_import,
    a_price_list,
    a_price_of,
    a_request,
    a_subscription,
    a_usage_plan,
    a_user,
    an_estimate,
    an_issued_invoice,
    an_offer,
)
from tests.builders.asked import PROOF


@dataclass(frozen=True)
class Things:
    """One partner and one of everything that has an address."""

    partner: Partner
    colleague: User
    invoice: Invoice
    printed: Document
    reconciliation: Document
    failed: Document
    customer: Customer
    contact: BillingContact
    reseller: Reseller
    price_list: PriceList
    consumption: PriceList
    coming: PriceList
    offer: Availability
    on_sale: Availability
    licence: Subscription
    plan: Subscription
    prepared: PreparedImport
    asked: ServiceRequest

    @property
    def proof(self) -> Attachment:
        """The certificate that came with what was asked."""
        return Attachment.objects.get(message__request=self.asked)


def things_of(partner: Partner, *, currency: str) -> Things:
    customer = a_customer(partner=partner)
    lines = [Line(subscription=a_subscription(customer=customer, price=an_offer()), net="48.00")]
    invoice = an_issued_invoice(partner=partner, lines=lines)
    plan = a_subscription(customer=customer)
    plan.availability = a_usage_plan(currency="USD", offer=CONSUMPTION_PLAN)
    plan.save()
    failed = a_document(invoice=invoice, format="recon_usage", content=None)
    Document.objects.filter(pk=failed.pk).update(state=DocumentState.FAILED)
    for stream in STREAMS:
        an_estimate(partner=partner, lines=lines, on=timezone.now().date(), stream=stream)
    return Things(
        partner=partner,
        colleague=a_user(partner=partner, role=Role.SALES_AGENT, invited_at=timezone.now() - DAY),
        invoice=invoice,
        printed=a_document(invoice=invoice, format="pdf"),
        reconciliation=a_document(invoice=invoice, format="recon_license"),
        failed=failed,
        customer=customer,
        contact=partner.billing_contacts.create(email="ledger@people.example"),
        reseller=partner.resellers.create(mpn_id="5110042", name="Moorblick IT", country="DE"),
        price_list=a_price_list(currency=currency),
        consumption=a_price_list(kind="consumption", currency=currency),
        coming=coming_list(customer, currency=currency),
        offer=an_offer(currency=currency).availability,
        on_sale=an_offer(
            month=month_of(timezone.now().date()).start, currency=currency
        ).availability,
        licence=lines[0].subscription,
        plan=plan,
        prepared=a_prepared_import(partner=partner),
        asked=a_request(
            partner=partner,
            kind=RequestKind.VAT_EXEMPTION,
            files=(PROOF,),
            jurisdiction=partner.country,
            valid_from=invoice.issued_on,
        ),
    )


def coming_list(customer: Customer, *, currency: str) -> PriceList:
    """Return next month's list, at whose prices something of the customer renews on its 1st."""
    today = timezone.now().date()
    month, following = month_of(today), month_of(add_months(today.replace(day=1), 1))
    price = an_offer(month=month.start, currency=currency)
    a_subscription(customer=customer, price=price, on=month.start, term_months=1)
    sku = price.availability.sku
    renewed = a_price_of(sku, price="5.00", erp="6.00", month=following.start, currency=currency)
    return renewed.price_list
