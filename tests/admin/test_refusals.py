"""What the database refuses is told in its own rules' words; failures of ours are not hidden."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from customers.models import Partner
from partnercenter.admin.refusals import in_words
from partnercenter.errors import Refused
from tests.builders import a_partner, a_tax_registration

pytestmark = pytest.mark.django_db


def refused(act: Callable[[], object]) -> str:
    """Return what is told when the act breaks a rule of the database."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    return in_words(caught.value)


def test_a_broken_constraint_is_told_by_its_name() -> None:
    partner = a_partner()
    a_tax_registration(partner=partner)

    told = refused(lambda: a_tax_registration(partner=partner))

    assert told == (
        "Nothing was saved, because of a rule of the database: tax registrations never overlap."
    )


def test_what_a_trigger_keeps_is_told_by_its_message() -> None:
    partner = a_partner()

    told = refused(lambda: Partner.objects.filter(pk=partner.pk).update(billing_day=28))

    assert told == (
        "Nothing was saved, because of a rule of the database: "
        "billing date and currency of a partner are fixed at enrolment."
    )


def test_a_failure_of_ours_is_no_refusal() -> None:
    assert refused(lambda: connection.cursor().execute("SELECT no_such_column")) == ""
    assert in_words(ValueError("a slip")) == ""


def test_a_refusal_always_has_words() -> None:
    assert in_words(Refused("It is too late.")) == "It is too late."
    assert in_words(Refused()) == "This is not possible right now."
