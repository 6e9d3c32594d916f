"""What was billed: issued invoices with their lines, and the documents made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from billing.engine import calendar, streams, taxes
from billing.models import ChargeRecord, Document, DocumentState, DocumentType, Invoice
from billing.queries import parties
from customers.models import Partner, Subscription
from partnercenter import storage
from partnercenter.periods import Period
from pricing.models import Price, Sku
from tests.builders.catalogue import AT
from tests.builders.people import NUMBERS, a_supplier

OCTOBER_TO_NOVEMBER = Period(date(2026, 10, 16), date(2026, 11, 16))


@dataclass(frozen=True, kw_only=True)
class Line:
    """One charge of an invoice to be; ``net`` decides, the rest describes it."""

    subscription: Subscription
    net: str
    tax: str = "0"
    charge_type: str = "Cycle fee"
    billing_type: str = "license"
    quantity: str = "1"
    unit_price: str | None = None
    discount: str = "0"
    period: Period | None = None
    sku: Sku | None = None
    price: Price | None = None
    explanation: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def an_issued_invoice(
    *,
    partner: Partner,
    lines: Sequence[Line],
    stream: str = streams.RECURRING.code,
    period: Period = OCTOBER_TO_NOVEMBER,
    issued_on: date | None = None,
    due_on: date | None = None,
    credit_note: bool = False,
    **fields: Any,
) -> Invoice:
    """Make a draft, put the charges on it, then give it its number: in the order of the house."""
    a_supplier()
    sign = -1 if credit_note else 1
    invoice = Invoice.objects.create(
        partner=partner,
        stream=stream,
        currency=fields.pop("currency", partner.currency),
        period_start=period.start,
        period_end=period.end,
        document_type=DocumentType.CREDIT_NOTE if credit_note else DocumentType.INVOICE,
        amends=fields.pop("amends", None),
    )
    ChargeRecord.objects.bulk_create(
        _charge(invoice, position, line) for position, line in enumerate(lines, start=1)
    )
    invoice.net = sum((Decimal(line.net) for line in lines), Decimal(0)) * sign
    invoice.tax = sum((Decimal(line.tax) for line in lines), Decimal(0)) * sign
    invoice.gross = invoice.net + invoice.tax
    invoice.issued_on = issued_on or period.last
    invoice.issued_at = AT
    invoice.due_on = due_on or calendar.due_date(invoice.issued_on)
    invoice.number = f"{streams.STREAMS[stream].prefix}{next(NUMBERS):09d}"
    for name, value in {**_copies(partner, invoice.issued_on), **fields}.items():
        setattr(invoice, name, value)
    invoice.save()
    return invoice


def a_document(
    *, invoice: Invoice, format: str = "pdf", content: bytes | None = b"%PDF-1.7 test"
) -> Document:
    """Ask for a document; give its bytes unless ``content`` is None."""
    suffix = "pdf" if format == "pdf" else "csv"
    document = Document(
        invoice=invoice,
        format=format,
        asked_at=AT,
        file_name=f"{invoice.number}_{format}.{suffix}",
    )
    if content is not None:
        document.storage_key, document.sha256 = storage.keep(content, suffix=suffix)
        document.size, document.made_at = len(content), AT
        document.state = DocumentState.READY
    document.save()
    return document


def _charge(invoice: Invoice, position: int, line: Line) -> ChargeRecord:
    net, discount = Decimal(line.net), Decimal(line.discount)
    period = line.period or invoice.period
    sku = line.sku or line.subscription.availability.sku
    unit_price = Decimal(line.unit_price) if line.unit_price else abs(net) / Decimal(line.quantity)
    return ChargeRecord(
        invoice=invoice,
        position=position,
        subscription=line.subscription,
        sku=sku,
        price=line.price,
        billing_type=line.billing_type,
        charge_type=line.charge_type,
        period_start=period.start,
        period_end=period.end,
        quantity=Decimal(line.quantity),
        unit_price=unit_price.quantize(Decimal("1E-10")),
        list_price=line.price.unit_price if line.price else unit_price.quantize(Decimal("1E-10")),
        amount=net + discount,
        discount=discount,
        net=net,
        tax=Decimal(line.tax),
        recognised_on=invoice.period_start,
        texts={**texts_of(line.subscription, sku), **line.texts},
        explanation=line.explanation,
    )


def texts_of(subscription: Subscription, sku: Sku) -> dict[str, str]:
    customer = subscription.customer
    return {
        "customer_id": str(customer.public_id),
        "customer": customer.name,
        "domain": customer.domain,
        "country": customer.country,
        "mpn_id": customer.partner.mpn_id,
        "order_id": subscription.order.order_id,
        "subscription_id": str(subscription.public_id),
        "subscription": subscription.name,
        "offer_id": sku.offer_id or "",
        "product_id": sku.product.product_id,
        "product": sku.product.title,
        "sku_id": sku.sku_id,
        "sku": sku.title,
        "availability_id": subscription.availability.availability_id,
        "unit": sku.unit,
        "billing_cycle": subscription.frequency,
        "publisher": sku.product.publisher,
    }


def _copies(partner: Partner, on: date) -> dict[str, Any]:
    """What issuing copies onto the document; tests that mind the tax give their own lines' tax."""
    supplier, vat_number = a_supplier(), parties.vat_number(partner, on=on)
    decision = taxes.decide(
        seller_country=supplier.country,
        buyer_country=partner.country,
        buyer_vat_number=vat_number,
        on=on,
    )
    return {
        "seller": parties.seller(supplier),
        "buyer": parties.buyer(partner, on=on),
        "tax_decision": decision.as_data(),
    }
