"""The supplier's pages of what is owed: money is read here, granted and withdrawn, never edited."""

from billing.admin import (
    adjustments,
    charges,
    documents,
    estimates,
    invoices,
    numbers,
    runs,
    supplier,
    usage,
)

__all__ = [
    "adjustments",
    "charges",
    "documents",
    "estimates",
    "invoices",
    "numbers",
    "runs",
    "supplier",
    "usage",
]
