"""Partners are told of the coming month's lists: once, in their language, with what changes."""

from __future__ import annotations

from datetime import date
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from customers.models import Announcement
from customers.services import announcements
from partnercenter.models import AuditEntry
from partnercenter.roles import Role
from pricing.models import PriceList
from tests.builders import a_partner, a_user
from tests.pricing.monthly import EXTRA, PLAN, a_list, early, lived, planning
from tests.pricing.price_rows import CATALOGUE, a_licence, an_item, taken, usage
from tests.together import together

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
OTHER = "1b6a2f3e-0f7d-4ac3-aa81-0988dfa0bda5"
pytestmark = pytest.mark.django_db


def announced(day: date = JANUARY, **asked: Any) -> int:
    return announcements.announce(on=day, at=early(day), **asked)


def three_lists() -> None:
    """Two lists in EUR, one in CHF; one price of the first changes, one goes, one comes back."""
    a_list(date(2025, 12, 1), a_licence(offer=EXTRA, price="7,"))
    a_list(JANUARY, a_licence(), a_licence(offer=PLAN), a_licence(offer=OTHER))
    usage(an_item())
    planning("4.80", FEBRUARY, on=JANUARY)
    planning(None, FEBRUARY, offer=PLAN, on=JANUARY)
    planning("7", FEBRUARY, offer=EXTRA, on=JANUARY)
    a_list(JANUARY, currency="CHF")
    lived(JANUARY)


def test_the_people_who_may_see_price_lists_are_told_what_changes(settings: Any) -> None:
    settings.PUBLIC_URL = "https://partnercenter.example"
    three_lists()
    partner = a_partner()
    for role in (Role.SALES_AGENT, Role.HELPDESK_AGENT, Role.BILLING_ADMIN):
        a_user(partner=partner, role=role, email=f"{role}@waterkant-cloud.example")
    a_user(partner=partner, role=Role.ADMIN_AGENT, is_active=False)

    assert announced() == 1

    (message,) = mail.outbox
    of_licences, of_use = PriceList.objects.filter(month=FEBRUARY, currency="EUR").order_by("kind")
    assert message.to == [
        "billing_admin@waterkant-cloud.example",
        "sales_agent@waterkant-cloud.example",
    ]
    assert message.subject == "Price lists for February 2026 are published as a preview"
    assert message.body == (
        "For: Waterkant Cloud B.V.\n"
        "\n"
        "The price lists for February 2026 are published as a preview. They become current on "
        "1 Feb 2026, 00:00 UTC; until then the prices of today hold.\n"
        "\n"
        "License-based services (EUR)\n"
        "  1 new, 1 changed, 1 removed, 1 unchanged\n"
        f"  https://partnercenter.example/pricing/{of_licences.pk}/\n"
        "\n"
        "Usage-based services (EUR)\n"
        "  0 new, 0 changed, 0 removed, 1 unchanged\n"
        f"  https://partnercenter.example/pricing/{of_use.pk}/\n"
        "\n"
        "All price lists: https://partnercenter.example/pricing/\n"
        "\n"
        "You get this message because your role in Partner Center may see price lists.\n"
    )
    html, kind = message.alternatives[0]  # type: ignore[attr-defined]
    assert kind == "text/html"
    assert f'<a href="https://partnercenter.example/pricing/{of_licences.pk}/">' in html
    announcement = Announcement.objects.get()
    assert (announcement.partner, announcement.month, announcement.recipients) == (
        partner,
        FEBRUARY,
        2,
    )
    assert AuditEntry.objects.get(act="preview.announced").partner_id == partner.pk


def test_nobody_is_told_twice() -> None:
    a_list(JANUARY)
    lived(JANUARY)
    a_user(partner=a_partner())

    assert [announced(date(2026, 1, day)) for day in (1, 1, 2, 31)] == [1, 0, 0, 0]

    assert len(mail.outbox) == 1


def test_a_partner_enrolled_later_is_told_while_the_month_has_not_begun() -> None:
    a_list(JANUARY)
    lived(JANUARY)
    a_user(partner=a_partner())
    announced()

    late = a_partner("Haselbrück IT-Dienste GmbH", enrolled_on=date(2026, 1, 30))
    a_user(partner=late)

    assert announced(date(2026, 1, 31)) == 1
    assert announced(FEBRUARY) == 0
    assert Announcement.objects.get(partner=late).month == FEBRUARY


def test_nobody_is_told_before_the_lists_that_concern_them_are_there() -> None:
    a_list(JANUARY)
    a_list(JANUARY, currency="CHF")
    dutch, swiss = a_partner(), a_partner("Alpengipfel IT AG", currency="CHF", country="CH")
    for partner in (dutch, swiss):
        a_user(partner=partner)
    a_list(FEBRUARY, currency="CHF", at=early(JANUARY))

    assert announced() == 1
    assert [one.partner for one in Announcement.objects.all()] == [swiss]

    lived(JANUARY)
    assert announced() == 1


def test_previews_in_the_currency_of_everybody_concern_everybody(settings: Any) -> None:
    settings.PREVIEWED_LISTS = ["consumption"]
    row = an_item(currency="USD")
    taken(row, header=CATALOGUE, kind="consumption", currency="USD", at=early(JANUARY))
    a_user(partner=a_partner())

    assert announced() == 0
    lived(JANUARY)
    assert announced() == 1

    assert "Consumption plan (USD)" in mail.outbox[0].body


def test_before_the_day_of_previews_nobody_is_told(settings: Any) -> None:
    settings.PREVIEW_DAY = 10
    a_list(JANUARY)
    a_list(FEBRUARY, at=early(JANUARY))
    a_user(partner=a_partner())

    assert [announced(date(2026, 1, day)) for day in (9, 10)] == [0, 1]


def test_the_message_is_in_the_language_of_the_partner() -> None:
    a_list(JANUARY)
    lived(JANUARY)
    a_user(partner=a_partner(language="nl"))

    announced()

    assert "februari 2026" in mail.outbox[0].subject


def test_a_partner_with_nobody_to_tell_or_no_list_is_left_for_later() -> None:
    a_list(JANUARY)
    lived(JANUARY)
    a_user(partner=a_partner(), role=Role.HELPDESK_AGENT)
    a_user(partner=a_partner(currency="NOK"))

    assert announced() == 0
    assert not Announcement.objects.exists()


def test_a_mail_that_fails_is_sent_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    a_list(JANUARY)
    lived(JANUARY)
    for number in range(3):
        a_user(partner=a_partner(), email=f"person@partner{number}.example")
    send = EmailMultiAlternatives.send

    def refusing(message: EmailMultiAlternatives, **asked: Any) -> int:
        if message.to == ["person@partner1.example"]:
            raise SMTPRecipientsRefused({})
        return send(message, **asked)

    monkeypatch.setattr(EmailMultiAlternatives, "send", refusing)
    told = announced()
    monkeypatch.undo()

    assert (told, announced()) == (2, 1)
    assert sorted(to for message in mail.outbox for to in message.to) == [
        f"person@partner{number}.example" for number in range(3)
    ]


def test_when_the_mail_server_is_gone_whoever_was_told_stays_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_list(JANUARY)
    lived(JANUARY)
    for number in range(3):
        a_user(partner=a_partner(), email=f"person@partner{number}.example")
    send = EmailMultiAlternatives.send

    def failing(message: EmailMultiAlternatives, **asked: Any) -> int:
        if message.to == ["person@partner1.example"]:
            raise ConnectionRefusedError
        return send(message, **asked)

    monkeypatch.setattr(EmailMultiAlternatives, "send", failing)
    with pytest.raises(ConnectionRefusedError):
        announced()
    monkeypatch.undo()

    assert Announcement.objects.count() == len(mail.outbox) == 1
    assert announced() == 2
    assert len(mail.outbox) == 3


def test_partners_are_told_in_batches(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(announcements, "BATCH", 2)
    monkeypatch.setattr(announcements, "enqueue", lambda name, **of: asked.append((name, of)))
    a_list(JANUARY)
    lived(JANUARY)
    partners = [a_partner() for _ in range(3)]
    for partner in partners:
        a_user(partner=partner)

    with django_assert_max_num_queries(4 + 2 * 8):
        first = announced()

    assert (first, announced(after=partners[1].pk)) == (2, 1)
    assert asked == [("customers.announce_previews", {"after": partners[1].pk})]


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_tell_each_partner_once() -> None:
    a_list(JANUARY)
    lived(JANUARY)
    for _ in range(5):
        a_user(partner=a_partner())

    told = together(lambda _: announced(), range(6))

    assert sum(told) == len(mail.outbox) == Announcement.objects.count() == 5


def test_while_there_is_nobody_to_tell_no_mail_server_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_user(partner=a_partner())
    opened: list[int] = []
    connect = mail.get_connection

    def connected() -> Any:
        opened.append(1)
        return connect()

    monkeypatch.setattr(announcements, "get_connection", connected)

    before_any_list = announced(), len(opened)
    a_list(JANUARY)
    while_one_is_missing = announced(), len(opened)
    lived(JANUARY)
    at_last = announced(), len(opened)
    again = announced(), len(opened)

    assert (before_any_list, while_one_is_missing) == ((0, 0), (0, 0))
    assert (at_last, again) == ((1, 1), (0, 1))
