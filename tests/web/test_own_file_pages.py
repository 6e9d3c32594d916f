"""Import and export as a person sees them: shown first, taken in once, and out again unchanged."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from customers.models import ImportKind, PreparedImport
from customers.services.imports import outlook, taking_in
from partnercenter.grants import permissions_of
from partnercenter.models import AuditEntry, User
from partnercenter.roles import Role
from tests.builders import a_customer, a_subscription, a_user, an_offer
from tests.web.conftest import Cast, SignIn

pytestmark = pytest.mark.django_db

UPLOAD = reverse("customers:import_file", args=["customers"])
ROW = b"CompanyName,DomainName,Country,Segment\r\nFietsen Van Dam,vandam.example,NL,Commercial\r\n"


def sent(content: bytes = ROW, name: str = "klanten.csv") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content)}


def test_a_file_is_shown_taken_in_and_told(cast: Cast) -> None:
    shown = cast.owner.post(UPLOAD, sent())
    page = cast.owner.get(shown.url).content.decode()
    assert "Nothing has changed yet." in page
    assert "Fietsen Van Dam" in page
    assert not cast.partner.customers.exists()

    address = reverse("customers:import_take_in", args=[PreparedImport.objects.get().public_id])
    for _click in range(2):
        answer = cast.owner.post(address, follow=True)

    assert cast.partner.customers.count() == 1
    assert "Taken in" in answer.content.decode()


def test_a_file_with_problems_tells_each_by_row_and_field(cast: Cast) -> None:
    answer = cast.owner.post(UPLOAD, sent(ROW + b"Zonder land,,XX,Commercial\r\n"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing was taken in." in page
    assert "&quot;XX&quot; is not a country code" in page
    assert not PreparedImport.objects.exists()


def test_what_was_prepared_is_seen_by_who_may_take_it_in(cast: Cast, sign_in: SignIn) -> None:
    clerk = sign_in(a_user(partner=cast.partner, role=Role.BILLING_ADMIN))
    address = cast.owner.post(UPLOAD, sent()).url

    assert cast.stranger.get(address).status_code == 404
    assert clerk.get(address).status_code == 403
    assert cast.helpdesk.get(address).status_code == 200
    assert cast.owner.get(address).status_code == 200


@pytest.mark.parametrize(
    ("role", "open_to"),
    [
        (Role.GLOBAL_ADMIN, {"customers", "users", "subscriptions", "changes"}),
        (Role.BILLING_ADMIN, set()),
        (Role.ADMIN_AGENT, {"customers", "subscriptions", "changes"}),
        (Role.SALES_AGENT, {"customers", "subscriptions", "changes"}),
        (Role.HELPDESK_AGENT, {"customers", "changes"}),
    ],
)
def test_each_role_imports_what_it_may_do_by_hand(
    cast: Cast, sign_in: SignIn, role: Role, open_to: set[str]
) -> None:
    browser = sign_in(a_user(partner=cast.partner, role=role))

    entered = {
        kind.value
        for kind in ImportKind
        if browser.get(reverse("customers:import_file", args=[kind])).status_code == 200
    }

    assert entered == open_to


@pytest.mark.parametrize("table", ["customers", "users", "subscriptions"])
def test_what_goes_out_comes_back_and_changes_nothing(cast: Cast, table: str) -> None:
    held = a_subscription(
        customer=a_customer(partner=cast.partner, name="=Bakkerij", city="Delft"),
        price=an_offer(),
    )
    a_customer(partner=cast.other, name="Fremd")
    person = User.objects.get(pk=int(cast.owner.session["_auth_user_id"]))

    for code in ("csv_exact", "csv_safe", "xlsx_safe"):
        answer = cast.owner.get(reverse("customers:export", args=[table, code]))
        content = b"".join(answer.streaming_content)
        assert b"Fremd" not in content
        if table == "subscriptions":
            continue
        again = taking_in.prepare(
            partner=cast.partner,
            kind=ImportKind(table),
            file=io.BytesIO(content),
            name=f"{table}.{code.split('_')[0]}",
            permissions=permissions_of(Role),
            at=timezone.now(),
            by=person,
        )
        told = outlook.from_data(again.counts)
        assert (told.new, told.changed) == (0, 0)
    if table == "subscriptions":
        answer = cast.owner.get(reverse("customers:export", args=[table, "csv_exact"]))
        (row,) = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))
        assert (row["SubscriptionId"], row["CompanyName"]) == (str(held.public_id), "=Bakkerij")
        assert (row["TermDuration"], row["BillingCycle"]) == ("P1Y", "Monthly")


def test_that_a_table_went_out_stands_in_the_activity_log(cast: Cast) -> None:
    cast.owner.get(reverse("customers:export", args=["customers", "csv_exact"]))

    entry = AuditEntry.objects.get(act="customers.exported")
    assert (entry.partner_id, entry.subject) == (cast.partner.pk, "customers.csv")


@pytest.mark.parametrize(("table", "status"), [("users", 403), ("orders", 403), ("prices", 404)])
def test_a_table_asks_for_its_own_permission(cast: Cast, table: str, status: int) -> None:
    answer = cast.helpdesk.get(reverse("customers:export", args=[table, "csv_exact"]))

    assert answer.status_code == status


def test_the_list_of_customers_goes_out_as_it_is_filtered(cast: Cast) -> None:
    for name, segment in (("Bakkerij 50%s", "commercial"), ("Bakkerij Zee", "education")):
        a_customer(partner=cast.partner, name=name, segment=segment)
    a_customer(partner=cast.other, name="Bakkerij Fremd")
    address = reverse("customers:customers_file", args=["csv_exact"])

    answer = cast.owner.get(address, {"search": "bakkerij", "segment": "education"})
    everything = cast.owner.get(address, {"search": "50%s"})

    assert names(answer) == ["Bakkerij Zee"]
    assert names(everything) == ["Bakkerij 50%s"]


def names(answer: object) -> list[str]:
    content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    return [row["CompanyName"] for row in csv.DictReader(io.StringIO(content))]


def test_who_takes_in_people_shows_once_more_who_it_is(cast: Cast) -> None:
    person = User.objects.get(pk=int(cast.owner.session["_auth_user_id"]))
    person.set_password("maasboulevard-7-kade")
    person.save()
    cast.owner.force_login(person)
    file = sent(b"Email,FirstName,LastName,Roles\r\nnieuw@waterkant.example,,,Global admin\r\n")
    shown = cast.owner.post(reverse("customers:import_file", args=["users"]), file)
    assert shown.status_code == 302
    address = reverse("customers:import_take_in", args=[PreparedImport.objects.get().public_id])

    asked = cast.owner.post(address)

    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not User.objects.filter(email="nieuw@waterkant.example").exists()
    cast.owner.post(asked["Location"], {"password": "maasboulevard-7-kade", "next": address})
    assert User.objects.filter(email="nieuw@waterkant.example").exists()
