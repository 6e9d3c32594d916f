"""The activity log of a partner: read, filtered, paged and taken along, and never changed."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customers.models import Partner
from customers.queries.activity_words import ACTS, KINDS, sentence
from partnercenter import audit
from partnercenter.models import AuditEntry, User
from partnercenter.roles import Role
from pricing.engine.activity import Action
from tests.builders import a_partner, a_user
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
LOG = "/account-settings/activity/"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def partner(db: None) -> Partner:
    return a_partner()


@pytest.fixture
def person(partner: Partner) -> User:
    return a_user(partner=partner, role=Role.HELPDESK_AGENT, email="kim@people.example")


@pytest.fixture
def client(person: User, sign_in: SignIn) -> Client:
    return sign_in(person)


def done(act: str, subject: str, partner: Partner, *, by: User | None = None, **more: Any) -> None:
    at = more.pop("at", NOON)
    audit.record(act, subject, at=at, by=by, partner_id=partner.pk, **more)


def subjects(client: Client, query: str = "") -> list[str]:
    page = client.get(f"{LOG}?{query}")
    return [row.entry.subject for row in page.context["rows"]]


def test_an_entry_tells_when_who_what_and_the_facts(
    client: Client, partner: Partner, person: User
) -> None:
    done("subscription.suspend", "Backup Plus", partner, by=person, on="2026-11-20", quantity=7)

    page = client.get(LOG).content.decode()

    assert "20 Nov 2026, 12:00 UTC" in page
    assert "kim@people.example" in page
    assert "Suspended a subscription" in page
    assert "Backup Plus" in page
    assert "<dt>Quantity</dt>" in page


def test_nothing_of_another_partner_or_of_nobody_is_there(
    client: Client, partner: Partner, person: User
) -> None:
    done("invoice.issued", "G1", partner)
    done("invoice.issued", "G2", a_partner("Fjellhytta Sky AS"))
    audit.record("exchange_rates.imported", "rates.csv", at=NOON, by=None)

    assert subjects(client) == ["G1"]
    assert subjects(client, f"person={a_user().public_id}") == []


def test_who_is_a_person_the_system_the_supplier_or_not_known(
    client: Client, partner: Partner
) -> None:
    staff = a_user(email="noor@supplier.example", is_staff=True)
    done("adjustment.granted", "EUR -5.00", partner, by=staff)
    done("run.done", "2026-10", partner)
    done("sign_in.failed", "kim@people.example", partner)

    page = client.get(LOG)

    assert [row.who for row in page.context["rows"]] == [
        "Not known",
        "The system",
        "Your supplier",
    ]
    assert "noor@supplier.example" not in page.content.decode()
    assert subjects(client, "search=noor") == []
    assert subjects(client, f"person={staff.public_id}") == []


def test_each_filter_narrows_and_all_of_them_together(
    client: Client, partner: Partner, person: User
) -> None:
    done("order.place", "O-1", partner, by=person, at=NOON - timedelta(days=3))
    done("order.place", "O-2", partner, by=person, at=NOON)
    done("invoice.issued", "G-1", partner, at=NOON + timedelta(days=1))
    midnight = datetime(2026, 11, 21, tzinfo=UTC)
    done("subscription.cancel", "S-1", partner, by=person, at=midnight)

    assert subjects(client, f"person={person.public_id}") == ["S-1", "O-2", "O-1"]
    assert subjects(client, "person=system") == ["G-1"]
    assert subjects(client, "kind=orders") == ["S-1", "O-2", "O-1"]
    assert subjects(client, "from=2026-11-18&to=2026-11-20") == ["O-2"]
    assert subjects(client, "from=2026-11-21") == ["S-1", "G-1"]
    assert subjects(client, "search=cancelled") == ["S-1"]
    assert subjects(
        client, "search=o-1&kind=orders&to=2026-11-20&person=" + str(person.public_id)
    ) == ["O-1"]


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-02-30",
        "from=0001-01-01",
        "to=9999-12-31",
        "kind=none",
        "to=x",
        "after=!",
        "search=%25",
    ],
)
def test_odd_filters_break_nothing(client: Client, partner: Partner, query: str) -> None:
    done("order.place", "100%", partner)

    assert subjects(client, query) == ["100%"]
    assert b"100%" in b"".join(client.get(f"{LOG}file/?{query}"))
    assert subjects(client, "person=nobody") == []
    nothing = b"".join(client.get(f"{LOG}file/?person=nobody")).decode()
    assert nothing.splitlines() == ["At,By,Act,What,Subject,Facts"]


def test_pages_follow_each_other_newest_first_in_as_many_queries(
    client: Client, partner: Partner
) -> None:
    for number in range(120):
        done("order.place", f"O-{number:03}", partner)
    client.get(LOG)
    with CaptureQueriesContext(connection) as first:
        page = client.get(LOG)
    told = [row.entry.subject for row in page.context["rows"]]
    with CaptureQueriesContext(connection) as second:
        while page.context["after"]:
            page = client.get(LOG, {"after": page.context["after"]})
            told += [row.entry.subject for row in page.context["rows"]]

    assert told == [f"O-{number:03}" for number in reversed(range(120))]
    assert len(second) == 2 * len(first)


def test_an_empty_log_and_an_empty_filter_say_what_to_do(client: Client) -> None:
    assert "Nothing was done yet" in client.get(LOG).content.decode()
    assert "Show everything" in client.get(f"{LOG}?search=zz").content.decode()


def test_the_file_has_the_rows_of_the_filter_and_says_them_in_words(
    client: Client, partner: Partner, person: User
) -> None:
    done("order.place", "=1+1", partner, by=person, items=2)
    done("invoice.issued", "G-1", partner)
    done("order.place", "O-9", a_partner("Fjellhytta Sky AS"))

    exact = client.get(f"{LOG}file/?kind=orders&format=csv_exact")
    safe = client.get(f"{LOG}file/?kind=orders&format=csv_safe")

    assert b"".join(exact).decode().splitlines() == [
        "At,By,Act,What,Subject,Facts",
        '2026-11-20T12:00:00Z,kim@people.example,order.place,Placed an order,=1+1,"{""items"": ""2""}"',
    ]
    assert "'=1+1" in b"".join(safe).decode()
    assert AuditEntry.objects.filter(act="activity.exported", by=person).count() == 2


def test_the_workbook_says_the_same(client: Client, partner: Partner) -> None:
    done("invoice.issued", "G-1", partner)

    answer = client.get(f"{LOG}file/?format=xlsx_safe")

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active
    assert [cell.value for cell in sheet[2]][1:5] == [
        "system",
        "invoice.issued",
        "Issued an invoice",
        "G-1",
    ]
    assert client.get(f"{LOG}file/?format=pdf").status_code == 404


def test_an_act_without_words_is_told_by_its_name() -> None:
    assert sentence("cart_item.put_back") == "Cart item: put back"
    assert sentence("odd") == "Odd"


def test_every_act_upon_a_subscription_has_words_of_its_own() -> None:
    assert {f"subscription.{act}" for act in Action} <= set(ACTS)


def test_every_kind_has_acts_and_every_act_words() -> None:
    beginnings = {act.partition(".")[0] for act in ACTS}

    assert all(set(begins) & beginnings for _label, begins in KINDS.values())
    assert all(str(words) for words in ACTS.values())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE partnercenter_auditentry SET subject = ''",
        "DELETE FROM partnercenter_auditentry",
    ],
)
def test_the_database_keeps_every_entry_as_it_is(partner: Partner, statement: str) -> None:
    done("order.place", "O-1", partner)

    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        connection.cursor().execute(statement)

    cause = refused.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert cause.sqlstate == "55000"
    assert AuditEntry.objects.count() == 1
