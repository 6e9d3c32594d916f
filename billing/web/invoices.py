"""One invoice: what it says, the proof that it adds up, and every line with its reason."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.vary import vary_on_headers

from billing.models import ChargeRecord, EstimateLine, Invoice
from billing.queries import explanations, price_reasons
from billing.queries.comparisons import comparison_of
from billing.queries.invoices import readable
from billing.queries.lines import Address, Row, change_of, explainable
from billing.queries.refunds import refunds_of
from billing.queries.tie_outs import tie_out
from billing.web.bills import bill, summary, withheld
from billing.web.line_table import grouping, line_table
from partnercenter.access import ActorRequest, requires
from partnercenter.roles import Permission


@requires(Permission.SEE_BILLING)
def invoice(request: ActorRequest, number: str) -> HttpResponse:
    """Show one issued document; filters and page of its lines stand in the address."""
    found = get_object_or_404(readable(request.actor).select_related("amends"), number=number)
    proof = tie_out(found)
    context = {
        "invoice": found,
        "bill": bill(found, request.actor),
        "summary": summary(proof, found),
        "withheld": withheld(found, request.actor),
        "amendments": Invoice.objects.visible_to(request.actor).filter(amends=found),
        "is_past_due": found.due_on is not None and found.due_on < timezone.now().date(),
        "tax_words": explanations.tax_words(found),
        "tie_out": proof,
        "comparison": comparison_of(found),
        "table": line_table(
            ChargeRecord.objects.filter(invoice=found),
            request.GET,
            currency=found.currency,
            address=_address_on(found),
        ),
    }
    return render(request, "billing/invoice.html", context)


@vary_on_headers("HX-Request")
@requires(Permission.SEE_BILLING)
def line(request: ActorRequest, number: str, position: int) -> HttpResponse:
    """Explain one line: as a page of its own, or as a row that unfolds in the table."""
    found = get_object_or_404(Invoice.objects.visible_to(request.actor), number=number)
    charge = get_object_or_404(explainable(found), position=position)
    address, currency = _address_on(found), found.currency
    context = {
        "invoice": found,
        "line": charge,
        "row": Row(charge, currency, address(charge)),
        "grouping": grouping(request.GET),
    }
    if "fold" in request.GET:
        return render(request, "billing/line_row.html", {**context, "folded": True})
    context |= {
        "explanation": explanations.explain(charge),
        "change": change_of(charge, explainable(found), currency=currency, address=address),
        "refunds": refunds_of(charge),
        "reason": price_reasons.reason_of(charge, actor=request.actor),
    }
    unfolding = request.headers.get("HX-Request")
    return render(request, "billing/line_row.html" if unfolding else "billing/line.html", context)


def _address_on(invoice: Invoice) -> Address:
    def address(line: ChargeRecord | EstimateLine) -> str:
        return reverse("billing:line", args=[invoice.number, line.position])

    return address
