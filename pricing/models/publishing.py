"""What becomes a price list by itself: planned prices, the runs that publish, files of lists."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pricing.models.catalogue import Availability
from pricing.models.prices import PriceList


class WorkState(models.TextChoices):
    """Where work that was asked for stands."""

    ASKED = "asked", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


class PlannedPrice(models.Model):
    """What an availability will cost from a month on, once that month's list is published.

    No price at all means that it is no longer offered.
    """

    availability = models.ForeignKey(Availability, models.PROTECT, related_name="planned")
    from_month = models.DateField(_("from month"), help_text=_("The first day of the month."))
    unit_price = models.DecimalField(
        _("list price"),
        max_digits=38,
        decimal_places=18,
        null=True,
        blank=True,
        help_text=_("Leave empty where it is no longer offered."),
    )
    erp_price = models.DecimalField(
        _("estimated retail price"), max_digits=38, decimal_places=18, null=True, blank=True
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded at (UTC)"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("planned price")
        verbose_name_plural = _("planned prices")
        constraints = [
            models.UniqueConstraint(
                fields=["availability", "from_month"], name="a_month_has_one_planned_price"
            ),
            models.CheckConstraint(
                condition=Q(from_month__day=1), name="a_planned_price_begins_on_the_first"
            ),
            models.CheckConstraint(
                condition=Q(unit_price=None) | Q(unit_price__gte=0),
                name="a_planned_price_is_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.availability} from {self.from_month:%Y-%m}"


class PreviewRun(models.Model):
    """The work of publishing the lists of one month that nobody imported; done list by list."""

    month = models.DateField(_("month"), unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=WorkState.choices, default=WorkState.ASKED
    )
    lists_wanted = models.PositiveIntegerField(_("lists wanted"), default=0)
    lists_done = models.PositiveIntegerField(_("lists done"), default=0)
    prices_made = models.PositiveIntegerField(_("prices made"), default=0)
    asked_at = models.DateTimeField(_("asked at (UTC)"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    finished_at = models.DateTimeField(_("finished at (UTC)"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("preview run")
        verbose_name_plural = _("preview runs")
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="a_preview_run_is_for_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class ListFile(models.Model):
    """A workbook of a price list: asked for, made by a worker, its bytes under ``storage_key``."""

    price_list = models.ForeignKey(PriceList, models.PROTECT, related_name="files")
    format = models.CharField(_("format"), max_length=30)
    state = models.CharField(
        _("state"), max_length=10, choices=WorkState.choices, default=WorkState.ASKED
    )
    asked_at = models.DateTimeField(_("asked at (UTC)"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    made_at = models.DateTimeField(_("made at (UTC)"), null=True)
    storage_key = models.CharField(_("storage key"), max_length=120, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size (bytes)"), default=0)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("file of a price list")
        verbose_name_plural = _("files of price lists")
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "format"], name="a_list_has_one_file_of_a_format"
            ),
            models.CheckConstraint(
                condition=~Q(state=WorkState.DONE) | ~Q(storage_key="") & ~Q(sha256=""),
                name="a_ready_list_file_has_its_bytes",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(state=WorkState.ASKED),
                name="list_files_left_over",
            )
        ]

    def __str__(self) -> str:
        return f"{self.price_list} {self.format}"
