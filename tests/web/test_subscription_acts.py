"""Acts upon a subscription: seen before they are confirmed, done once, and refused in words."""

from __future__ import annotations

import pytest
from django.utils import timezone

from customers.models import PartnerKind, RenewalPlan, Subscription, SubscriptionChange
from customers.services import renewal_plans, subscriptions
from partnercenter.models import AuditEntry
from partnercenter.roles import Role
from tests.builders import a_user, an_offer, an_offer_rule
from tests.web.conftest import Cast, SignIn
from tests.web.held import a_holding, address, confirm, days_ago, text, today

pytestmark = pytest.mark.django_db


def test_a_preview_tells_the_money_and_changes_nothing(cast: Cast) -> None:
    held = a_holding(cast.partner)
    before = SubscriptionChange.objects.count(), AuditEntry.objects.count()

    page = cast.owner.get(address(held, "quantity"), {"quantity": "12", "preview": "1"})

    said = text(page)
    assert page.status_code == 200
    assert "EUR 48.00 each month instead of EUR 40.00" in said
    assert "Quantity 10 12" in said
    assert "Change of this invoice" in said
    held.refresh_from_db()
    assert held.quantity == 10
    assert (SubscriptionChange.objects.count(), AuditEntry.objects.count()) == before


def test_a_second_click_changes_nothing_more_and_leads_to_the_same_page(cast: Cast) -> None:
    held = a_holding(cast.partner)

    first, form = confirm(cast.owner, held, "quantity", quantity="12")
    second = cast.owner.post(address(held, "quantity"), form)

    assert (first.status_code, first["Location"]) == (302, address(held))
    assert (second.status_code, second["Location"]) == (302, address(held))
    assert held.changes.count() == 2
    assert "has another quantity from" in text(cast.owner.get(address(held)))


def test_a_day_that_was_over_when_it_was_confirmed_is_looked_at_again(cast: Cast) -> None:
    held = a_holding(cast.partner)

    answer = cast.owner.post(
        address(held, "suspend"), {"seen_on": days_ago(1).isoformat(), "key": ""}
    )

    assert answer.status_code == 409
    assert "The day has changed (UTC)" in text(answer)
    assert held.changes.count() == 1


def test_what_became_impossible_since_it_was_shown_is_told_in_words(cast: Cast) -> None:
    held = a_holding(cast.partner)
    shown = cast.owner.get(address(held, "suspend"))
    subscriptions.cancel(subscription=held, on=today(), at=timezone.now())

    answer = cast.owner.post(
        address(held, "suspend"),
        {"key": str(shown.context["key"]), "seen_on": today().isoformat()},
    )

    assert answer.status_code == 409
    assert "Suite Start is cancelled." in text(answer)
    assert held.changes.count() == 2


@pytest.mark.parametrize("wanted", ["10", "0", "x", "99999999999"])
def test_what_is_no_new_quantity_is_said_beside_the_field(cast: Cast, wanted: str) -> None:
    held = a_holding(cast.partner)

    page = cast.owner.get(address(held, "quantity"), {"quantity": wanted, "preview": "1"})

    assert page.status_code == 422
    assert page.context["foreseen"] is None


def test_seats_beyond_the_offer_matrix_are_refused_before_anything_is_confirmed(
    cast: Cast,
) -> None:
    held = a_holding(cast.partner)
    an_offer_rule(held.terms.get().price, month=held.starts_on.replace(day=1), max_quantity=11)

    page = cast.owner.get(address(held, "quantity"), {"quantity": "12", "preview": "1"})

    assert page.status_code == 409
    assert "At most 11 seats of Suite Start, 12 wanted." in text(page)


@pytest.mark.parametrize(("days", "told"), [(10, "everything"), (40, "only the days not used")])
def test_cancelling_tells_what_comes_back_and_why(cast: Cast, days: int, told: str) -> None:
    held = a_holding(cast.partner, on=days_ago(days))

    said = text(cast.owner.get(address(held, "cancel")))

    assert "It ends for good today. This cannot be undone." in said
    assert told in said
    assert "no more EUR 40.00 each month" in said


def test_a_changed_frequency_lists_the_whole_order_with_price_and_term(
    cast: Cast, sign_in: SignIn
) -> None:
    held = a_holding(cast.partner)
    other = a_holding(cast.partner, customer=held.customer, name="Other")
    Subscription.objects.filter(pk=other.pk).update(order=held.order)
    separate = a_holding(cast.partner, customer=held.customer, name="Separate")
    agent = sign_in(a_user(partner=cast.partner, role=Role.ADMIN_AGENT))

    page = agent.get(address(held, "frequency"))

    turns = page.context["foreseen"].turns
    assert [turn.name for turn in turns] == ["Suite Start", other.name]
    assert {turn.after.frequency for turn in turns} == {"Annual"}
    assert separate.name not in text(page)
    assert "List price EUR 4.00 EUR 4.00" in text(page)


def test_a_billing_admin_changes_the_frequency_of_the_order(cast: Cast, sign_in: SignIn) -> None:
    held = a_holding(cast.partner)
    accountant = sign_in(a_user(partner=cast.partner, role=Role.BILLING_ADMIN))

    answer, _form = confirm(accountant, held, "frequency")

    assert answer.status_code == 302
    held.refresh_from_db()
    assert held.frequency == "annual"
    assert accountant.get(address(held, "cancel")).status_code == 403
    assert "billing frequency changed to annual" in text(accountant.get(address(held))).lower()


def test_a_renewal_is_planned_seen_forgotten_and_switched_off(cast: Cast) -> None:
    held = a_holding(cast.partner)
    way = {"frequency": "monthly", "term_months": "12"}

    shown = cast.owner.get(address(held, "plan-renewal"), {"quantity": "4", **way, "preview": "1"})
    assert "EUR 16.00 each month instead of EUR 40.00" in text(shown)
    confirm(cast.owner, held, "plan-renewal", quantity="4", **way)
    assert RenewalPlan.objects.get().quantity == 4
    assert "Planned for the renewal: quantity 4." in text(cast.owner.get(address(held)))

    confirm(cast.owner, held, "forget-plan")
    assert not RenewalPlan.objects.exists()
    assert cast.owner.get(address(held, "forget-plan")).status_code == 409

    confirm(cast.owner, held, "renew-off")
    held.refresh_from_db()
    assert not held.auto_renew
    refused = cast.owner.get(address(held, "plan-renewal"))
    assert refused.status_code == 409
    assert "switch automatic renewal on first" in text(refused)
    confirm(cast.owner, held, "renew-on")
    held.refresh_from_db()
    assert held.auto_renew


def test_suspended_and_reactivated_through_pages(cast: Cast) -> None:
    held = a_holding(cast.partner, on=days_ago(40))

    confirm(cast.owner, held, "suspend")
    confirm(cast.owner, held, "reactivate")

    assert [change.action for change in held.changes.order_by("sequence")][1:] == [
        "suspend",
        "reactivate",
    ]


@pytest.mark.parametrize(
    ("days", "told", "never"),
    [
        (20, "It is cancelled today. This cannot be undone.", "It ends for good today"),
        (3, "It ends for good today. This cannot be undone.", "it runs until its term ends"),
    ],
)
def test_what_runs_on_until_its_term_ends_is_not_said_to_end_today(
    cast: Cast, days: int, told: str, never: str
) -> None:
    held = a_holding(
        cast.partner,
        kind="marketplace",
        on=days_ago(days),
        settings={"cancellation": "marketplace_annual"},
    )

    said = text(cast.owner.get(address(held, "cancel")))

    assert told in said
    assert never not in said


def test_who_may_not_see_prices_sees_no_unit_price_in_what_it_costs(cast: Cast) -> None:
    held = a_holding(cast.partner)
    wanted = {"quantity": "12", "preview": "1"}

    mine = text(cast.owner.get(address(held, "quantity"), wanted))
    helpdesk = text(cast.helpdesk.get(address(held, "quantity"), wanted))

    assert "Unit price" in mine
    assert "Unit price" not in helpdesk
    assert "Change of this invoice" in helpdesk


def test_a_changed_frequency_says_that_plans_are_forgotten(cast: Cast, sign_in: SignIn) -> None:
    held = a_holding(cast.partner)
    agent = sign_in(a_user(partner=cast.partner, role=Role.ADMIN_AGENT))
    words = "What is planned for renewals of the order is forgotten."
    assert words not in text(agent.get(address(held, "frequency")))
    renewal_plans.plan(subscription=held, quantity=4, at=timezone.now())

    said = text(agent.get(address(held, "frequency")))
    confirm(agent, held, "frequency")

    assert words in said
    assert "What was planned for the renewal was forgotten" in text(agent.get(address(held)))


def test_the_renewal_of_what_is_paid_at_once_is_planned_as_it_is_paid(cast: Cast) -> None:
    held = a_holding(cast.partner)
    Subscription.objects.filter(pk=held.pk).update(frequency="one_time")

    form = cast.owner.get(address(held, "plan-renewal")).context["form"]
    answer, _form = confirm(
        cast.owner, held, "plan-renewal", quantity="4", frequency="one_time", term_months="12"
    )

    assert form["frequency"].value() == "one_time"
    assert answer.status_code == 302
    assert (RenewalPlan.objects.get().quantity, RenewalPlan.objects.get().frequency) == (4, "")


def test_an_indirect_provider_names_another_reseller(cast: Cast) -> None:
    held = a_holding(cast.partner)
    assert cast.owner.get(address(held, "reseller")).status_code == 409

    cast.partner.kind = PartnerKind.INDIRECT_PROVIDER
    cast.partner.save()
    cast.partner.resellers.create(mpn_id="5110042", name="Kaai 9 IT", country="NL")
    confirm(cast.owner, held, "reseller", reseller="5110042")

    held.refresh_from_db()
    assert held.reseller_mpn_id == "5110042"
    assert "Kaai 9 IT" in text(cast.owner.get(address(held)))


def test_a_trial_is_bought_from_its_page_if_the_matrix_names_something(cast: Cast) -> None:
    trial = a_holding(cast.partner, name="Suite Trial")
    sku = trial.availability.sku
    sku.secondary_type = "Trial"
    sku.save()
    assert "names nothing to convert" in text(cast.owner.get(address(trial, "convert")))

    product = an_offer(price="7.00", title="Suite Full", month=today().replace(day=1))
    first = today().replace(day=1)
    an_offer_rule(product, month=first)
    target = str(product.availability.sku.offer_id)
    an_offer_rule(trial.terms.get().price, month=first, converts_to=[target])
    wanted = {"offer": target, "quantity": "5", "frequency": "monthly"}
    shown = cast.owner.get(address(trial, "convert"), {**wanted, "preview": "1"})
    assert "Suite Full" in text(shown)
    answer, _form = confirm(cast.owner, trial, "convert", **wanted)

    bought = trial.converted_to.get()
    assert answer["Location"] == address(bought)
    assert (bought.quantity, bought.name) == (5, "Suite Full")
