"""What a person is told when a page refuses or fails."""

import logging

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory

from partnercenter.errors import Refused
from partnercenter.web.errors import refusal_middleware, server_error


class AlreadyIssued(Refused):
    code = "already_issued"
    remedy = "Open the invoice to see it."


def request_for(**headers: str) -> HttpRequest:
    request = RequestFactory().post("/billing/", headers=headers)
    request.user = AnonymousUser()
    return request


def told(request: HttpRequest, error: Exception):
    middleware = refusal_middleware(lambda _: pytest.fail("the page already raised"))
    return middleware.process_exception(request, error)


@pytest.mark.django_db
def test_a_refusal_is_told_with_what_happened_what_did_not_and_what_to_do(caplog):
    response = told(request_for(), AlreadyIssued("Invoice D004111 was already issued."))

    page = response.content.decode()
    assert response.status_code == 409
    assert "Invoice D004111 was already issued." in page
    assert "Nothing was changed. Open the invoice to see it." in page
    reference = caplog.records[-1].getMessage().split("reference=")[1].split()[0]
    assert f"quote reference {reference}" in page


@pytest.mark.django_db
def test_a_refusal_behind_htmx_appears_among_the_notices():
    response = told(request_for(**{"HX-Request": "true"}), AlreadyIssued("Already issued."))

    assert response["HX-Retarget"] == "#notices"
    assert "<html" not in response.content.decode()


def test_other_errors_are_not_refusals():
    assert told(request_for(), ValueError("a bug")) is None


@pytest.mark.django_db
def test_going_back_leads_to_our_own_pages_only():
    ours = told(request_for(Referer="http://testserver/billing/"), Refused("No."))
    foreign = told(request_for(Referer="https://example.org/"), Refused("No."))

    assert 'href="http://testserver/billing/"' in ours.content.decode()
    assert "example.org" not in foreign.content.decode()


def test_a_failure_is_told_without_database_and_logged_with_its_reference(caplog):
    with caplog.at_level(logging.ERROR):
        try:
            raise RuntimeError("the disk is full")
        except RuntimeError:
            response = server_error(request_for())

    record = caplog.records[-1]
    reference = record.getMessage().split("reference=")[1].split()[0]
    assert response.status_code == 500
    assert f"quote reference {reference}" in response.content.decode()
    assert "the disk is full" in str(record.exc_info)
