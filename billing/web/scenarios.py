"""Common billing scenarios: what happens on the invoice when something happens to a subscription."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing.queries.scenarios import groups
from partnercenter.access import ActorRequest, requires
from partnercenter.roles import Permission


@require_safe
@requires(Permission.SEE_BILLING)
def scenarios(request: ActorRequest) -> HttpResponse:
    """Show every scenario, by what it is about."""
    return render(request, "billing/scenarios.html", {"groups": groups()})
