"""The tables of billing."""

from billing.models.adjustments import Adjustment
from billing.models.charges import ChargeRecord
from billing.models.documents import Document, DocumentState
from billing.models.estimates import Estimate, EstimateLine
from billing.models.invoices import DocumentType, Invoice, NumberSeries
from billing.models.runs import BillingRun, RunState
from billing.models.supplier import Supplier
from billing.models.usage import UsageFile, UsageRecord

__all__ = [
    "Adjustment",
    "BillingRun",
    "ChargeRecord",
    "Document",
    "DocumentState",
    "DocumentType",
    "Estimate",
    "EstimateLine",
    "Invoice",
    "NumberSeries",
    "RunState",
    "Supplier",
    "UsageFile",
    "UsageRecord",
]
