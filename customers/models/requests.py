"""Service requests: what a partner asked the supplier, what was said, and what was decided."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.customers import Customer
from customers.models.partners import Partner
from partnercenter.access import Actor
from partnercenter.roles import Permission


class RequestKind(models.TextChoices):
    """What can be asked for."""

    TAX_ID = "tax_id", _("Tax id")
    VAT_EXEMPTION = "vat_exemption", _("VAT exemption")
    WITHHOLDING = "withholding", _("Withholding tax")
    SALES_TAX_EXEMPTION = "sales_tax_exemption", _("Sales tax exemption")
    CREDIT = "credit", _("Credit")
    CREDIT_AND_REBILL = "credit_and_rebill", _("Credit and rebill")
    BILLING_QUESTION = "billing_question", _("Billing question")


class RequestState(models.TextChoices):
    """Where a request stands."""

    IN_REVIEW = "in_review", _("In review")
    PENDING_PARTNER = "pending_partner", _("Pending partner action")
    COMPLETED = "completed", _("Completed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN = (RequestState.IN_REVIEW, RequestState.PENDING_PARTNER)


class ServiceRequestQuerySet(models.QuerySet["ServiceRequest"]):
    """Filters over requests."""

    def visible_to(self, actor: Actor) -> ServiceRequestQuerySet:
        """Keep the own partner's: all of them, or only what the person asked."""
        found = self.filter(partner_id=actor.tenant)
        if actor.may(Permission.SEE_REQUESTS):
            return found
        return found.filter(opened_by=actor.user_id)


ServiceRequestManager = models.Manager.from_queryset(ServiceRequestQuerySet)


class ServiceRequest(models.Model):
    """One request; which of the facts below ``about`` it needs follows from its kind.

    ``outcome`` names the rows that its decision made, as ``{"what": ..., "key": ...}``.
    """

    public_id = models.UUIDField(_("request id"), default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="requests")
    kind = models.CharField(_("kind"), max_length=30, choices=RequestKind.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=RequestState.choices, default=RequestState.IN_REVIEW
    )
    subject = models.CharField(_("subject"), max_length=150)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="requests"
    )
    invoice_number = models.CharField(_("invoice"), max_length=30, blank=True)
    line_position = models.PositiveIntegerField(_("line"), null=True, blank=True)
    amount = models.DecimalField(
        _("amount"), max_digits=19, decimal_places=4, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    tax_number = models.CharField(_("tax id"), max_length=30, blank=True)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=10, blank=True)
    certificate = models.CharField(_("certificate number"), max_length=60, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until (excluded)"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at (UTC)"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("last changed at (UTC)"))
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at (UTC)"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.JSONField(_("what it changed"), default=list, blank=True)

    objects = ServiceRequestManager()

    class Meta:
        verbose_name = _("service request")
        verbose_name_plural = _("service requests")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0) & ~Q(currency=""),
                name="a_request_asks_for_a_positive_amount",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN) & Q(decided_at=None)
                | ~Q(state__in=OPEN) & Q(decided_at__isnull=False),
                name="a_request_is_decided_once",
            ),
        ]
        indexes = [
            models.Index(fields=["partner", "-opened_at", "-id"], name="requests_by_partner"),
            models.Index(
                fields=["opened_at"], condition=Q(state="in_review"), name="requests_in_review"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    @property
    def number(self) -> str:
        """What people call the request."""
        return f"SR{100_000 + self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class RequestMessage(models.Model):
    """Something said about a request; never changed. Internal notes are the supplier's own."""

    request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="messages")
    at = models.DateTimeField(_("at (UTC)"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    from_supplier = models.BooleanField(_("from the supplier"))
    is_internal = models.BooleanField(_("internal note"), default=False)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_internal=False) | Q(from_supplier=True),
                name="only_the_supplier_keeps_notes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.by}"


class Attachment(models.Model):
    """A file that came with a message; its bytes lie under ``storage_key``, never changed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(RequestMessage, models.PROTECT, related_name="attachments")
    name = models.CharField(_("file name"), max_length=120)
    media_type = models.CharField(_("media type"), max_length=60)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    storage_key = models.CharField(_("storage key"), max_length=120)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        """What people call its type: PDF, PNG, CSV."""
        return self.name.rpartition(".")[2].upper()
