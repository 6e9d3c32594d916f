"""An invoice in a list, with its documents as this person may have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from billing.documents.formats import FORMATS
from billing.models import Document, DocumentState, Invoice, Withholding
from billing.queries.explanations import country
from billing.queries.requests import withholdings_of
from billing.queries.tie_outs import TieOut
from customers.models import ServiceRequest
from partnercenter.access import Actor
from partnercenter.money import Money
from partnercenter.roles import Permission


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as ``components/document_state.html`` asks for it."""

    id: str
    label: str
    kind: str
    state: str
    poll: str
    href: str
    size: int
    reason: str
    retry: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a document says it comes to; never negative."""

    net: Money
    tax: Money
    gross: Money


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice and what can be downloaded of it; amounts of a credit note are negative."""

    invoice: Invoice
    papers: tuple[Paper, ...]
    withholding: ServiceRequest | None = None
    may_submit_withholding: bool = False

    @property
    def net(self) -> Money:
        return self._signed(self.invoice.net)

    @property
    def tax(self) -> Money:
        return self._signed(self.invoice.tax)

    @property
    def gross(self) -> Money:
        return self.invoice.balance

    @property
    def said(self) -> Said:
        """The amounts as the document prints them."""
        invoice, currency = self.invoice, self.invoice.currency
        return Said(
            Money(invoice.net, currency),
            Money(invoice.tax, currency),
            Money(invoice.gross, currency),
        )

    @property
    def tax_percent(self) -> Decimal | None:
        percent = self.invoice.tax_decision.get("percent")
        return None if percent is None else Decimal(percent)

    @property
    def buyer_country(self) -> str:
        return country(self.invoice.buyer.get("country", ""))

    @property
    def seller_country(self) -> str:
        return country(self.invoice.seller.get("country", ""))

    def _signed(self, value: Decimal) -> Money:
        return Money(value * self.invoice.sign, self.invoice.currency)


@dataclass(frozen=True, slots=True)
class Withheld:
    """Tax kept back from an invoice, as a negative amount, and what is left to pay."""

    amount: Money
    left: Money
    request: ServiceRequest | None


def needed_for(document: Document) -> Permission:
    """Return what it takes to download the document: its format says so."""
    return FORMATS[document.format].NEEDS


def media_type(document: Document) -> str:
    """Return what the bytes are, as a browser is told."""
    kind = FORMATS[document.format].MEDIA_TYPE
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def bill(invoice: Invoice, actor: Actor) -> Bill:
    """Return the invoice with the documents the person may download."""
    documents = invoice.documents.all()
    return Bill(invoice, tuple(paper(d) for d in documents if actor.may(needed_for(d))))


def bills(invoices: Iterable[Invoice], actor: Actor) -> list[Bill]:
    return [bill(invoice, actor) for invoice in invoices]


def with_withholdings(shown: Sequence[Bill], actor: Actor) -> list[Bill]:
    """Return the bills with what was asked about tax withheld from each (domain 6.2)."""
    asked = withholdings_of(actor, [one.invoice.number for one in shown])
    may = actor.may(Permission.REQUEST_TAX_CHANGES)
    return [
        replace(
            one,
            withholding=asked.get(one.invoice.number or ""),
            may_submit_withholding=may and not one.invoice.is_credit_note,
        )
        for one in shown
    ]


def withheld(invoice: Invoice, actor: Actor) -> Withheld | None:
    """Return what was withheld from the invoice and accepted, if anything."""
    found = Withholding.objects.filter(invoice=invoice).select_related("request").first()
    if found is None:
        return None
    left = Money(invoice.gross - found.amount, invoice.currency)
    seen = found.request if actor.may(Permission.SEE_REQUESTS) else None
    return Withheld(-Money(found.amount, invoice.currency), left, seen)


def summary(proof: TieOut, invoice: Invoice) -> list[tuple[str, Money]]:
    """Return charges by billing type, credits and adjustments, as the document prints them."""
    labels = {
        "license": _("License-based charges"),
        "usage": _("Usage-based charges"),
        "one_time": _("One-time charges"),
        "plan": _("Consumption plan charges"),
    }
    rows = [(labels[row.billing_type], row.charges) for row in proof.types if row.charges]
    if proof.credits:
        rows.append((_("Credits"), proof.credits))
    if proof.adjusted.count:
        rows.append((_("Adjustments"), proof.adjustments))
    return [(label, amount * invoice.sign) for label, amount in rows]


def paper(document: Document) -> Paper:
    """Return one document for its component; the poll's answer must have the same id."""
    failed = document.state == DocumentState.FAILED
    reason = _("The file could not be made, although we tried several times.")
    return Paper(
        id=f"document-{document.pk}",
        label=_label(document),
        kind=FORMATS[document.format].SUFFIX.upper(),
        state=document.state,
        poll=reverse("billing:document_status", args=[document.pk]),
        href=reverse("billing:document", args=[document.pk]),
        size=document.size,
        reason=reason if failed else "",
        retry=reverse("billing:document_again", args=[document.pk]) if failed else "",
    )


def _label(document: Document) -> str:
    labels = {
        "pdf": document.invoice.get_document_type_display(),
        "recon_license": _("License-based"),
        "recon_usage": _("Usage-based"),
        "recon_one_time": _("One-time"),
    }
    return str(labels.get(document.format, document.file_name))
