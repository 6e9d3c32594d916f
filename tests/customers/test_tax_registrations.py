"""VAT ids: validated, valid from the next cycle, asked about online, never stamped back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from customers.models import OnlineCheck, Partner, TaxRegistration
from customers.services import partners, tax_registrations
from customers.services.tax_registrations import NotAVatId, Overlaps, StampedBack
from customers.services.vat_checks import Answer
from partnercenter.models import AuditEntry
from tests.builders import a_partner, a_request, a_tax_registration

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NEXT = date(2026, 12, 16)
NUMBER, OTHER = "DE136695976", "DE100204417"
# What a register answered on a day, kept to be played again.
RECORDED: dict[str, Callable[[], Answer]] = {}


def recorded(number: str, *, country: str, at: datetime) -> Answer:
    """The fake that ``VAT_CHECKER`` names in these tests."""
    return RECORDED[f"{country} {number}"]()


@pytest.fixture
def register_says(settings: Any) -> Callable[..., None]:
    def says(state: OnlineCheck, proof: str = "", *, fails: bool = False) -> None:
        def answer() -> Answer:
            if fails:
                raise TimeoutError("no answer within 5 seconds")
            return Answer(state, proof)

        settings.VAT_CHECKER = "tests.customers.test_tax_registrations.recorded"
        RECORDED[f"DE {NUMBER}"] = RECORDED[f"DE {OTHER}"] = answer

    return says


def a_german_partner(**fields: Any) -> Partner:
    return a_partner(country="DE", **{"profile_confirmed_at": NOW, **fields})


def registered(partner: Partner, number: str = NUMBER, **fields: Any) -> TaxRegistration:
    values = {"valid_from": partners.next_cycle(partner, on=NOW.date()), "at": NOW, **fields}
    return tax_registrations.register(partner=partner, number=number, **values)


def test_a_number_is_kept_as_documents_carry_it_with_how_it_was_validated() -> None:
    registration = registered(a_german_partner(), "de 136 695 976")

    assert (registration.number, registration.valid_from) == (NUMBER, NEXT)
    assert (registration.proof, registration.online) == ("format and check digit", "unknown")
    assert registration.validated_at == NOW
    entry = AuditEntry.objects.get(act="tax_registration.registered")
    assert entry.facts["valid_from"] == "2026-12-16"


@pytest.mark.parametrize("number", ["DE136695977", "NL004170520B01", "", "no number"])
def test_what_is_no_vat_id_of_the_country_is_refused(number: str) -> None:
    with pytest.raises(NotAVatId, match="its format or check digit is wrong"):
        registered(a_german_partner(), number)

    assert not TaxRegistration.objects.exists()


def test_the_id_before_ends_on_the_day_the_next_begins() -> None:
    partner = a_german_partner()
    old = a_tax_registration(partner=partner, number=OTHER)

    registered(partner)

    old.refresh_from_db()
    assert old.valid_until == NEXT
    assert partner.tax_registrations.on(date(2026, 12, 15)).get() == old
    assert partner.tax_registrations.on(NEXT).get().number == NUMBER


def test_an_id_that_begins_later_is_in_the_way() -> None:
    partner = a_german_partner()
    a_tax_registration(partner=partner, number=OTHER, since=date(2027, 1, 1))

    with pytest.raises(Overlaps):
        registered(partner)


def test_an_operator_chooses_a_later_day_but_none_of_the_open_cycle() -> None:
    partner = a_german_partner()

    for early in (NOW.date(), date(2026, 12, 15)):
        with pytest.raises(StampedBack, match="16 Dec 2026"):
            registered(partner, valid_from=early)
    later = date(2027, 1, 1)
    assert registered(partner, valid_from=later).valid_from == later


def test_the_cycle_that_follows_the_submission_counts_however_late_it_is_accepted() -> None:
    partner = a_german_partner()
    request = a_request(partner=partner, kind="tax_id", tax_number=NUMBER, at=NOW)
    later = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)

    with pytest.raises(StampedBack, match="16 Dec 2026"):
        registered(partner, request=request, at=later, valid_from=date(2026, 12, 15))
    assert registered(partner, request=request, at=later, valid_from=NEXT).valid_from == NEXT


def a_partner_at_setup(**fields: Any) -> Partner:
    return a_german_partner(profile_confirmed_at=None, enrolled_on=date(2026, 11, 2), **fields)


def test_at_account_setup_an_id_is_valid_from_enrolment_on() -> None:
    partner = a_partner_at_setup()

    with pytest.raises(StampedBack):
        registered(partner, valid_from=date(2026, 11, 1), nothing_billed=True)
    assert registered(partner, valid_from=date(2026, 11, 2), nothing_billed=True)


def test_account_setup_is_over_with_the_first_invoice() -> None:
    with pytest.raises(StampedBack, match="16 Dec 2026"):
        registered(a_partner_at_setup(), valid_from=date(2026, 11, 2))


def test_whoever_is_in_review_was_never_billed() -> None:
    partner = a_partner_at_setup(state="in_review")

    assert registered(partner, valid_from=date(2026, 11, 2)).valid_from == date(2026, 11, 2)


def test_the_same_number_and_day_are_kept_once() -> None:
    partner = a_german_partner()

    first, second = registered(partner), registered(partner)

    assert first == second
    assert partner.tax_registrations.get() == first
    assert AuditEntry.objects.filter(act="tax_registration.registered").count() == 1


def test_a_slip_is_corrected_during_account_setup() -> None:
    partner = a_partner_at_setup()
    setup: dict[str, Any] = {"valid_from": partner.enrolled_on, "nothing_billed": True}
    registered(partner, OTHER, **setup)

    registered(partner, NUMBER, **setup)

    assert partner.tax_registrations.get().number == NUMBER
    entry = AuditEntry.objects.filter(act="tax_registration.registered").latest("pk")
    assert entry.facts["instead_of"] == OTHER


def test_what_the_register_says_is_kept_as_proof(register_says: Callable[..., None]) -> None:
    register_says(OnlineCheck.VALID, "register, request 4711")

    registration = registered(a_german_partner())

    assert registration.online == OnlineCheck.VALID
    assert registration.proof == "format and check digit; register, request 4711"


def test_a_number_the_register_does_not_know_is_refused(
    register_says: Callable[..., None],
) -> None:
    register_says(OnlineCheck.INVALID)

    with pytest.raises(NotAVatId, match="online check"):
        registered(a_german_partner())


@pytest.mark.parametrize("fails", [True, False])
def test_an_outage_never_blocks(register_says: Callable[..., None], fails: bool) -> None:
    register_says(OnlineCheck.UNAVAILABLE, fails=fails)

    registration = registered(a_german_partner())

    assert registration.online == OnlineCheck.UNAVAILABLE
    assert registration.validated_at == NOW


def test_checking_again_keeps_the_proof_when_nobody_answers(
    register_says: Callable[..., None],
) -> None:
    register_says(OnlineCheck.VALID, "register, request 4711")
    registration = registered(a_german_partner())
    later = datetime(2026, 12, 20, 9, 0, tzinfo=UTC)

    register_says(OnlineCheck.UNAVAILABLE, fails=True)
    unanswered = tax_registrations.check_again(registration=registration, at=later)
    register_says(OnlineCheck.INVALID, "register, request 5822")
    refused = tax_registrations.check_again(registration=registration, at=later)

    assert (unanswered.online, unanswered.validated_at) == ("valid", NOW)
    assert "request 4711" in unanswered.proof
    assert (refused.online, refused.proof) == ("invalid", "register, request 5822")
    assert AuditEntry.objects.filter(act="tax_registration.checked").count() == 2


def test_an_outage_does_not_revive_what_was_found_not_valid(
    register_says: Callable[..., None],
) -> None:
    partner = a_german_partner()
    registration = registered(partner)
    register_says(OnlineCheck.INVALID, "register, request 5822")
    tax_registrations.check_again(registration=registration, at=NOW)

    register_says(OnlineCheck.UNAVAILABLE, fails=True)
    after = tax_registrations.check_again(registration=registration, at=NOW)

    assert (after.online, after.proof) == ("invalid", "register, request 5822")
    told = AuditEntry.objects.filter(act="tax_registration.checked").latest("pk")
    assert told.facts["online"] == "unavailable"


@pytest.mark.parametrize(
    "answer",
    [
        Answer("perhaps"),  # type: ignore[arg-type]
        Answer(OnlineCheck.VALID, None),  # type: ignore[arg-type]
        None,
    ],
)
def test_an_answer_that_is_none_counts_as_an_outage(settings: Any, answer: Any) -> None:
    settings.VAT_CHECKER = "tests.customers.test_tax_registrations.recorded"
    RECORDED[f"DE {NUMBER}"] = lambda: answer

    assert registered(a_german_partner()).online == OnlineCheck.UNAVAILABLE


@pytest.mark.parametrize("path", ["no.such.module.check", "tests.builders.no_such_check", "x"])
def test_a_check_that_does_not_exist_counts_as_an_outage(settings: Any, path: str) -> None:
    settings.VAT_CHECKER = path

    assert registered(a_german_partner()).online == OnlineCheck.UNAVAILABLE


def test_an_id_is_ended_from_today_on_at_the_earliest() -> None:
    registration = a_tax_registration(partner=a_german_partner(), number=OTHER)

    with pytest.raises(StampedBack):
        tax_registrations.end(registration=registration, on=date(2026, 11, 19), at=NOW)
    with pytest.raises(Overlaps):
        tax_registrations.end(
            registration=tax_registrations.end(registration=registration, on=NEXT, at=NOW),
            on=date(2027, 1, 1),
            at=NOW,
        )

    registration.refresh_from_db()
    assert registration.valid_until == NEXT
