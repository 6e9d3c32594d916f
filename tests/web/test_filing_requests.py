"""A partner's people file requests: one for each form, and only with what is right."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from billing.models import Invoice
from customers.models import Attachment, Partner, ServiceRequest
from partnercenter.models import User
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
from tests.builders.asked import DUTCH_VAT_ID, PDF, PROOF
from tests.web.asking import filled, new, page, proof, titles
from tests.web.conftest import SignIn


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
def invoice(partner: Partner) -> Invoice:
    customer = a_customer(partner=partner)
    held = a_subscription(customer=customer, price=an_offer(title="Suite Start"))
    lines = [Line(subscription=held, net="100.00", tax="21.00")]
    return an_issued_invoice(partner=partner, lines=lines)


def test_a_form_opens_one_request_however_often_it_is_sent(client: Client, person: User) -> None:
    form = filled(tax_number=DUTCH_VAT_ID)

    first = client.post(new("tax_id"), {**form, "files": [proof(), proof("more.pdf")]})
    second = client.post(new("tax_id"), {**form, "files": [proof(), proof("more.pdf")]})

    request = ServiceRequest.objects.get()
    assert first["Location"] == second["Location"] == page(request)
    assert (request.opened_by, request.tax_number) == (person, DUTCH_VAT_ID)
    assert Attachment.objects.count() == 2
    shown = client.get(page(request)).content.decode()
    assert all(part in shown for part in (request.number, "In review", "more.pdf", DUTCH_VAT_ID))


@pytest.mark.parametrize(
    ("kind", "given", "field", "words"),
    [
        ("tax_id", {"tax_number": "NL004170521B01"}, "tax_number", "check digit"),
        ("tax_id", {"tax_number": DUTCH_VAT_ID, "text": " "}, "text", "required"),
        ("vat_exemption", {"jurisdiction": "NL", "valid_from": "2026-12-01"}, "files", "Attach"),
        (
            "vat_exemption",
            {"jurisdiction": "NL", "valid_from": "0001-01-01", "files": proof()},
            "valid_from",
            "not a year",
        ),
        (
            "withholding",
            {"invoice_number": "D1", "amount": "1", "files": proof()},
            "invoice_number",
            "You have no invoice D1",
        ),
        (
            "tax_id",
            {"tax_number": DUTCH_VAT_ID, "files": proof("x.pdf", b"%PDF-1.7 half")},
            "files",
            "Print it to PDF",
        ),
        ("billing_question", {"customer": "Nobody N.V."}, "customer", "no such customer"),
        ("billing_question", {"line_position": "2"}, "invoice_number", "Name the invoice"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(
    client: Client, kind: str, given: dict[str, Any], field: str, words: str
) -> None:
    answer = client.post(new(kind), filled(subject="Kept as typed", **given))

    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert words in form.errors[field][0]
    assert "Kept as typed" in answer.content.decode()
    assert not ServiceRequest.objects.exists()


def test_a_certificate_of_withholding_has_rules_of_its_own(
    client: Client, invoice: Invoice
) -> None:
    asked = {"invoice_number": invoice.number, "amount": "20.00"}

    spaced = client.post(new("withholding"), filled(**asked, files=proof("my proof.pdf")))
    large = client.post(
        new("withholding"), filled(**asked, files=proof(content=PDF + b"\n" * 1024 * 1024))
    )
    text = client.post(new("withholding"), filled(**asked, files=proof("a.csv", b"a,b\n")))
    fine = client.post(new("withholding"), filled(**asked, files=proof()))

    refused = [answer.context["form"].errors["files"][0] for answer in (spaced, large, text)]
    assert "rename the file" in refused[0]
    assert "larger than 1 MB" in refused[1]
    assert "PDF, JPEG, PNG, GIF" in refused[2]
    assert fine.status_code == 302


def test_the_form_knows_what_the_page_before_was_about(client: Client, invoice: Invoice) -> None:
    line = reverse("billing:line", args=[invoice.number, 1])
    shown = client.get(line).content.decode()
    query = {"invoice": invoice.number, "line": "1"}
    customer = invoice.charges.get().subscription.customer

    chosen = client.get(reverse("billing:request_choose"), query).content.decode()
    form = client.get(new("credit"), query).context["form"]
    about = client.get(new("billing_question"), {"customer": customer.public_id}).context["form"]

    assert f"?invoice={invoice.number}&amp;line=1" in shown
    assert f"{new('credit')}?invoice={invoice.number}&amp;line=1" in chosen
    assert form["invoice_number"].value() == invoice.number
    assert form["line_position"].value() == 1
    assert form["amount"].value() == Decimal(100)
    assert form["subject"].value() == f"Line 1 of {invoice.number}: Suite Start"
    assert about["customer"].value() == customer.name
    sent = client.post(new("credit"), {**filled(), **form.initial})
    assert sent.status_code == 302
    assert ServiceRequest.objects.get().customer == customer


def test_what_belongs_to_another_partner_is_not_there(
    client: Client, invoice: Invoice, sign_in: SignIn
) -> None:
    stranger = sign_in(a_user(partner=a_partner("Haselbrück IT-Dienste GmbH")))
    customer = invoice.charges.get().subscription.customer
    request = a_request(partner=invoice.partner, files=(PROOF,))
    file = reverse("billing:attachment", args=[Attachment.objects.get().public_id])

    found = [
        stranger.get(new("credit"), {"invoice": invoice.number}).status_code,
        stranger.get(new("credit"), {"customer": customer.public_id}).status_code,
        stranger.get(new("credit"), {"customer": "x"}).status_code,
        client.get(new("credit"), {"invoice": invoice.number, "line": "7"}).status_code,
        client.get(new("gift")).status_code,
        stranger.get(page(request)).status_code,
        stranger.post(page(request, "_reply"), filled()).status_code,
        stranger.post(page(request, "_withdraw"), filled()).status_code,
        stranger.get(file).status_code,
    ]

    assert found == [404] * 9
    assert titles(stranger.get(reverse("billing:requests"))) == []
