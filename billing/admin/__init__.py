"""The supplier's pages of what is owed: money is only ever read here."""

from billing.admin import charges, documents, invoices, numbers, runs, supplier, usage

__all__ = ["charges", "documents", "invoices", "numbers", "runs", "supplier", "usage"]
