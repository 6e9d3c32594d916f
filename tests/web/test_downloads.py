"""What can be downloaded, by whom, and what is said while it is being made."""

from __future__ import annotations

import pytest
from django.urls import reverse

from billing.documents.formats import recon_usage
from billing.models import DocumentState
from partnercenter.roles import Permission, Role
from tests.builders import a_document, a_user
from tests.web.conftest import Cast, SignIn
from tests.web.reading import a_bill, words

pytestmark = pytest.mark.django_db


def test_a_document_is_streamed_as_it_was_stored(cast: Cast) -> None:
    document = a_document(invoice=a_bill(cast), content=b"%PDF-1.7 exact bytes")

    answer = cast.owner.get(reverse("billing:document", args=[document.pk]))

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 exact bytes"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="{document.file_name}"'
    assert answer["Content-Length"] == "20"
    assert answer["ETag"] == f'"{document.sha256}"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_browser_that_has_the_document_gets_no_second_copy(cast: Cast) -> None:
    document = a_document(invoice=a_bill(cast))

    known = {"If-None-Match": f'"{document.sha256}"'}
    answer = cast.owner.get(reverse("billing:document", args=[document.pk]), headers=known)

    assert answer.status_code == 304


def test_a_reconciliation_file_is_saved_not_shown(cast: Cast) -> None:
    document = a_document(invoice=a_bill(cast), format="recon_license", content=b"a,b\r\n")

    answer = cast.owner.get(reverse("billing:document", args=[document.pk]))

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment;")


def test_helpdesk_may_have_the_invoice_but_not_the_reconciliation(cast: Cast) -> None:
    invoice = a_bill(cast)
    pdf, csv = (a_document(invoice=invoice, format=code) for code in ("pdf", "recon_license"))

    assert cast.helpdesk.get(reverse("billing:document", args=[pdf.pk])).status_code == 200
    assert cast.helpdesk.get(reverse("billing:document", args=[csv.pk])).status_code == 403


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.GLOBAL_ADMIN, 403),
        (Role.BILLING_ADMIN, 200),
        (Role.ADMIN_AGENT, 200),
        (Role.SALES_AGENT, 200),
        (Role.HELPDESK_AGENT, 200),
    ],
)
def test_a_daily_rated_file_is_for_the_roles_of_its_own_row(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, role: Role, status: int
) -> None:
    document = a_document(invoice=a_bill(cast), format="recon_usage", content=b"a,b\r\n")
    monkeypatch.setattr(recon_usage, "NEEDS", Permission.DOWNLOAD_DAILY_USAGE)

    browser = sign_in(a_user(partner=cast.partner, role=role))

    assert browser.get(reverse("billing:document", args=[document.pk])).status_code == status


def test_a_document_that_is_not_ready_says_that_it_is_being_made(cast: Cast) -> None:
    document = a_document(invoice=a_bill(cast), content=None)

    answer = cast.owner.get(reverse("billing:document", args=[document.pk]))

    assert answer.status_code == 409
    assert "This file is being made" in words(answer)


def test_the_poll_goes_on_while_asked_and_ends_by_itself(cast: Cast) -> None:
    invoice = a_bill(cast)
    asked = a_document(invoice=invoice, format="pdf", content=None)
    ready = a_document(invoice=invoice, format="recon_license")

    waiting = words(cast.owner.get(reverse("billing:document_status", args=[asked.pk])))
    done = words(cast.owner.get(reverse("billing:document_status", args=[ready.pk])))

    assert 'hx-trigger="every 2s"' in waiting
    assert f'id="document-{asked.pk}"' in waiting
    assert "hx-trigger" not in done
    assert reverse("billing:document", args=[ready.pk]) in done


def test_a_failed_document_is_asked_for_again_with_one_button(cast: Cast) -> None:
    document = a_document(invoice=a_bill(cast), content=None)
    type(document).objects.filter(pk=document.pk).update(state=DocumentState.FAILED, attempts=3)
    again = reverse("billing:document_again", args=[document.pk])

    page = words(cast.owner.get(reverse("billing:overview")))
    answer = cast.owner.post(again)

    assert f'action="{again}"' in page
    assert answer.status_code == 302
    document.refresh_from_db()
    assert document.state == DocumentState.ASKED
