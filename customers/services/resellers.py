"""Resellers of record below an indirect provider: known, stopped, and named by subscriptions."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Partner, PartnerKind, Reseller, Subscription
from partnercenter import audit
from partnercenter.errors import Refused
from partnercenter.models import User


class NoResellers(Refused):
    """Only an indirect provider has resellers."""

    code = "no_resellers"


class UnknownReseller(Refused):
    """The MPN id is not one of a reseller that sells for the partner."""

    code = "unknown_reseller"


class KnownReseller(Refused):
    """The MPN id is that of a reseller known already, or the partner's own."""

    code = "known_reseller"


@transaction.atomic
def add(
    *,
    partner: Partner,
    mpn_id: str,
    name: str,
    country: str,
    at: datetime,
    by: User | None = None,
) -> Reseller:
    """Add a reseller that may be named by subscriptions; one that was stopped sells again.

    Raises NoResellers unless the partner is an indirect provider, and KnownReseller.
    """
    held = Partner.objects.select_for_update().get(pk=partner.pk)
    if held.kind != PartnerKind.INDIRECT_PROVIDER:
        raise NoResellers(_("Only an indirect provider has resellers."))
    known = held.resellers.filter(mpn_id=mpn_id).first()
    if mpn_id == held.mpn_id or (known and known.is_active):
        raise KnownReseller(_("MPN id %(mpn_id)s is known already.") % {"mpn_id": mpn_id})
    reseller = known or Reseller(partner=held, mpn_id=mpn_id)
    reseller.name, reseller.country, reseller.is_active = name.strip(), country, True
    reseller.save()
    audit.record("reseller.added", reseller, at=at, by=by, partner_id=held.pk)
    return reseller


@transaction.atomic
def stop(*, reseller: Reseller, at: datetime, by: User | None = None) -> Reseller:
    """Let no new subscription name the reseller; those that do keep it."""
    held = Reseller.objects.select_for_update().get(pk=reseller.pk)
    if held.is_active:
        held.is_active = False
        held.save(update_fields=["is_active"])
        audit.record("reseller.stopped", held, at=at, by=by, partner_id=held.partner_id)
    return held


@transaction.atomic
def assign(
    *, subscription: Subscription, reseller_mpn_id: str, at: datetime, by: User | None = None
) -> Subscription:
    """Name another reseller of record of a subscription, or none with an empty MPN id.

    Lines that are billed from now on carry it. Raises NoResellers of a direct-bill partner and
    UnknownReseller.
    """
    held = Subscription.objects.select_for_update(of=("self",)).get(pk=subscription.pk)
    partner = Partner.objects.get(customers=held.customer_id)
    if reseller_mpn_id and partner.kind != PartnerKind.INDIRECT_PROVIDER:
        raise NoResellers(_("Only an indirect provider has resellers."))
    selling = partner.resellers.filter(is_active=True)
    if reseller_mpn_id and not selling.filter(mpn_id=reseller_mpn_id).exists():
        raise UnknownReseller(
            _("No reseller with the MPN id %(mpn_id)s sells for the partner.")
            % {"mpn_id": reseller_mpn_id}
        )
    before, held.reseller_mpn_id = held.reseller_mpn_id, reseller_mpn_id
    if before != reseller_mpn_id:
        held.save(update_fields=["reseller_mpn_id"])
        audit.record(
            "subscription.reseller",
            held,
            at=at,
            by=by,
            partner_id=partner.pk,
            subscription=held.public_id,
            before=before,
            after=reseller_mpn_id,
        )
    return held
