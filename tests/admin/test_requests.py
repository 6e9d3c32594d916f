"""Staff work the queue of requests: take, ask, note, accept by the kind's form, decline."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from billing.models import Adjustment, Withholding
from customers.models import (
    Attachment,
    RequestKind,
    ServiceRequest,
    TaxExemption,
    TaxRegistration,
)
from customers.services import request_answers, requests
from customers.services.partners import next_cycle
from customers.services.request_checks import Facts
from partnercenter.models import AuditEntry
from tests.admin.conftest import Clerk
from tests.admin.test_acts import told
from tests.admin.world import World
from tests.builders import a_request, a_user
from tests.builders.asked import PDF, PROOF

NEW_ID = "NL863920408B01"
LIST = "customers_servicerequest_changelist"


def page(name: str, *args: object) -> str:
    return reverse(f"admin:{name}", args=args)


def step(request: ServiceRequest, code: str) -> str:
    return page(f"customers_servicerequest_{code}", request.pk)


def asked(world: World, kind: str = RequestKind.BILLING_QUESTION, **facts: Any) -> ServiceRequest:
    return a_request(partner=world.partner, kind=kind, at=timezone.now(), **facts)


def listed(client: Client, **query: str) -> list[str]:
    rows = client.get(page(LIST), query).context["cl"].result_list
    return [row.subject for row in rows]


def labels(client: Client, request: ServiceRequest) -> list[str]:
    shown = client.get(page("customers_servicerequest_change", request.pk))
    return [str(tool.label) for tool in shown.context["tools"]]


def test_the_queue_begins_with_what_waits_longest(world: World, boss: Client) -> None:
    early = datetime(2026, 11, 2, 9, tzinfo=UTC)
    first = a_request(partner=world.partner, subject="First", at=early)
    a_request(partner=world.other, subject="Second", at=early + timedelta(days=1))
    closed = a_request(partner=world.partner, subject="Closed", at=early + timedelta(days=2))
    request_answers.decline(request=closed, reason="No.", at=early, by=a_user(is_staff=True))
    boss.post(step(first, "take"))

    assert listed(boss) == ["First", "Second"]
    assert listed(boss, whose="me") == ["First"]
    assert listed(boss, whose="nobody") == ["Second"]
    assert listed(boss, state="declined") == ["Closed"]
    assert listed(boss, state="all") == ["Closed", "Second", "First"]
    assert listed(boss, kind__exact="tax_id") == []
    assert listed(boss, q=closed.number) == ["Closed"]
    assert listed(boss, q=world.other.legal_name) == ["Second"]


def test_it_goes_back_and_forth_on_its_page(world: World, boss: Client) -> None:
    request = asked(world, files=(PROOF,))
    assert labels(boss, request) == [
        *("Take it", "Answer and complete", "Ask the partner"),
        *("Reply", "Add an internal note", "Decline"),
    ]

    boss.post(step(request, "take"))
    boss.post(step(request, "note"), {"text": "Call the warehouse."})
    boss.post(
        step(request, "ask-back"),
        {"text": "Which line?", "files": SimpleUploadedFile("bill.pdf", PDF)},
    )
    seen = boss.get(step(request, "accept")).context["form"].initial
    answer = boss.post(step(request, "accept"), {**seen, "text": "It is the fee."}, follow=True)

    shown = answer.content.decode()
    request.refresh_from_db()
    assert told(answer)[-1] == f"{request.number} is completed."
    assert all(part in shown for part in ("Internal note", "Call the warehouse.", "bill.pdf"))
    assert request.assigned_to == request.decided_by
    assert labels(boss, request) == ["Add an internal note"]


def test_a_tax_id_is_accepted_with_what_is_known_filled_in(world: World, boss: Client) -> None:
    request = asked(world, RequestKind.TAX_ID, tax_number=NEW_ID)
    form = boss.get(step(request, "accept")).context["form"]
    first = next_cycle(world.partner, on=timezone.now().date())
    assert (form["number"].value(), form["valid_from"].value()) == (NEW_ID, first)
    shown = boss.get(step(request, "accept")).content.decode()
    assert f'name="seen" value="{request.changed_at.isoformat()}"' in shown

    early = {**form.initial, "valid_from": date(2020, 1, 1)}
    wrong = boss.post(step(request, "accept"), {**form.initial, "number": "NL1"})
    back = boss.post(step(request, "accept"), early)
    boss.post(step(request, "accept"), form.initial)

    assert "check digit is wrong" in wrong.content.decode()
    assert "NL1" in wrong.content.decode()
    assert "Earlier documents are never changed" in back.content.decode()
    made = TaxRegistration.objects.get(request=request)
    assert (made.number, made.valid_from) == (NEW_ID, first)
    shown = boss.get(page("customers_servicerequest_change", request.pk)).content.decode()
    assert page("customers_taxregistration_change", made.pk) in shown


def test_an_exemption_is_accepted_until_its_last_day(world: World, boss: Client) -> None:
    request = asked(
        world,
        RequestKind.VAT_EXEMPTION,
        files=(PROOF,),
        jurisdiction="NL",
        certificate="C-1",
        valid_from=date(2026, 1, 1),
        valid_until=date(2100, 1, 1),
    )
    form = boss.get(step(request, "accept")).context["form"]

    boss.post(step(request, "accept"), form.initial)

    made = TaxExemption.objects.get(request=request)
    assert form["valid_until"].value() == date(2099, 12, 31)
    assert (made.certificate, made.valid_until) == ("C-1", date(2100, 1, 1))
    assert made.valid_from == next_cycle(world.partner, on=timezone.now().date())


def test_tax_withheld_and_a_credit_are_accepted_with_the_amount_asked_for(
    world: World, boss: Client
) -> None:
    about = {"invoice_number": world.invoice.number, "amount": Decimal("10.00")}
    withheld = asked(world, RequestKind.WITHHOLDING, files=(PROOF,), **about)
    credit = asked(world, RequestKind.CREDIT, **about)
    for request in (withheld, credit):
        form = boss.get(step(request, "accept")).context["form"]
        boss.post(step(request, "accept"), form.initial)

    adjustment, kept = Adjustment.objects.get(), Withholding.objects.get()
    pages = [
        boss.get(page("customers_servicerequest_change", request.pk)).content.decode()
        for request in (withheld, credit)
    ]
    assert (kept.amount, adjustment.amount) == (Decimal(10), Decimal(-10))
    assert credit.number in adjustment.reason
    assert page("billing_withholding_change", kept.pk) in pages[0]
    assert page("billing_adjustment_change", adjustment.pk) in pages[1]


def test_a_second_decision_is_refused_in_words(world: World, boss: Client) -> None:
    request = asked(world)
    seen = boss.get(step(request, "accept")).context["form"].initial
    boss.post(step(request, "decline"), {"reason": "Asked twice."})

    again = boss.post(step(request, "accept"), {**seen, "text": "Yes."})

    assert f"{request.number} is closed: declined." in again.content.decode()
    assert request.messages.count() == 2


def test_what_the_partner_corrected_meanwhile_is_looked_at_before_it_is_accepted(
    world: World, boss: Client
) -> None:
    request = asked(world, RequestKind.TAX_ID, tax_number=NEW_ID)
    seen = boss.get(step(request, "accept")).context["form"].initial
    moment, person = timezone.now(), request.opened_by
    staff = a_user(is_staff=True)
    request_answers.ask_back(request=request, text="Sure?", at=moment, by=staff)
    corrected = Facts(tax_number="NL123456782B12")
    requests.resubmit(request=request, text="No.", facts=corrected, at=moment, by=person)

    blind = boss.post(step(request, "accept"), seen)
    assert not TaxRegistration.objects.filter(request=request).exists()
    again = boss.get(step(request, "accept")).context["form"].initial
    boss.post(step(request, "accept"), again)

    assert "changed since this page was opened" in blind.content.decode()
    assert TaxRegistration.objects.get(request=request).number == "NL123456782B12"


@pytest.mark.parametrize("seen", ["", "yesterday"])
def test_nothing_is_accepted_unseen(world: World, boss: Client, seen: str) -> None:
    request = asked(world)

    boss.post(step(request, "accept"), {"text": "Yes.", "seen": seen})

    request.refresh_from_db()
    assert request.is_open


def test_an_exemption_of_another_country_is_refused_in_words(world: World, boss: Client) -> None:
    request = asked(
        world,
        RequestKind.VAT_EXEMPTION,
        files=(PROOF,),
        jurisdiction="NL",
        valid_from=date(2026, 1, 1),
        valid_until=date(2100, 1, 1),
    )
    form = boss.get(step(request, "accept")).context["form"]

    elsewhere = boss.post(step(request, "accept"), {**form.initial, "jurisdiction": "be"})
    boss.post(step(request, "accept"), {**form.initial, "jurisdiction": "nl"})

    assert "an exemption elsewhere takes nothing off" in elsewhere.content.decode()
    assert TaxExemption.objects.get().jurisdiction == "NL"


def test_a_file_that_is_refused_is_told_and_nothing_is_sent(world: World, boss: Client) -> None:
    request = asked(world)

    answer = boss.post(
        step(request, "answer"), {"text": "See.", "files": SimpleUploadedFile("x.pdf", PDF[:50])}
    )

    assert "Print it to PDF anew" in answer.content.decode()
    assert "See." in answer.content.decode()
    assert request.messages.count() == 1


@pytest.mark.parametrize("code", ["accept", "ask-back", "answer", "note", "decline", "take"])
def test_who_may_only_look_decides_nothing(world: World, clerk: Clerk, code: str) -> None:
    request = asked(world)
    reader = clerk("customers.view_servicerequest")

    assert labels(reader, request) == []
    assert reader.get(step(request, code)).status_code == 403
    assert reader.post(step(request, code), {"text": "x", "reason": "x"}).status_code == 403
    assert request.messages.count() == 1


def test_files_are_for_those_who_may_look_and_opening_them_is_logged(
    world: World, boss: Client, clerk: Clerk, partners_user: Client
) -> None:
    asked(world, files=(PROOF,))
    address = page("customers_servicerequest_file", Attachment.objects.get().public_id)

    answer = boss.get(address)

    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert AuditEntry.objects.filter(act="request.file_opened").count() == 1
    assert clerk().get(address).status_code == 403
    assert partners_user.get(address).status_code == 302


def test_queries_do_not_grow_with_requests_and_messages(world: World, boss: Client) -> None:
    request = asked(world, files=(PROOF,))
    addresses = (page(LIST), page("customers_servicerequest_change", request.pk))
    for address in addresses:
        boss.get(address)
    few = [counted(boss, address) for address in addresses]

    for _ in range(10):
        a_request(partner=world.other, by=a_user(partner=world.other))
        request_answers.answer(
            request=request,
            text="More.",
            files=(PROOF,),
            at=timezone.now(),
            by=a_user(is_staff=True),
        )

    assert [counted(boss, address) for address in addresses] == few


def counted(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
