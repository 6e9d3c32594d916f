"""The second factor: set up by whoever must, asked at sign-in, and written down."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from customers.models import Membership, Partner
from partnercenter.models import AuditEntry, User
from partnercenter.roles import Role
from tests.builders import a_partner, a_user
from tests.web.signing_in import PASSWORD, a_browser, signs_in

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
SET_UP = "/account/2fa/totp/activate/"


@pytest.fixture
def partner(db: None) -> Partner:
    return a_partner()


@pytest.fixture(autouse=True)
def must(settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ["billing_admin", "staff"]


def a_person(partner: Partner, role: Role = Role.BILLING_ADMIN) -> User:
    return a_user(partner=partner, role=role, password=PASSWORD)


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))


def signed_in(user: User) -> Client:
    client = a_browser()
    signs_in(client, user)
    return client


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))


def test_whose_role_asks_for_one_is_led_to_set_it_up_from_every_page(partner: Partner) -> None:
    client = signed_in(a_person(partner))

    for page in ("/", "/billing/", "/customers/"):
        assert client.get(page)["Location"] == SET_UP
    told = client.get("/", follow=True).content.decode()
    assert "Your role asks for a second factor" in told
    assert client.post("/billing/estimate/update/")["Location"] == SET_UP


def test_a_part_of_a_page_is_refused_and_leads_the_whole_page_there(partner: Partner) -> None:
    client = signed_in(a_person(partner))

    answer = client.get("/billing/estimate/status/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Redirect"]) == (403, SET_UP)


def test_the_own_account_and_signing_out_stay_open(partner: Partner) -> None:
    client = signed_in(a_person(partner))

    for page in (SET_UP, "/account/2fa/", "/account/password/change/", "/account/sessions/"):
        assert client.get(page).status_code == 200
    assert client.post("/account/logout/")["Location"] == "/account/login/"


def test_other_roles_need_none_until_they_get_one_that_does(partner: Partner) -> None:
    person = a_person(partner, Role.SALES_AGENT)
    client = signed_in(person)
    assert client.get("/customers/").status_code == 200

    Membership.objects.create(user=person, partner=partner, role=Role.BILLING_ADMIN)

    assert client.get("/customers/")["Location"] == SET_UP


def test_staff_need_one_where_it_is_asked_of_them(settings: Any) -> None:
    client = signed_in(a_user(is_staff=True, is_superuser=True, password=PASSWORD))
    assert client.get("/admin/")["Location"] == SET_UP

    settings.SECOND_FACTOR_ROLES = ["billing_admin"]

    assert client.get("/admin/").status_code == 200


def test_setting_one_up_opens_every_page_and_shows_the_codes(
    partner: Partner, django_capture_on_commit_callbacks: Any
) -> None:
    person = a_person(partner)
    client = signed_in(person)
    page = client.get(SET_UP).content.decode()
    (secret,) = re.findall(r'value="([A-Z2-7]{32})"', page)

    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(SET_UP, {"code": code_of(secret)}, follow=True)

    assert done.redirect_chain == [("/account/2fa/recovery-codes/", 302)]
    assert "I have kept them" in done.content.decode()
    assert client.get("/billing/").status_code == 200
    assert acts() == ["sign_in.done", "second_factor.set_up"]


def test_signing_in_asks_for_a_code_and_writes_a_wrong_one_down(partner: Partner) -> None:
    person = a_person(partner)
    TOTP.activate(person, SECRET)
    client = a_browser()

    first = signs_in(client, person)
    inside = client.get("/billing/")
    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"})
    right = client.post("/account/2fa/authenticate/", {"code": code_of(SECRET)})

    assert first["Location"] == "/account/2fa/authenticate/"
    assert inside["Location"].startswith("/account/login/")
    assert "Incorrect code." in wrong.content.decode()
    assert right["Location"] == "/"
    assert client.get("/billing/").status_code == 200
    assert acts() == ["second_factor.failed", "sign_in.done"]


def test_guessing_codes_is_locked(partner: Partner) -> None:
    person = a_person(partner)
    TOTP.activate(person, SECRET)
    client = a_browser()
    signs_in(client, person)

    for _ in range(10):
        client.post("/account/2fa/authenticate/", {"code": "000000"})
    right = client.post("/account/2fa/authenticate/", {"code": code_of(SECRET)})

    assert "Too many attempts failed" in right.content.decode()


@pytest.mark.parametrize(
    "page", ["totp/deactivate/", "recovery-codes/", "recovery-codes/download/"]
)
def test_removing_it_and_its_codes_ask_again_however_fresh_the_sign_in(
    partner: Partner, page: str
) -> None:
    person = a_person(partner)
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person).mark_as_viewed()
    client = a_browser()
    client.force_login(person)
    client.get("/account/2fa/")

    answer = client.get(f"/account/2fa/{page}")
    client.post("/account/2fa/totp/deactivate/")

    assert answer["Location"].startswith("/account/reauthenticate/")
    assert Authenticator.objects.filter(user=person).count() == 2


def test_who_removes_it_is_led_to_set_up_another(partner: Partner) -> None:
    person = a_person(partner)
    TOTP.activate(person, SECRET)
    client = a_browser()
    client.force_login(person)

    asked = client.get("/account/2fa/totp/deactivate/")
    client.post(asked["Location"], {"password": PASSWORD})
    client.post("/account/2fa/totp/deactivate/")

    assert not Authenticator.objects.filter(user=person).exists()
    assert acts() == ["second_factor.removed"]
    assert client.get("/billing/")["Location"] == SET_UP


def test_what_waits_for_the_password_is_not_carried_out_without_a_second_factor(
    partner: Partner, settings: Any
) -> None:
    settings.SECOND_FACTOR_ROLES = ["global_admin"]
    boss, person = a_person(partner, Role.GLOBAL_ADMIN), a_person(partner, Role.SALES_AGENT)
    TOTP.activate(boss, SECRET)
    client = a_browser()
    client.force_login(boss)
    disable = f"/account-settings/users/{person.public_id}/disable/"
    asked = client.post(disable)
    Authenticator.objects.filter(user=boss).delete()

    resumed = client.post(asked["Location"], {"password": PASSWORD, "next": disable})

    assert resumed["Location"] == disable
    assert client.get(disable)["Location"] == SET_UP
    person.refresh_from_db()
    assert person.is_active


def test_a_wrong_password_or_code_at_a_step_up_is_written_down_of_who_gave_it(
    partner: Partner,
) -> None:
    person = a_person(partner, Role.GLOBAL_ADMIN)
    TOTP.activate(person, SECRET)
    client = a_browser()
    client.force_login(person)

    client.post("/account/reauthenticate/", {"password": "not-this-one"})
    client.post("/account/2fa/reauthenticate/", {"code": "000000"})

    assert acts() == ["step_up.failed", "step_up.failed"]
    entries = AuditEntry.objects.all()
    assert {(entry.by, entry.partner_id) for entry in entries} == {(person, partner.pk)}
