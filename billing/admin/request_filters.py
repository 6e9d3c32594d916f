"""By what the queue of requests is narrowed: what waits, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from customers.models import RequestState, ServiceRequest

WAITING = (RequestState.IN_REVIEW, RequestState.PENDING_PARTNER)
EVERY = "all"


class Standing(admin.SimpleListFilter):
    """Where requests stand; those in review unless something else was chosen."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        others = [one for one in RequestState.choices if one[0] != RequestState.IN_REVIEW]
        return [*others, (EVERY, gettext_lazy("All"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Name the choice that is none: in review."""
        for at, choice in enumerate(super().choices(changelist)):
            yield {**choice, "display": RequestState.IN_REVIEW.label} if at == 0 else choice

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[ServiceRequest]
    ) -> QuerySet[ServiceRequest]:
        if not self.value() and request.GET.get("q"):
            return queryset  # whoever searches means any of them
        wanted = self.value() or RequestState.IN_REVIEW.value
        return queryset if wanted == EVERY else queryset.filter(state=wanted)


class Whose(admin.SimpleListFilter):
    """Who of the staff took them."""

    title = gettext_lazy("assigned to")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", gettext_lazy("Me")), ("nobody", gettext_lazy("Nobody"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[ServiceRequest]
    ) -> QuerySet[ServiceRequest]:
        if self.value() == "me":
            return queryset.filter(assigned_to=request.user.pk)
        if self.value() == "nobody":
            return queryset.filter(assigned_to=None)
        return queryset
