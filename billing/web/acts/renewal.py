"""What happens when the term ends: whether it renews, and with which number, frequency, term."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from billing.web.acts.act import Act, ActForm, Doing
from billing.web.acts.quantity import MOST
from customers.models import Frequency, RenewalPlan, Subscription
from customers.services import auto_renewal, renewal_plans
from partnercenter import localize
from partnercenter.roles import Permission
from pricing.engine.kinds import METERED


def plan_of(held: Subscription) -> RenewalPlan | None:
    """Return what is planned for the renewal, if anything is."""
    return RenewalPlan.objects.filter(subscription=held).first()


def renews_on(held: Subscription, _on: date) -> date | None:
    """Return the first day of the next term."""
    last = held.terms.order_by("number").last()
    return last.ends_on if last and held.term_months else None


class PlanForm(ActForm):
    """How many, how billed and for how long from the next term on."""

    quantity = forms.IntegerField(label=gettext_lazy("Quantity"), min_value=1, max_value=MOST)
    frequency = forms.ChoiceField(label=gettext_lazy("Billed"))
    term_months = forms.TypedChoiceField(label=gettext_lazy("Term"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan, held = plan_of(self.held), self.held
        now = {"quantity": held.quantity, "frequency": held.frequency}
        now["term_months"] = held.term_months
        for name, value in now.items():
            self.fields[name].initial = getattr(plan, name, None) or value
        if held.base_id or held.availability.sku.product.billing_type != "license":
            del self.fields["frequency"], self.fields["term_months"]
            return
        ways = [
            choice
            for choice in Frequency.choices
            if choice[0] in (Frequency.MONTHLY, Frequency.ANNUAL, held.frequency)
        ]
        self.fields["frequency"].choices = ways  # type: ignore[attr-defined]
        self.fields["term_months"].choices = [  # type: ignore[attr-defined]
            (months, ngettext("%(n)d month", "%(n)d months", months) % {"n": months})
            for months in sorted({*renewal_plans.TERMS, held.term_months})
        ]


def _perform_plan(doing: Doing) -> None:
    wanted: Mapping[str, Any] = doing.wanted
    renewal_plans.plan(
        subscription=doing.held,
        quantity=wanted.get("quantity"),
        frequency=wanted.get("frequency") or "",
        term_months=wanted.get("term_months"),
        at=doing.at,
        by=doing.by,
    )


def _perform_forget(doing: Doing) -> None:
    renewal_plans.forget(subscription=doing.held, at=doing.at, by=doing.by)


def _switch(renews: bool) -> Any:
    def perform(doing: Doing) -> None:
        auto_renewal.set_auto_renew(
            subscription=doing.held, renews=renews, at=doing.at, by=doing.by
        )

    return perform


def _has_term(held: Subscription) -> bool:
    sku = held.availability.sku
    is_metered = sku.product.billing_type in METERED
    return bool(held.term_months) and not is_metered and not sku.is_trial


def _with_base(held: Subscription, _on: date) -> str:
    if held.base and not held.base.auto_renew:
        return _("An add-on ends with its base, which does not renew.")
    return ""


def _not_renewing(held: Subscription, on: date) -> str:
    if not held.auto_renew:
        return _("It does not renew: switch automatic renewal on first.")
    return _with_base(held, on)


def _planning(held: Subscription, on: date) -> tuple[str, ...]:
    day = renews_on(held, on)
    return (
        _(
            "It takes effect on %(day)s, the first day of the next term, at the prices of that"
            " day; until then nothing changes, and it can be planned anew or forgotten."
        )
        % {"day": localize.day(day) if day else "–"},
    )


PLAN_RENEWAL = Act(
    code="plan-renewal",
    label=gettext_lazy("Plan the renewal"),
    title=gettext_lazy("Plan the renewal"),
    confirm=gettext_lazy("Plan this"),
    done=gettext_lazy("The renewal of %(name)s is planned."),
    permission=lambda held: Permission.MANAGE_SUBSCRIPTIONS,
    offered=_has_term,
    obstacle=_not_renewing,
    explains=_planning,
    until=renews_on,
    perform=_perform_plan,
    form=PlanForm,
)
FORGET_PLAN = Act(
    code="forget-plan",
    label=gettext_lazy("Forget the plan"),
    title=gettext_lazy("Forget what is planned for the renewal"),
    confirm=gettext_lazy("Forget the plan"),
    done=gettext_lazy("%(name)s renews as it is."),
    permission=lambda held: Permission.MANAGE_SUBSCRIPTIONS,
    offered=lambda held: plan_of(held) is not None,
    until=renews_on,
    perform=_perform_forget,
)
RENEW_OFF = Act(
    code="renew-off",
    label=gettext_lazy("Switch auto-renew off"),
    title=gettext_lazy("Switch automatic renewal off"),
    confirm=gettext_lazy("Switch auto-renew off"),
    done=gettext_lazy("%(name)s ends with its term."),
    permission=lambda held: Permission.MANAGE_SUBSCRIPTIONS,
    offered=lambda held: _has_term(held) and held.auto_renew,
    explains=lambda held, on: (
        _(
            "It runs until its term ends and is not renewed, nor are its add-ons. What is planned"
            " for its renewal is forgotten. Until then it can be switched on again."
        ),
    ),
    until=renews_on,
    perform=_switch(False),
)
RENEW_ON = Act(
    code="renew-on",
    label=gettext_lazy("Switch auto-renew on"),
    title=gettext_lazy("Switch automatic renewal on"),
    confirm=gettext_lazy("Switch auto-renew on"),
    done=gettext_lazy("%(name)s renews when its term ends."),
    permission=lambda held: Permission.MANAGE_SUBSCRIPTIONS,
    offered=lambda held: _has_term(held) and not held.auto_renew,
    obstacle=_with_base,
    explains=lambda held, on: (
        _("When its term ends the next one begins, at the price of the list of that day."),
    ),
    until=renews_on,
    perform=_switch(True),
)
