"""Reading a reconciliation file back, as a partner's own program would."""

from __future__ import annotations

import csv

from billing.models import Invoice
from billing.queries import reconciliation


def lines(invoice: Invoice, billing_type: str) -> list[dict[str, str]]:
    content = reconciliation.csv(invoice, billing_type).decode("utf-8")
    return list(csv.DictReader(content.splitlines(keepends=True)))
