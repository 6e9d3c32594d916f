"""Requests about an invoice of one line, as tests of decisions need them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from billing.models import Invoice
from customers.models import (
    Partner,
    RequestKind,
    ServiceRequest,
)
from tests.builders import (
    Line,
    a_customer,
    a_request,
    a_subscription,
    an_issued_invoice,
    an_offer,
)
from tests.builders.asked import PROOF


def billed(partner: Partner, net: str = "100.00", tax: str = "21.00", **given: Any) -> Invoice:
    held = a_subscription(customer=a_customer(partner=partner), price=an_offer())
    lines = [Line(subscription=held, net=net, tax=tax)]
    return an_issued_invoice(partner=partner, lines=lines, **given)


def withheld(partner: Partner, invoice: Invoice, amount: str = "20.00") -> ServiceRequest:
    return a_request(
        partner=partner,
        kind=RequestKind.WITHHOLDING,
        files=(PROOF,),
        invoice_number=invoice.number,
        amount=Decimal(amount),
    )


def credit(partner: Partner, invoice: Invoice, **facts: Any) -> ServiceRequest:
    given = {"invoice_number": invoice.number, "amount": Decimal("12.50"), **facts}
    return a_request(partner=partner, kind=RequestKind.CREDIT, **given)
