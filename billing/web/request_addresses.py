"""Where a partner looks at what its request changed."""

from __future__ import annotations

from django.urls import reverse

from billing.queries.request_outcomes import Outcome
from partnercenter.access import Actor
from partnercenter.roles import Permission

TAX = ("tax_registration", "tax_exemption")


def address_of(outcome: Outcome, actor: Actor) -> str:
    """Return the page that shows the outcome, or nothing where this person has none."""
    if outcome.what in TAX:
        return reverse("customers:tax") if actor.may(Permission.SEE_BILLING_PROFILE) else ""
    if not actor.may(Permission.SEE_BILLING):
        return ""
    if outcome.line is not None and outcome.invoice is not None:
        return reverse("billing:line", args=[outcome.invoice.number, outcome.line.position])
    if outcome.invoice is not None:
        return reverse("billing:invoice", args=[outcome.invoice.number])
    return reverse("billing:overview")
