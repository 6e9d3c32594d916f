"""Kinds of service requests, one line each: who may ask, what is asked, and what happens then."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from customers.models import RequestKind
from partnercenter.access import Actor
from partnercenter.attachments import EVIDENCE, WITH_TEXT
from partnercenter.roles import Permission

MEGABYTE = 1024 * 1024
MOST_FILES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a request of this kind is about.

    ``asks`` names the facts of a request that its form has, ``needs`` those it must have;
    ``certificate`` says that a file must come with it. ``most`` is the size of a file in bytes.
    """

    code: RequestKind
    purpose: Promise
    effect: Promise
    permission: Permission
    asks: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    certificate: bool = False
    files: frozenset[str] = EVIDENCE
    most: int = 5 * MEGABYTE
    plain_names: bool = False

    @property
    def label(self) -> str:
        return str(self.code.label)


EXEMPTION = ("jurisdiction", "certificate", "valid_from", "valid_until")
NEXT_CYCLE = _(
    "Once accepted, it takes effect from your next billing cycle. Invoices issued before are not "
    "changed."
)
KINDS = (
    Kind(
        code=RequestKind.TAX_ID,
        purpose=_("Add or change the VAT id or tax id that your invoices carry."),
        effect=_(
            "The supplier checks the number. Once accepted, it takes effect from your next billing "
            "cycle. Invoices issued before are not changed."
        ),
        permission=Permission.REQUEST_TAX_CHANGES,
        asks=("tax_number",),
        needs=("tax_number",),
    ),
    Kind(
        code=RequestKind.VAT_EXEMPTION,
        purpose=_("Have no VAT charged, because a certificate exempts your company."),
        effect=NEXT_CYCLE,
        permission=Permission.REQUEST_TAX_CHANGES,
        asks=EXEMPTION,
        needs=("jurisdiction", "valid_from"),
        certificate=True,
    ),
    Kind(
        code=RequestKind.SALES_TAX_EXEMPTION,
        purpose=_("Have no sales tax charged, because you buy to sell on."),
        effect=NEXT_CYCLE,
        permission=Permission.REQUEST_TAX_CHANGES,
        asks=EXEMPTION,
        needs=("jurisdiction", "certificate", "valid_from"),
        certificate=True,
    ),
    Kind(
        code=RequestKind.WITHHOLDING,
        purpose=_("Tell that you kept back tax from an invoice and paid it to your authority."),
        effect=_(
            "Checked in about two days when everything is right. The amount then counts as paid on "
            "the invoice; the invoice itself is not issued again."
        ),
        permission=Permission.REQUEST_TAX_CHANGES,
        asks=("invoice_number", "amount"),
        needs=("invoice_number", "amount"),
        certificate=True,
        most=MEGABYTE,
        plain_names=True,
    ),
    Kind(
        code=RequestKind.CREDIT,
        purpose=_("Ask for money back: an outage, a mistaken order, or a line that is wrong."),
        effect=_(
            "When granted, the amount stands on your next invoice. The invoice you name is not "
            "changed."
        ),
        permission=Permission.REQUEST_CREDITS,
        asks=("invoice_number", "line_position", "customer", "amount"),
        needs=("invoice_number", "amount"),
        files=WITH_TEXT,
    ),
    Kind(
        code=RequestKind.CREDIT_AND_REBILL,
        purpose=_("Have an invoice corrected: its address, its purchase order, or its tax."),
        effect=_(
            "Today the supplier answers with an amount on your next invoice, or declines and says "
            "why. A credit note with a new invoice for the same charges is not available yet."
        ),
        permission=Permission.REQUEST_CREDITS,
        asks=("invoice_number", "amount"),
        needs=("invoice_number",),
        files=WITH_TEXT,
    ),
    Kind(
        code=RequestKind.BILLING_QUESTION,
        purpose=_("Ask what a charge, a price or a document means."),
        effect=_("The supplier answers here, and you are told by e-mail."),
        permission=Permission.ASK_QUESTIONS,
        asks=("invoice_number", "line_position", "customer"),
        files=WITH_TEXT,
    ),
)
BY_CODE: dict[str, Kind] = {kind.code.value: kind for kind in KINDS}


def openable(actor: Actor) -> tuple[Kind, ...]:
    """Return the kinds that the person may open, in the order in which they are offered."""
    return tuple(kind for kind in KINDS if actor.may(kind.permission))
