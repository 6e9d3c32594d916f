"""Price lists by month, and the prices they hold."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from partnercenter.access import Actor
from partnercenter.roles import Permission
from pricing.engine import lists
from pricing.models.catalogue import Availability
from pricing.models.listings import Listing


def may_see(actor: Actor, kind: lists.ListKind) -> bool:
    """Say whether the actor's role may see lists of the kind (domain 2.2, 2.3)."""
    needed = Permission.SEE_CONSUMPTION_PRICES if kind.open else Permission.SEE_PRICE_LISTS
    return actor.may(needed)


class PriceListQuerySet(models.QuerySet["PriceList"]):
    """Filters over price lists."""

    def concerning(self, actor: Actor) -> PriceListQuerySet:
        """Keep the lists in the partner's currency, and those priced in another one everywhere."""
        everywhere = Q(pk__in=())
        for kind in lists.KINDS:
            if kind.currency:
                everywhere |= Q(kind=kind.code, currency=kind.currency)
        return self.filter(everywhere | Q(currency=actor.currency))

    def visible_to(self, actor: Actor) -> PriceListQuerySet:
        """Keep the lists that concern the actor's partner and that its role may see."""
        seen = [kind.code for kind in lists.KINDS if may_see(actor, kind)]
        return self.concerning(actor).filter(kind__in=seen)

    def uncorrected(self) -> PriceListQuerySet:
        """Keep the newest edition of each list and month: no other took its place."""
        same = {name: OuterRef(name) for name in ("kind", "currency", "market", "month")}
        later = PriceList.objects.filter(**same, edition__gt=OuterRef("edition"))
        return self.exclude(Exists(later))


PriceListManager = models.Manager.from_queryset(PriceListQuerySet)


class PriceList(models.Model):
    """One edition of a list for a month; never changed once published, only followed by a new one.

    Its changes are counted against the edition it ``follows``: the newest of the month before
    when it was published, and kept in ``counts``. ``content_hash`` is that of its rows, whatever
    file they came from.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=lists.choices)
    month = models.DateField(_("month"), help_text=_("The first day of the month it is for."))
    market = models.CharField(_("market"), max_length=2, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    content_hash = models.CharField(_("content hash (SHA-256)"), max_length=64)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    file_hash = models.CharField(_("hash of the file (SHA-256)"), max_length=64, blank=True)
    generated = models.BooleanField(
        _("generated"),
        default=False,
        db_default=False,
        help_text=_(
            "Carried on from the edition before, with planned prices; nobody imported it."
        ),
    )
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    counts = models.JSONField(
        _("counts"), default=dict, db_default=Value({}, models.JSONField()), blank=True
    )
    published_at = models.DateTimeField(_("published at (UTC)"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = PriceListManager()

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "currency", "market", "month", "edition"],
                name="an_edition_of_a_list_is_unique",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="a_price_list_begins_on_the_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.currency} {self.month:%Y-%m} #{self.edition}"


class Change(models.TextChoices):
    """How a price compares with the one before it; what was removed is no price (domain 10.2)."""

    ADD = "ADD", _("New")
    CHG = "CHG", _("Changed")
    UNC = "UNC", _("Unchanged")


class PriceQuerySet(models.QuerySet["Price"]):
    """Filters over prices."""

    def on(self, day: date) -> PriceQuerySet:
        """Keep the prices in force on the day."""
        return self.filter(in_force=True, valid_from__lte=day, valid_until__gt=day)


PriceManager = models.Manager.from_queryset(PriceQuerySet)


class Price(models.Model):
    """What one availability costs from ``valid_from`` (included) to ``valid_until`` (excluded).

    ``unit_price`` is for one month of a licence, one unit of a meter, or one piece. A price
    of an edition that a later edition of the same month corrected is kept, no longer in force.
    The list says it is offered from ``offered_from`` until ``offered_until`` (excluded, empty:
    without end); within the list's month it is valid. ``status`` tells how it compares with the
    ``earlier`` price of the same: list price, tiers and included quantity; anything else that
    differs are ``other_changes``.
    """

    availability = models.ForeignKey(Availability, models.PROTECT, related_name="prices")
    price_list = models.ForeignKey(PriceList, models.PROTECT, related_name="prices")
    listing = models.ForeignKey(Listing, models.PROTECT, related_name="+")
    offered_from = models.DateField(_("offered from"))
    offered_until = models.DateField(_("offered until (excluded)"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until (excluded)"))
    unit_price = models.DecimalField(_("list price"), max_digits=38, decimal_places=18)
    erp_price = models.DecimalField(
        _("estimated retail price"), max_digits=38, decimal_places=18, null=True, blank=True
    )
    included = models.DecimalField(
        _("included quantity"), max_digits=28, decimal_places=12, default=0, db_default=0
    )
    tiers = models.JSONField(
        _("tiers"),
        default=list,
        db_default=Value([], models.JSONField()),
        blank=True,
        help_text=_('Beyond the first units: [{"above": "100", "unit_price": "0.80"}].'),
    )
    status = models.CharField(
        _("change"), max_length=4, choices=Change.choices, default=Change.ADD
    )
    earlier = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    other_changes = models.BooleanField(_("other changes"), default=False, db_default=False)
    in_force = models.BooleanField(_("in force"), default=True)

    objects = PriceManager()

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__lt=F("valid_until")), name="a_price_is_valid_for_some_days"
            ),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="a_price_is_not_negative"),
            models.CheckConstraint(
                condition=Q(included__gte=0), name="an_included_quantity_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.availability} {self.unit_price.normalize():f} from {self.valid_from}"
