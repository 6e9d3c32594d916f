"""Finding the price list that an address names, for whoever asks."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from partnercenter.access import ActorRequest
from partnercenter.roles import Permission
from pricing.engine.lists import BY_CODE
from pricing.models import PriceList
from pricing.models.prices import may_see


def may_see_impact(request: ActorRequest) -> bool:
    """Whether the page may lead to what a list changes for the partner's customers."""
    may = request.actor.may
    return may(Permission.SEE_PRICE_LISTS) and may(Permission.SEE_CUSTOMERS)


def readable_list(request: ActorRequest, pk: int) -> PriceList:
    """Return the list: 404 when it is no concern of the partner, 403 when the role may not."""
    concerning = PriceList.objects.concerning(request.actor).select_related("follows")
    found = get_object_or_404(concerning, pk=pk)
    if not may_see(request.actor, BY_CODE[found.kind]):
        raise PermissionDenied
    return found
