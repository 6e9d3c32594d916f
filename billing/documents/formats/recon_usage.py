"""The reconciliation file of usage-based charges."""

from billing.models import Invoice
from billing.queries import reconciliation
from partnercenter.roles import Permission

CODE, SUFFIX, MEDIA_TYPE = "recon_usage", "csv", "text/csv"
NEEDS = Permission.DOWNLOAD_RECONCILIATION


def wanted(invoice: Invoice) -> bool:
    """Say whether the invoice has charges for this file."""
    return reconciliation.wanted(invoice, "usage")


def file_name(invoice: Invoice) -> str:
    """Name the file after invoice, type, currency and the period's last day."""
    return reconciliation.file_name(invoice, "usage")


def render(invoice: Invoice) -> bytes:
    """Return every line of this file in the published columns, UTF-8, CRLF."""
    return reconciliation.csv(invoice, "usage")
