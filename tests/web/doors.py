"""Every address of the product, what it takes to enter, and one of everything behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from billing.engine.streams import STREAMS
from billing.models import Document, DocumentState, Invoice
from customers.models import Customer, Partner
from partnercenter.roles import Permission
from pricing.models import Availability, PriceList
from tests.builders import (
    Line,
    a_customer,
    a_document,
    a_price_list,
    a_subscription,
    an_estimate,
    an_issued_invoice,
    an_offer,
)

P = Permission
PUBLIC, SIGNED_IN = "public", "signed-in"


@dataclass(frozen=True)
class Things:
    """One partner and one of everything that has an address."""

    partner: Partner
    invoice: Invoice
    printed: Document
    reconciliation: Document
    failed: Document
    customer: Customer
    price_list: PriceList
    offer: Availability


@dataclass(frozen=True)
class Door:
    """What it takes to enter, and where the thing behind it is named in the address.

    ``also`` is asked once the thing was found: a stranger's thing is not there before that.
    """

    needs: Permission | str
    args: Callable[[Things], list[Any]] | None = None
    also: Permission | None = None
    post: bool = False
    enters: int = 200
    name: str = ""


DOORS: dict[str, Door] = {
    "healthz": Door(PUBLIC),
    "home": Door(SIGNED_IN),
    "billing:overview": Door(P.SEE_BILLING),
    "billing:one_time": Door(P.SEE_BILLING),
    "billing:calendar": Door(P.SEE_BILLING),
    "billing:calendar_ics": Door(P.SEE_BILLING),
    "billing:scenarios": Door(P.SEE_BILLING),
    **{
        f"billing:{space}:{name}": door
        for space in ("estimate", "one_time_estimate")
        for name, door in {
            "page": Door(P.SEE_BILLING),
            "line": Door(P.SEE_BILLING, lambda of: [of.invoice.currency, 1]),
            "status": Door(P.SEE_BILLING),
            "update": Door(P.SEE_BILLING, post=True, enters=302),
            "export": Door(P.DOWNLOAD_RECONCILIATION),
        }.items()
    },
    "billing:invoice": Door(P.SEE_BILLING, lambda of: [of.invoice.number]),
    "billing:line": Door(P.SEE_BILLING, lambda of: [of.invoice.number, 1]),
    "billing:document": Door(P.DOWNLOAD_INVOICES, lambda of: [of.printed.pk]),
    "billing:document_status": Door(P.DOWNLOAD_INVOICES, lambda of: [of.printed.pk]),
    "billing:document_again": Door(
        P.DOWNLOAD_INVOICES,
        lambda of: [of.failed.pk],
        also=P.DOWNLOAD_RECONCILIATION,
        post=True,
        enters=302,
    ),
    "customers:customers": Door(P.SEE_CUSTOMERS),
    "customers:customer": Door(P.SEE_CUSTOMERS, lambda of: [of.customer.public_id]),
    "pricing:price_lists": Door(P.SEE_PRICE_LISTS),
    **{
        f"pricing:{name}": Door(
            P.SEE_CONSUMPTION_PRICES,
            lambda of: [of.price_list.pk, "xlsx_safe"],
            also=P.SEE_PRICE_LISTS,
            post=name == "list_file_ask",
            enters=302 if name == "list_file_ask" else 200,
        )
        for name in ("list_file", "list_file_status", "list_file_ask")
    },
    "pricing:price_list": Door(P.SEE_PRICE_LISTS, lambda of: [of.price_list.pk]),
    "pricing:item": Door(
        P.SEE_CONSUMPTION_PRICES,
        lambda of: [of.offer.availability_id],
        also=P.SEE_PRICE_LISTS,
    ),
}
# The same addresses with another thing behind them, which asks for more.
VARIANTS: dict[str, Door] = {
    "a reconciliation file": Door(
        P.DOWNLOAD_INVOICES,
        lambda of: [of.reconciliation.pk],
        also=P.DOWNLOAD_RECONCILIATION,
        name="billing:document",
    ),
    "the state of a reconciliation file": Door(
        P.DOWNLOAD_INVOICES,
        lambda of: [of.reconciliation.pk],
        also=P.DOWNLOAD_RECONCILIATION,
        name="billing:document_status",
    ),
}


def things_of(partner: Partner, *, currency: str) -> Things:
    customer = a_customer(partner=partner)
    lines = [Line(subscription=a_subscription(customer=customer, price=an_offer()), net="48.00")]
    invoice = an_issued_invoice(partner=partner, lines=lines)
    failed = a_document(invoice=invoice, format="recon_usage", content=None)
    Document.objects.filter(pk=failed.pk).update(state=DocumentState.FAILED)
    for stream in STREAMS:
        an_estimate(partner=partner, lines=lines, on=timezone.now().date(), stream=stream)
    return Things(
        partner=partner,
        invoice=invoice,
        printed=a_document(invoice=invoice, format="pdf"),
        reconciliation=a_document(invoice=invoice, format="recon_license"),
        failed=failed,
        customer=customer,
        price_list=a_price_list(currency=currency),
        offer=an_offer(currency=currency).availability,
    )
