"""Requests that hold a character no database stores: not understood, and nothing else happens."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.conftest import Cast

pytestmark = pytest.mark.django_db
NOT_UNDERSTOOD = "We could not understand this request"
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "address",
    [
        "/customers/?search=a%00b",
        "/customers/?segment=%00",
        "/pricing/?kind=license&search=%00",
        "/pricing/find/?search=x%00",
        "/pricing/items/A%00B/",
        "/billing/invoices/D0%001/",
        "/account/login/?next=/%00",
        "/admin/pricing/sku/?q=%00",
        "/static/%00.css",
        "/nothing%00/",
    ],
)
def test_an_address_with_a_nul_is_not_understood(cast: Cast, address: str) -> None:
    answer = cast.owner.get(address)

    assert answer.status_code == 400
    assert NOT_UNDERSTOOD in answer.content.decode()
    assert "Content-Security-Policy" in answer


def test_a_form_with_a_nul_is_not_understood() -> None:
    sent = "login=a%00b%40example.org&password=harbour"

    answer = Client().post("/account/login/", sent, content_type=FORM)

    assert answer.status_code == 400
    assert NOT_UNDERSTOOD in answer.content.decode()


def test_a_cookie_with_a_nul_is_not_understood() -> None:
    browser = Client(headers={"Cookie": r'sessionid="abcdefghij\000"'})

    assert browser.get("/").status_code == 400


def test_words_that_only_look_like_one_are_searched_for(cast: Cast) -> None:
    answer = cast.owner.get("/customers/?search=100%2500")

    assert answer.status_code == 200
    assert "100%00" in answer.content.decode()


def test_a_form_without_one_reaches_its_page() -> None:
    sent = "login=a%40example.org&password=100%2500"

    answer = Client().post("/account/login/", sent, content_type=FORM)

    assert answer.status_code == 200
    assert "a@example.org" in answer.content.decode()


def test_an_upload_is_not_read_before_its_page() -> None:
    file = SimpleUploadedFile("list.csv", b"a\0b")

    answer = Client().post("/account/login/", {"login": "a@example.org", "file": file})

    assert answer.status_code == 200
