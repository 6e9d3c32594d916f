"""Staff grant amounts, refund lines and withdraw both; nothing of it is edited afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.models import Adjustment
from billing.services import adjustments, runs
from partnercenter.models import AuditEntry
from partnercenter.periods import Period
from tests.admin.conftest import Clerk
from tests.admin.test_acts import told
from tests.admin.world import AFTERWARDS, World
from tests.billing.grants import GOODWILL, granted

DECEMBER = Period(date(2026, 11, 16), date(2026, 12, 16))
LIST = "billing_adjustment_changelist"


def page(name: str, *args: object) -> str:
    return reverse(f"admin:{name}", args=args)


def asked(world: World, **changed: str) -> dict[str, str]:
    return {
        "partner": world.partner.mpn_id,
        "stream": "recurring",
        "currency": "EUR",
        "amount": "-25.00",
        "reason": GOODWILL,
        "applies_on": "2026-11-20",
        **changed,
    }


def billed_again(world: World) -> str:
    """Bill the partner's next period and return its number."""
    at = AFTERWARDS + timedelta(days=30)
    run = runs.request(partner=world.partner, stream="recurring", period=DECEMBER, at=at)
    (invoice,) = runs.perform(run=run, at=at)
    return str(invoice)


def states(client: Client, **query: str) -> list[str]:
    """What the list says of each adjustment, the latest first."""
    shown = client.get(page(LIST), query).context["cl"]
    return [shown.model_admin.state(row) for row in shown.result_list]


def test_an_amount_is_granted_and_its_row_is_kept(world: World, boss: Client) -> None:
    partner = boss.get(page("customers_partner_change", world.partner.pk))
    grant = next(t for t in partner.context["tools"] if str(t.label) == "Grant an adjustment")
    form = boss.get(grant.href)

    answer = boss.post(page("billing_adjustment_add"), asked(world), follow=True)

    adjustment = Adjustment.objects.get()
    assert form.status_code == 200
    assert f'value="{world.partner.mpn_id}"' in form.content.decode()
    assert (adjustment.partner, adjustment.amount) == (world.partner, Decimal(-25))
    assert adjustment.granted_by is not None
    assert "EUR -25.00 Goodwill" in told(answer)[0]
    entries = AuditEntry.objects.filter(act__startswith="adjustment")
    assert [entry.act for entry in entries] == ["adjustment.granted"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"amount": "-2.505"}, "EUR has no amounts smaller than 0.01: -2.505 has more decimals."),
        ({"amount": "0"}, "An adjustment is more or less than nothing."),
        ({"amount": "1e400"}, "The amount has too many digits."),
        ({"reason": ""}, "This field is required."),
        ({"currency": "XYZ"}, "Select a valid choice."),
        ({"partner": ""}, "This field is required."),
        ({"partner": "12"}, "No partner has this MPN id."),
    ],
)
def test_what_no_invoice_could_say_is_told_at_its_field(
    world: World, boss: Client, changed: dict[str, str], words: str
) -> None:
    answer = boss.post(page("billing_adjustment_add"), asked(world, **changed))

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert Adjustment.objects.count() == 0


def test_the_very_same_is_not_granted_by_a_second_click(world: World, boss: Client) -> None:
    boss.post(page("billing_adjustment_add"), asked(world))

    again = boss.post(page("billing_adjustment_add"), asked(world), follow=True)

    assert Adjustment.objects.count() == 1
    assert "To grant it once more, give another reason." in told(again)[-1]


def test_the_list_says_where_each_one_stands(world: World, boss: Client) -> None:
    for number, reason in enumerate(("billed", "taken back", "still there", "never billed")):
        granted(world.partner, f"-{number + 1}.00", reason=reason, applies_on=DECEMBER.start)
    of = {one.reason: one for one in Adjustment.objects.all()}
    adjustments.withdraw(adjustment=of["never billed"], at=AFTERWARDS)
    first = billed_again(world)
    adjustments.withdraw(adjustment=of["still there"], at=AFTERWARDS)

    shown, waiting = states(boss), states(boss, state="waiting")

    assert waiting == []
    assert shown == [
        "withdrawn, never billed",
        f"withdrawn, the next invoice takes back what {first} says",
        f"on {first}",
        f"on {first}",
    ]
    assert states(boss, state="billed") == [f"on {first}"] * 2
    assert len(states(boss, state="withdrawn")) == 2


def test_what_was_billed_is_withdrawn_after_being_told_what_follows(
    world: World, boss: Client
) -> None:
    adjustment = granted(world.partner, applies_on=DECEMBER.start)
    withdraw = page("billing_adjustment_withdraw", adjustment.pk)
    before = boss.get(withdraw).content.decode()
    billed_again(world)
    after = boss.get(withdraw).content.decode().replace("\N{NO-BREAK SPACE}", " ")

    done, again = boss.post(withdraw, follow=True), boss.post(withdraw, follow=True)

    assert "It was not billed yet and never will be." in before
    assert "EUR 25.00 before tax will stand on the next invoice" in after
    assert told(done) == [f"EUR -25.00 {GOODWILL} is withdrawn."]
    assert "It was withdrawn on" in told(again)[0]
    assert [str(tool.label) for tool in done.context["tools"]] == []


def test_a_line_is_refunded_from_its_own_page(world: World, boss: Client) -> None:
    line = world.charge
    refund = page("billing_chargerecord_refund", line.pk)
    shown, form = boss.get(page("billing_chargerecord_change", line.pk)), boss.get(refund)

    answer = boss.post(
        refund, {"amount": "25.00", "reason": "Unused", "applies_on": "2026-11-20"}, follow=True
    )

    adjustment = Adjustment.objects.get()
    assert "Refund this line" in [str(tool.label) for tool in shown.context["tools"]]
    assert 'value="125.00"' in form.content.decode()
    assert (adjustment.line, adjustment.amount) == (line, Decimal(-25))
    assert told(answer) == ["EUR -25.00 Unused was granted."]
    assert f"line 1 of {world.invoice}" in answer.content.decode()
    rest = boss.get(refund).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Of this line, EUR 100.00 before tax can be refunded." in rest
    boss.get(page("billing_chargerecord_change", line.pk))
    listed = boss.get(page(LIST), {"line__id__exact": line.pk}).context["cl"].result_list
    assert list(listed) == [adjustment]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"amount": "125.01"}, "at most EUR 125.00 before tax can be refunded"),
        ({"amount": "1.005"}, "EUR has no amounts smaller than 0.01"),
        ({"amount": "-1"}, "greater than or equal to 0"),
        ({"reason": ""}, "This field is required."),
    ],
)
def test_a_refund_that_cannot_be_is_refused_where_it_was_asked(
    world: World, boss: Client, given: dict[str, str], words: str
) -> None:
    asked_for = {"amount": "1.00", "reason": "Unused", "applies_on": "2026-11-20", **given}

    answer = boss.post(page("billing_chargerecord_refund", world.charge.pk), asked_for)

    assert words in answer.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert Adjustment.objects.count() == 0


def test_a_line_of_a_draft_offers_no_refund(world: World, boss: Client) -> None:
    line = world.draft.charges.get()

    shown = boss.get(page("billing_chargerecord_change", line.pk))

    assert "Refund this line" not in [str(tool.label) for tool in shown.context["tools"]]


def test_what_was_granted_is_only_shown(world: World, boss: Client) -> None:
    adjustment = granted(world.partner)
    change = page("billing_adjustment_change", adjustment.pk)

    shown = boss.get(change)
    boss.post(
        page(LIST),
        {"action": "delete_selected", "_selected_action": adjustment.pk, "post": "yes"},
    )

    assert "_save" not in shown.content.decode()
    assert boss.post(change, asked(world, amount="-1.00")).status_code == 403
    assert boss.post(page("billing_adjustment_delete", adjustment.pk)).status_code == 403
    assert Adjustment.objects.get().amount == -25


@pytest.mark.parametrize(
    ("address", "permission"),
    [
        ("billing_adjustment_add", "billing.add_adjustment"),
        ("billing_adjustment_withdraw", "billing.change_adjustment"),
        ("billing_chargerecord_refund", "billing.add_adjustment"),
    ],
)
def test_granting_and_withdrawing_need_their_permission(
    world: World, clerk: Clerk, address: str, permission: str
) -> None:
    keys: dict[str, list[Any]] = {
        "billing_adjustment_add": [],
        "billing_adjustment_withdraw": [granted(world.partner).pk],
        "billing_chargerecord_refund": [world.charge.pk],
    }
    door = page(address, *keys[address])
    views = ("billing.view_adjustment", "billing.view_chargerecord")

    assert clerk(*views).get(door).status_code == 403
    assert clerk(*views).post(door).status_code == 403
    assert clerk(*views, permission).get(door).status_code == 200


def test_a_list_of_many_asks_no_more_than_one_of_few(world: World, boss: Client) -> None:
    granted(world.partner, reason="one")
    billed_again(world)
    states(boss)
    with CaptureQueriesContext(connection) as few:
        states(boss)
    for number in range(30):
        granted(world.partner, reason=f"number {number}")

    with CaptureQueriesContext(connection) as many:
        assert len(states(boss)) == 31

    assert len(many) == len(few)
