"""Resellers of record: known to an indirect provider, and named by its subscriptions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from customers.models import Partner, PartnerKind, Reseller, Subscription
from customers.services import purchases, resellers
from customers.services.purchases import NotSold, Wanted
from customers.services.resellers import KnownReseller, NoResellers, UnknownReseller
from partnercenter.models import AuditEntry
from tests.builders import a_customer, a_partner, a_subscription, an_offer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def a_provider(name: str = "Haselbrück IT-Dienste GmbH", **fields: Any) -> Partner:
    return a_partner(name, kind=PartnerKind.INDIRECT_PROVIDER, **fields)


def a_reseller(provider: Partner, mpn_id: str = "5110042") -> Reseller:
    return resellers.add(
        partner=provider, mpn_id=mpn_id, name="Moorblick IT GmbH", country="DE", at=NOW
    )


def bought(partner: Partner, reseller_mpn_id: str) -> Subscription:
    offer = an_offer(price="10.00", month=date(2026, 11, 1)).availability.sku.offer_id or ""
    wanted = Wanted(offer=offer, quantity=1, reseller_mpn_id=reseller_mpn_id)
    customer = a_customer(partner=partner)
    return purchases.purchase(customer=customer, wanted=wanted, on=NOW.date(), at=NOW)


def test_a_purchase_names_a_reseller_of_its_provider_or_none() -> None:
    provider = a_provider()
    a_reseller(provider)

    assert bought(provider, "5110042").reseller_mpn_id == "5110042"
    assert bought(provider, "").reseller_mpn_id == ""
    with pytest.raises(NotSold, match="no reseller of this partner has the MPN id 5110043"):
        bought(provider, "5110043")


def test_a_reseller_of_another_provider_is_a_stranger() -> None:
    a_reseller(a_provider())

    with pytest.raises(NotSold, match="no reseller of this partner"):
        bought(a_provider("Nuage & Galet SAS"), "5110042")


def test_a_direct_bill_partner_has_no_resellers() -> None:
    partner = a_partner()

    with pytest.raises(NoResellers):
        a_reseller(partner)
    with pytest.raises(NotSold, match="only an indirect provider"):
        bought(partner, "5110042")


def test_who_was_stopped_keeps_what_it_has_and_gets_nothing_new() -> None:
    provider = a_provider()
    reseller = a_reseller(provider)
    held = bought(provider, reseller.mpn_id)

    resellers.stop(reseller=reseller, at=NOW)
    resellers.stop(reseller=reseller, at=NOW)

    held.refresh_from_db()
    assert held.reseller_mpn_id == reseller.mpn_id
    assert AuditEntry.objects.filter(act="reseller.stopped").count() == 1
    with pytest.raises(NotSold, match="does not sell any more"):
        bought(provider, reseller.mpn_id)
    a_reseller(provider)
    assert bought(provider, reseller.mpn_id).reseller_mpn_id == reseller.mpn_id


def test_a_reseller_is_known_once_and_is_not_the_provider() -> None:
    provider = a_provider()
    a_reseller(provider)

    for mpn_id in ("5110042", provider.mpn_id):
        with pytest.raises(KnownReseller):
            a_reseller(provider, mpn_id)


def test_the_reseller_of_record_of_a_subscription_changes_in_the_activity_log() -> None:
    provider = a_provider()
    a_reseller(provider)
    held = a_subscription(customer=a_customer(partner=provider))

    with pytest.raises(UnknownReseller):
        resellers.assign(subscription=held, reseller_mpn_id="5110043", at=NOW)
    resellers.assign(subscription=held, reseller_mpn_id="5110042", at=NOW)
    resellers.assign(subscription=held, reseller_mpn_id="5110042", at=NOW)
    resellers.assign(subscription=held, reseller_mpn_id="", at=NOW)

    held.refresh_from_db()
    assert held.reseller_mpn_id == ""
    entries = AuditEntry.objects.filter(act="subscription.reseller").order_by("pk")
    told = {"subscription": str(held.public_id)}
    assert [entry.facts for entry in entries] == [
        {**told, "before": "", "after": "5110042"},
        {**told, "before": "5110042", "after": ""},
    ]


def test_a_subscription_of_a_direct_bill_partner_names_none() -> None:
    held = a_subscription(customer=a_customer(partner=a_partner()))

    with pytest.raises(NoResellers):
        resellers.assign(subscription=held, reseller_mpn_id="5110042", at=NOW)
