"""What an invoice's reconciliation files add up to, read back from their very bytes."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from billing.models import Document, DocumentState, Invoice
from billing.queries import reconciliation
from billing.queries.adjustments import adjusted
from billing.queries.tie_outs import Sums
from partnercenter import storage
from partnercenter.money import Money

# The columns that tie to the invoice, by billing type (domain 8.1).
NET_AND_TAX = {
    "license": ("Subtotal", "Tax"),
    "usage": ("PretaxCharges", "TaxAmount"),
    "one_time": ("Subtotal", "TaxTotal"),
}


def file_sums(invoice: Invoice) -> Sums:
    """Add up every reconciliation file of an issued invoice; one not made yet is made to look."""
    net, tax = Decimal(0), Decimal(0)
    stored = {document.format: document for document in invoice.documents.all()}
    for billing_type, (net_column, tax_column) in NET_AND_TAX.items():
        document = stored.get(f"recon_{billing_type}")
        if document is None:
            continue
        for row in csv.DictReader(io.StringIO(_text(document, invoice, billing_type))):
            net += Decimal(row[net_column])
            tax += Decimal(row[tax_column])
    currency, sign = invoice.currency, invoice.sign
    return Sums(
        net=Money(net, currency),
        tax=Money(tax, currency),
        adjusted=adjusted(invoice),
        said_net=Money(invoice.net * sign, currency),
        said_tax=Money(invoice.tax * sign, currency),
    )


def _text(document: Document, invoice: Invoice, billing_type: str) -> str:
    if document.state == DocumentState.READY:
        with storage.open_stream(document.storage_key) as file:
            return file.read().decode()
    return reconciliation.csv(invoice, billing_type).decode()
