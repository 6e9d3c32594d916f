"""Invoices and credit notes, and the series their numbers come from."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from billing.engine import streams
from billing.models.runs import BillingRun
from customers.models import Partner
from partnercenter.access import Actor
from partnercenter.money import Money
from partnercenter.periods import Period


class NumberSeries(models.Model):
    """The last number given in a series; locked while one is taken, so none is ever missing."""

    code = models.CharField(_("series"), max_length=10, primary_key=True)
    last = models.PositiveBigIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        return f"{self.code} {self.last}"


class DocumentType(models.TextChoices):
    """What a document with a number is."""

    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit Note")


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    """Filters over invoices."""

    def visible_to(self, actor: Actor) -> InvoiceQuerySet:
        """Keep what was issued to the actor's own partner."""
        return self.issued().filter(partner_id=actor.tenant)

    def issued(self) -> InvoiceQuerySet:
        """Keep documents that have their number."""
        return self.exclude(number=None)

    def drafts(self) -> InvoiceQuerySet:
        """Keep documents that have no number yet."""
        return self.filter(number=None)

    def not_yet_due(self, *, on: date) -> InvoiceQuerySet:
        """Keep issued documents whose due date has not passed."""
        return self.issued().filter(due_on__gte=on)


InvoiceManager = models.Manager.from_queryset(InvoiceQuerySet)


class Invoice(models.Model):
    """One document of one stream, currency and period; frozen by the database once issued.

    ``net``, ``tax`` and ``gross`` are the document's own, positive on a credit note too;
    the charges below keep their signs, so on a credit note they add up to minus ``net``.
    ``seller``, ``buyer`` and ``tax_decision`` are copies made when it was issued.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="invoices")
    run = models.ForeignKey(BillingRun, models.PROTECT, null=True, related_name="invoices")
    stream = models.CharField(_("stream"), max_length=20, choices=streams.choices)
    currency = models.CharField(_("currency"), max_length=3)
    period_start = models.DateField(_("period start"))
    period_end = models.DateField(_("period end (excluded)"))
    document_type = models.CharField(
        _("type"), max_length=20, choices=DocumentType.choices, default=DocumentType.INVOICE
    )
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    number = models.CharField(_("number"), max_length=20, unique=True, null=True)
    issued_on = models.DateField(_("invoice date"), null=True)
    issued_at = models.DateTimeField(_("issued at (UTC)"), null=True)
    due_on = models.DateField(_("due on"), null=True)
    net = models.DecimalField(_("subtotal"), max_digits=19, decimal_places=4, default=0)
    tax = models.DecimalField(_("tax"), max_digits=19, decimal_places=4, default=0)
    gross = models.DecimalField(_("total"), max_digits=19, decimal_places=4, default=0)
    tax_decision = models.JSONField(_("tax decision"), default=dict)
    seller = models.JSONField(_("seller"), default=dict)
    buyer = models.JSONField(_("buyer"), default=dict)
    purchase_order = models.CharField(_("purchase order"), max_length=60, blank=True)
    estimated = models.JSONField(
        _("last estimate"),
        default=dict,
        blank=True,
        help_text=_("What the last estimate said, and each input that has changed since."),
    )

    objects = InvoiceManager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "stream", "currency", "period_start"],
                condition=Q(amends=None),
                name="one_invoice_per_stream_currency_and_period",
            ),
            models.CheckConstraint(
                condition=Q(number=None, issued_on=None, issued_at=None, due_on=None)
                | Q(
                    number__isnull=False,
                    issued_on__isnull=False,
                    issued_at__isnull=False,
                    due_on__isnull=False,
                ),
                name="an_issued_invoice_has_number_and_dates",
            ),
            models.CheckConstraint(
                condition=Q(gross=F("net") + F("tax")), name="gross_is_net_and_tax"
            ),
            models.CheckConstraint(
                condition=Q(number=None) | Q(net__gte=0), name="an_issued_document_is_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["partner", "-period_end", "id"], name="invoices_by_period"),
        ]

    def __str__(self) -> str:
        return self.number or f"draft {self.pk}"

    @property
    def is_issued(self) -> bool:
        return self.number is not None

    @property
    def is_credit_note(self) -> bool:
        return self.document_type == DocumentType.CREDIT_NOTE

    @property
    def sign(self) -> int:
        """1 where the charges add up to ``net``, -1 on a credit note."""
        return -1 if self.is_credit_note else 1

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)

    @property
    def balance(self) -> Money:
        """What the partner owes through this document: negative for a credit note."""
        return Money(self.gross * self.sign, self.currency)
