"""The supplier's pages of lists that go on by themselves, of plans and of who was told."""

from __future__ import annotations

from datetime import UTC, date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import Announcement
from partnercenter.models import AuditEntry
from partnercenter.periods import add_months, month_of
from pricing.models import PlannedPrice, PreviewRun, Price, PriceList
from pricing.services import planned, previews
from tests.admin.conftest import Clerk
from tests.builders import a_partner, an_offer

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.now().astimezone(UTC).date()


def this_month() -> date:
    return month_of(today()).start


def next_month() -> date:
    return month_of(today()).end


def page(name: str, *args: object) -> str:
    return reverse(f"admin:pricing_{name}", args=args)


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


@pytest.fixture
def price() -> Price:
    return an_offer(price="12.50", title="Suite Start", month=this_month())


@pytest.fixture
def run(price: Price) -> PreviewRun:
    return previews.request_due(on=today(), at=timezone.now())[-1]


def a_plan(price: Price, month: date, unit_price: str | None = "13.00") -> PlannedPrice:
    return PlannedPrice.objects.create(
        availability=price.availability,
        from_month=month,
        unit_price=None if unit_price is None else Decimal(unit_price),
        recorded_at=timezone.now(),
    )


# Runs


def test_what_is_due_is_asked_for_once(price: Price, boss: Client) -> None:
    first = boss.post(page("previewrun_due"), follow=True)
    again = boss.post(page("previewrun_due"), follow=True)

    assert told(first) == [f"The lists of {next_month():%Y-%m} are being published."]
    assert told(again) == ["No further list is due; what was left over was woken."]
    assert PreviewRun.objects.get().month == next_month()
    assert boss.get(page("previewrun_due")).status_code == 405


def test_a_run_is_done_at_once_and_shows_what_became_of_it(run: PreviewRun, boss: Client) -> None:
    before = boss.get(page("previewrun_change", run.pk)).content.decode()

    answer = boss.post(page("previewrun_run-now", run.pk), follow=True)

    made = PriceList.objects.get(generated=True)
    name = f"License-based services EUR {next_month():%Y-%m}"
    assert told(answer) == [f"Published: {name} #1."]
    after = answer.content.decode()
    assert "0 of 1 list" in before
    assert "Waits for its turn" in before
    assert "1 of 1 list" in after
    assert f'<a href="{page("pricelist_change", made.pk)}">{name}</a>' in after
    assert "Carried on" in after


def test_a_run_asks_how_far_it_is_until_it_is_done(run: PreviewRun, boss: Client) -> None:
    address = page("previewrun_progress", run.pk)

    running = boss.get(address)
    shown = boss.get(page("previewrun_change", run.pk)).content.decode()
    previews.perform(run=run, at=timezone.now())
    done = boss.get(address)

    assert f'hx-get="{address}"' in running.content.decode()
    assert f'hx-get="{address}"' in shown
    assert "HX-Refresh" not in running
    assert done["HX-Refresh"] == "true"
    assert "hx-get" not in done.content.decode()


def test_the_list_of_runs_shows_how_far_they_are(run: PreviewRun, boss: Client) -> None:
    PreviewRun.objects.filter(pk=run.pk).update(
        lists_wanted=12, lists_done=7, state="failed", error="Software EUR 2026-12: no price"
    )

    shown = boss.get(page("previewrun_changelist")).content.decode()

    assert '<progress max="12" value="7" aria-label="7 of 12 lists">' in shown
    assert "Software EUR 2026-12: no price" in shown


def test_planned_changes_are_published_from_the_run(
    run: PreviewRun, price: Price, boss: Client
) -> None:
    previews.perform(run=run, at=timezone.now())
    act = page("previewrun_publish-planned", run.pk)

    nothing = boss.post(act, follow=True)
    a_plan(price, next_month())
    asked, done = boss.get(act), boss.post(act, follow=True)

    month = f"{next_month():%Y-%m}"
    assert told(nothing) == [f"The lists of {month} say already what is planned."]
    assert "gets its next edition; partners see it at once." in asked.content.decode()
    assert told(done) == [f"Published: License-based services EUR {month} #2."]


@pytest.mark.parametrize(
    ("name", "permission"),
    [
        ("previewrun_run-now", "pricing.change_previewrun"),
        ("previewrun_publish-planned", "pricing.add_pricelist"),
        ("previewrun_due", "pricing.change_previewrun"),
    ],
)
def test_acting_on_runs_needs_its_permission(
    run: PreviewRun, clerk: Clerk, name: str, permission: str
) -> None:
    address = page(name, *([] if name.endswith("due") else [run.pk]))

    assert clerk("pricing.view_previewrun").post(address).status_code == 403
    assert clerk("pricing.view_previewrun", permission).post(address).status_code == 302
    assert clerk().get(page("previewrun_progress", run.pk)).status_code == 403


# Plans


def plan_form(price: Price, month: str, **fields: str) -> dict[str, str]:
    return {
        "availability": str(price.availability.pk),
        "from_month": month,
        "unit_price": "",
        "erp_price": "",
        "note": "",
        **fields,
    }


def test_a_price_is_planned_and_planned_otherwise(price: Price, boss: Client) -> None:
    month = f"{next_month():%Y-%m}"
    for given in ({"unit_price": "13.5", "erp_price": "15", "note": "Spring"}, {}):
        answer = boss.post(page("plannedprice_add"), plan_form(price, month, **given), follow=True)
        assert answer.status_code == 200

    plan = PlannedPrice.objects.get()
    shown = boss.get(page("plannedprice_changelist")).content.decode()
    assert (plan.from_month, plan.unit_price, plan.note) == (next_month(), None, "")
    assert "no longer offered" in shown
    assert AuditEntry.objects.filter(act="planned_price.planned").count() == 2


def test_the_current_month_is_refused_on_the_form(price: Price, boss: Client) -> None:
    answer = boss.post(
        page("plannedprice_add"), plan_form(price, f"{this_month():%Y-%m}", unit_price="1")
    )

    words = "is in force already or past: to correct it, import a list."
    assert words in answer.content.decode()
    assert not PlannedPrice.objects.exists()


def test_a_month_out_of_reach_is_refused_on_the_form(price: Price, boss: Client) -> None:
    answer = boss.post(page("plannedprice_add"), plan_form(price, "9999-12", unit_price="1"))

    assert "9999 is not a year from 2000 to 2200." in answer.content.decode()
    assert not PlannedPrice.objects.exists()


def test_planning_for_published_lists_says_what_is_left_to_do(
    run: PreviewRun, price: Price, boss: Client
) -> None:
    previews.perform(run=run, at=timezone.now())
    month = f"{next_month():%Y-%m}"

    answer = boss.post(
        page("plannedprice_add"), plan_form(price, month, unit_price="1"), follow=True
    )

    assert told(answer)[0].startswith(f"Lists of {month} are published already.")
    published = boss.post(page("plannedprice_publish", PlannedPrice.objects.get().pk), follow=True)
    assert told(published) == [f"Published: License-based services EUR {month} #2."]


def test_a_plan_is_edited_until_its_month_begins(price: Price, boss: Client) -> None:
    coming, begun = a_plan(price, next_month()), a_plan(price, this_month())
    given = {"unit_price": "14", "erp_price": "", "note": "Agreed"}

    boss.post(page("plannedprice_change", coming.pk), given)
    refused = boss.post(page("plannedprice_change", begun.pk), given)
    shown = boss.get(page("plannedprice_change", begun.pk))

    coming.refresh_from_db()
    assert (coming.unit_price, coming.note, coming.from_month) == (14, "Agreed", next_month())
    assert refused.status_code == 403
    assert "_save" not in shown.content.decode()
    assert [str(tool.label) for tool in shown.context["tools"]] == []


def test_a_plan_is_withdrawn_and_not_deleted(price: Price, boss: Client) -> None:
    plan = a_plan(price, next_month())

    deleted = boss.post(page("plannedprice_delete", plan.pk), {"post": "yes"})
    answer = boss.post(page("plannedprice_withdraw", plan.pk), follow=True)

    assert deleted.status_code == 403
    assert told(answer) == [f"{plan} is withdrawn."]
    assert not PlannedPrice.objects.exists()


def test_plans_are_filtered_by_month_and_currency(
    price: Price, boss: Client, django_assert_max_num_queries: Any
) -> None:
    other = an_offer(currency="CHF", month=this_month())
    later = add_months(next_month(), 1)
    plans = [a_plan(price, next_month()), a_plan(price, later), a_plan(other, later)]
    address = page("plannedprice_changelist")

    with django_assert_max_num_queries(12):
        by_month = boss.get(address, {"month": f"{later:%Y-%m-%d}"})
    by_currency = boss.get(address, {"availability__currency": "CHF"})

    assert [row.pk for row in by_month.context["cl"].result_list] == [plans[2].pk, plans[1].pk]
    assert [row.pk for row in by_currency.context["cl"].result_list] == [plans[2].pk]


def test_what_was_never_listed_is_refused_in_words(price: Price, boss: Client) -> None:
    month = f"{next_month():%Y-%m}"
    other = an_offer(month=this_month())
    other.availability.pk = None
    other.availability.availability_id, other.availability.term = "NEVER", "1 Year"
    other.availability.save()

    answer = boss.post(
        page("plannedprice_add"), plan_form(other, month, unit_price="1"), follow=True
    )

    assert "was never on a list: import a list with it." in told(answer)[0]
    with pytest.raises(planned.NeverListed):
        planned.plan(
            availability=other.availability,
            from_month=next_month(),
            unit_price=Decimal(1),
            at=timezone.now(),
        )


# Announcements


def test_who_was_told_is_only_shown(boss: Client) -> None:
    kept = Announcement.objects.create(
        partner=a_partner(), month=next_month(), announced_at=timezone.now(), recipients=3
    )
    change = reverse("admin:customers_announcement_change", args=[kept.pk])

    listed = boss.get(reverse("admin:customers_announcement_changelist")).content.decode()

    assert f"{next_month():%Y-%m}" in listed
    assert "_save" not in boss.get(change).content.decode()
    assert boss.post(change, {"recipients": 1}).status_code == 403
