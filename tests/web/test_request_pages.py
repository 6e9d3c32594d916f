"""A partner's people go on with their requests, and read what came of them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.models import Invoice
from billing.services import request_decisions
from customers.models import Attachment, Partner, RequestKind, RequestState
from customers.services import request_answers
from customers.services.partners import next_cycle
from partnercenter.models import AuditEntry, User
from partnercenter.roles import Role
from tests.builders import (
    Line,
    a_customer,
    a_partner,
    a_request,
    a_subscription,
    a_user,
    an_issued_invoice,
    an_offer,
)
from tests.builders.asked import ASKED_AT, DUTCH_VAT_ID, PDF, PROOF
from tests.web.asking import filled, new, page, proof, titles
from tests.web.conftest import SignIn

LATER = ASKED_AT + timedelta(hours=2)


@pytest.fixture
def partner(db: None) -> Partner:
    return a_partner()


@pytest.fixture
def person(partner: Partner) -> User:
    return a_user(partner=partner, role=Role.BILLING_ADMIN)


@pytest.fixture
def client(person: User, sign_in: SignIn) -> Client:
    return sign_in(person)


@pytest.fixture
def staff(db: None) -> User:
    return a_user(is_staff=True)


@pytest.fixture
def invoice(partner: Partner) -> Invoice:
    customer = a_customer(partner=partner)
    held = a_subscription(customer=customer, price=an_offer(title="Suite Start"))
    lines = [Line(subscription=held, net="100.00", tax="21.00")]
    return an_issued_invoice(partner=partner, lines=lines)


def test_a_helpdesk_agent_sees_what_it_asked_itself_and_an_admin_agent_only_reads(
    partner: Partner, client: Client, sign_in: SignIn
) -> None:
    agent = a_user(partner=partner, role=Role.HELPDESK_AGENT)
    tax = a_request(partner=partner, kind=RequestKind.TAX_ID, tax_number=DUTCH_VAT_ID)
    asked = a_request(partner=partner, by=agent, subject="Why twice?")
    helpdesk = sign_in(agent)
    reader = sign_in(a_user(partner=partner, role=Role.ADMIN_AGENT))

    listed = titles(helpdesk.get(reverse("billing:requests")))
    read = reader.get(page(tax))

    assert listed == ["Why twice?"]
    assert helpdesk.get(page(tax)).status_code == 404
    assert read.status_code == 200
    assert read.context["form"] is None
    assert reader.post(page(tax, "_reply"), filled()).status_code == 403
    assert reader.post(page(asked, "_reply"), filled()).status_code == 302
    assert helpdesk.get(new("tax_id")).status_code == 403


def test_a_reply_is_added_once_and_returns_the_request_to_review(
    partner: Partner, person: User, client: Client, staff: User
) -> None:
    request = a_request(partner=partner, by=person)
    request_answers.ask_back(request=request, text="Which line?", at=LATER, by=staff)
    form = filled(text="The second.", files=proof())
    assert "Update and resubmit" in client.get(page(request)).content.decode()

    client.post(page(request, "_reply"), form)
    client.post(page(request, "_reply"), form)

    request.refresh_from_db()
    assert request.state == RequestState.IN_REVIEW
    assert [m.text for m in request.messages.order_by("pk")][2:] == ["The second."]


def test_facts_are_corrected_in_the_reply_that_was_asked_for(
    partner: Partner, person: User, client: Client, staff: User
) -> None:
    request = a_request(
        partner=partner, by=person, kind=RequestKind.TAX_ID, tax_number=DUTCH_VAT_ID
    )
    request_answers.ask_back(request=request, text="That one?", at=LATER, by=staff)
    assert client.get(page(request)).context["form"]["tax_number"].value() == DUTCH_VAT_ID

    wrong = client.post(page(request, "_reply"), filled(tax_number="NL1"))
    client.post(page(request, "_reply"), filled(tax_number="NL863920408B01"))

    request.refresh_from_db()
    assert "check digit" in wrong.context["form"].errors["tax_number"][0]
    assert (request.tax_number, request.state) == ("NL863920408B01", RequestState.IN_REVIEW)


def test_a_request_is_withdrawn_and_then_only_read(
    partner: Partner, person: User, client: Client
) -> None:
    request = a_request(partner=partner, by=person)
    form = filled()

    client.post(page(request, "_withdraw"), form)
    again = client.post(page(request, "_withdraw"), form)

    request.refresh_from_db()
    assert request.state == RequestState.WITHDRAWN
    assert again.status_code == 302
    assert client.post(page(request, "_withdraw"), filled()).status_code == 409
    assert client.post(page(request, "_reply"), filled()).status_code == 409
    assert client.get(page(request)).context["form"] is None


def test_internal_notes_and_their_files_are_not_there(
    partner: Partner, person: User, client: Client, staff: User
) -> None:
    request = a_request(partner=partner, by=person)
    request_answers.note(request=request, text="Beware of this one.", at=LATER, by=staff)
    note = request.messages.get(is_internal=True)
    hidden = Attachment.objects.create(message=note, name="x.pdf", media_type="x", size=1)

    shown = client.get(page(request)).content.decode()

    assert "Beware" not in shown
    address = reverse("billing:attachment", args=[hidden.public_id])
    assert client.get(address).status_code == 404


def test_a_file_is_saved_never_shown_and_its_download_is_logged(
    partner: Partner, person: User, client: Client
) -> None:
    request = a_request(partner=partner, by=person, files=(PROOF,))

    answer = client.get(reverse("billing:attachment", args=[Attachment.objects.get().public_id]))

    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == 'attachment; filename="certificate.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    entry = AuditEntry.objects.get(act="request.file_opened")
    assert (entry.subject, entry.by, entry.partner_id) == (request.number, person, partner.pk)


def test_a_completed_request_links_what_it_changed(
    partner: Partner, person: User, client: Client, staff: User
) -> None:
    request = a_request(
        partner=partner, by=person, kind=RequestKind.TAX_ID, tax_number=DUTCH_VAT_ID
    )
    first = next_cycle(partner, on=LATER.date())
    request_decisions.accept_tax_id(
        request=request, number=DUTCH_VAT_ID, valid_from=first, text="Done.", at=LATER, by=staff
    )

    shown = client.get(page(request)).content.decode()

    assert f'<a href="{reverse("customers:tax")}">VAT id {DUTCH_VAT_ID}' in shown
    assert "The invoice of 15 Jan 2027 is the first" in shown


def test_tax_withheld_is_asked_for_from_the_billing_history_and_shown_on_the_invoice(
    client: Client, invoice: Invoice, staff: User
) -> None:
    overview = reverse("billing:overview")
    before = client.get(overview).content.decode()
    request = a_request(
        partner=invoice.partner,
        kind=RequestKind.WITHHOLDING,
        files=(PROOF,),
        invoice_number=invoice.number,
        amount=Decimal("20.00"),
    )
    asked = client.get(overview).content.decode()
    request_decisions.accept_withholding(
        request=request, amount=Decimal("20.00"), text="Done.", at=LATER, by=staff
    )

    after = client.get(reverse("billing:invoice", args=[invoice.number]))

    assert f"{new('withholding')}?invoice={invoice.number}" in before
    assert request.number in asked
    assert "Submit new" not in asked
    withheld = after.context["withheld"]
    assert (str(withheld.amount), str(withheld.left)) == ("EUR -20.00", "EUR 101.00")
    assert page(request) in after.content.decode()


def test_the_list_is_narrowed_by_state_kind_and_person(
    partner: Partner, person: User, client: Client, staff: User
) -> None:
    a_request(partner=partner, by=person, subject="Mine")
    other = a_request(partner=partner, subject="Declined one")
    a_request(partner=partner, subject="Tax", kind=RequestKind.TAX_ID, tax_number=DUTCH_VAT_ID)
    request_answers.decline(request=other, reason="No.", at=LATER, by=staff)
    address = reverse("billing:requests")

    found = {
        query: titles(client.get(f"{address}?{query}"))
        for query in ("", "state=open", "state=declined", "kind=tax_id", "whose=mine", "state=x")
    }
    nothing = client.get(f"{address}?state=completed").content.decode()

    assert found == {
        "": ["Tax", "Declined one", "Mine"],
        "state=open": ["Tax", "Mine"],
        "state=declined": ["Declined one"],
        "kind=tax_id": ["Tax"],
        "whose=mine": ["Mine"],
        "state=x": ["Tax", "Declined one", "Mine"],
    }
    assert "No request fits" in nothing


def test_a_newcomer_is_told_what_requests_are_for(client: Client) -> None:
    assert "No requests yet" in client.get(reverse("billing:requests")).content.decode()


def test_queries_do_not_grow_with_requests_messages_or_files(
    partner: Partner, person: User, client: Client
) -> None:
    request = a_request(partner=partner, by=person, files=(PROOF,))
    addresses = (reverse("billing:requests"), page(request), reverse("billing:overview"))
    for address in addresses:
        client.get(address)
    few = [counted(client, address) for address in addresses]

    for number in range(12):
        a_request(
            partner=partner, subject=f"Request {number}", customer=a_customer(partner=partner)
        )
        request_answers.answer(
            request=request, text="More.", files=(PROOF,), at=LATER, by=a_user(is_staff=True)
        )

    assert [counted(client, address) for address in addresses] == few


def counted(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
