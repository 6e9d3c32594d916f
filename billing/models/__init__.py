"""The tables of billing."""

from billing.models.adjustments import Adjustment
from billing.models.budgets import Budget, BudgetAlert
from billing.models.charges import ChargeRecord
from billing.models.documents import Document, DocumentState
from billing.models.estimates import Estimate, EstimateLine
from billing.models.invoices import DocumentType, Invoice, NumberSeries
from billing.models.runs import BillingRun, RunState
from billing.models.supplier import Supplier
from billing.models.usage import UsageFile, UsageRecord
from billing.models.withholdings import Withholding

__all__ = [
    "Adjustment",
    "BillingRun",
    "Budget",
    "BudgetAlert",
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
    "Withholding",
]
