"""The supplier's pages of what is owed: money is read here, granted and withdrawn, never edited."""

from billing.admin import (
    adjustments,
    charges,
    documents,
    estimates,
    invoices,
    numbers,
    requests,
    runs,
    supplier,
    usage,
    withholdings,
)

__all__ = [
    "adjustments",
    "charges",
    "documents",
    "estimates",
    "invoices",
    "numbers",
    "requests",
    "runs",
    "supplier",
    "usage",
    "withholdings",
]
