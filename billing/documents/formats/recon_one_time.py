"""The reconciliation file of one-time and recurring charges."""

from billing.models import Invoice
from billing.queries import reconciliation

CODE, SUFFIX, MEDIA_TYPE = "recon_one_time", "csv", "text/csv"


def wanted(invoice: Invoice) -> bool:
    """Say whether the invoice has charges of this billing type."""
    return invoice.charges.filter(billing_type="one_time").exists()


def file_name(invoice: Invoice) -> str:
    """Name the file after invoice, type, currency and the period's last day."""
    return reconciliation.file_name(invoice, "onetime")


def render(invoice: Invoice) -> bytes:
    """Return every line of this type in the published columns, UTF-8, CRLF."""
    return reconciliation.csv(invoice, "one_time")
