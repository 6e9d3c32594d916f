"""Adding and correcting customers through pages: once, with a warning, by whoever may."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from customers.models import Customer, Partner, PartnerState
from partnercenter.roles import Role
from tests.builders import a_customer, a_user
from tests.web.conftest import Cast, SignIn
from tests.web.reading import words

pytestmark = pytest.mark.django_db
NEW = "/customers/new/"


def asked(**fields: Any) -> dict[str, Any]:
    return {
        "key": uuid4(),
        "name": "Baker",
        "domain": "baker.example",
        "country": "NL",
        "segment": "commercial",
        **fields,
    }


@pytest.fixture
def seller(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(a_user(partner=cast.partner, role=Role.SALES_AGENT))


def edit(customer: Customer) -> str:
    return reverse("customers:customer_edit", args=[customer.public_id])


def test_a_new_customer_is_led_to_and_named(cast: Cast, seller: Client) -> None:
    form = seller.get(NEW)
    page = seller.post(NEW, asked(), follow=True)

    baker = Customer.objects.get()
    assert form.context["form"]["country"].value() == "NL"
    assert baker.partner == cast.partner
    assert page.redirect_chain[-1][0] == reverse("customers:customer", args=[baker.public_id])
    assert "Baker is your customer now." in words(page)


def test_a_second_click_adds_nothing_more(seller: Client) -> None:
    once = asked()

    first, second = (seller.post(NEW, {**once, "confirmed": "on"}) for _ in range(2))

    assert first.url == second.url
    assert Customer.objects.count() == 1


def test_a_known_domain_is_asked_about_before_anything_is_saved(
    cast: Cast, seller: Client
) -> None:
    a_customer(partner=cast.partner, name="Old Baker", domain="baker.example")
    a_customer(partner=cast.other, name="Foreign", domain="baker.example")

    warned = words(seller.post(NEW, asked()))
    before = Customer.objects.filter(partner=cast.partner).count()
    seller.post(NEW, asked(confirmed="on"))

    assert "you have this domain already" in warned
    assert "Old Baker" in warned
    assert "Foreign" not in warned
    assert before == 1
    assert Customer.objects.filter(partner=cast.partner).count() == 2


def test_what_cannot_be_is_told_at_its_field(seller: Client) -> None:
    page = seller.post(NEW, asked(name="", domain="no domain", country="XX"))
    other = seller.post(NEW, asked(domain="https://baker.example/"))

    assert set(page.context["form"].errors) == {"name", "country"}
    assert "Nothing was saved" in words(page)
    assert set(other.context["form"].errors) == {"domain"}
    assert not Customer.objects.exists()


def test_a_partner_that_may_not_buy_adds_nobody_and_is_told_why(
    cast: Cast, seller: Client
) -> None:
    Partner.objects.filter(pk=cast.partner.pk).update(state=PartnerState.SUSPENDED)

    page = seller.post(NEW, asked())

    assert "The partner is suspended" in words(page)
    assert not Customer.objects.exists()


def test_a_correction_shows_what_is_known_and_keeps_the_rest(cast: Cast) -> None:
    baker = a_customer(partner=cast.partner, name="Baker", domain="baker.example")

    form = cast.helpdesk.get(edit(baker)).context["form"]
    known = {name: form[name].value() or "" for name in form.fields if name != "confirmed"}
    page = cast.helpdesk.post(edit(baker), {**known, "contact_name": "Ann Baker"}, follow=True)

    baker.refresh_from_db()
    assert (baker.contact_name, baker.city) == ("Ann Baker", "Delft")
    assert "Baker is corrected." in words(page)
    assert "Ann Baker" in words(page)
    assert "counts for purchases to come" in words(cast.helpdesk.get(edit(baker)))


def test_who_may_not_is_refused(cast: Cast, sign_in: SignIn) -> None:
    baker = a_customer(partner=cast.partner)
    agent = sign_in(a_user(partner=cast.partner, role=Role.ADMIN_AGENT))

    assert cast.helpdesk.post(NEW, asked()).status_code == 403
    assert agent.post(edit(baker), asked()).status_code == 403
    assert cast.stranger.post(edit(baker), asked()).status_code == 404
    assert Customer.objects.get().name == baker.name
