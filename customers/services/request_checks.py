"""What a request must say to be opened: the facts of its kind, each in its right form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from customers.models import Customer, Partner
from customers.services import vat_ids
from customers.services.request_kinds import Kind
from partnercenter.errors import Refused

LONGEST_TEXT, LONGEST_SUBJECT = 5000, 150
JURISDICTION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


class NotAsked(Refused):
    """The request lacks something that its kind needs; ``field`` says what, where it is known."""

    code = "request_not_asked"

    def __init__(self, words: str, *, field: str = "") -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a request is about; which of these it needs follows from its kind.

    ``valid_until`` is excluded; ``amount`` is positive, in ``currency``.
    """

    customer: Customer | None = None
    invoice_number: str = ""
    line_position: int | None = None
    amount: Decimal | None = None
    currency: str = ""
    tax_number: str = ""
    jurisdiction: str = ""
    certificate: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


def checked_facts(facts: Facts, *, kind: Kind, partner: Partner) -> Mapping[str, object]:
    """Return the facts as columns of a request; raises NotAsked.

    A tax id must be one of the partner's country by format and check digit (domain 6.4), and is
    kept as documents write it.
    """
    given = {field.name: getattr(facts, field.name) for field in fields(facts)}
    for name in kind.needs:
        if given[name] in (None, ""):
            raise NotAsked(_("This kind of request needs it."), field=name)
    if facts.tax_number:
        given["tax_number"] = _checked_number(facts.tax_number, partner)
    if facts.jurisdiction:
        given["jurisdiction"] = _checked_jurisdiction(facts.jurisdiction)
    if facts.valid_from and facts.valid_until and facts.valid_until <= facts.valid_from:
        words = _("The certificate must end after the day on which it begins.")
        raise NotAsked(words, field="valid_until")
    return given


def checked_text(text: str, *, most: int = LONGEST_TEXT) -> str:
    """Return the words without space around them; raises NotAsked when there are none."""
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise NotAsked(_("Write a few words."), field="text")
    if len(words) > most:
        raise NotAsked(_("Write at most %(most)d characters.") % {"most": most}, field="text")
    return words


def checked_subject(subject: str) -> str:
    """Return the subject on one line; raises NotAsked."""
    return checked_text(" ".join(subject.split()), most=LONGEST_SUBJECT)


def _checked_number(number: str, partner: Partner) -> str:
    found = vat_ids.validated(number.strip(), country=partner.country)
    if found is None:
        raise NotAsked(
            _(
                "%(number)s is not a tax id of %(country)s: its format or its check digit is wrong. "
                "Copy it from your registration."
            )
            % {"number": number.strip(), "country": partner.country},
            field="tax_number",
        )
    return found.number


def _checked_jurisdiction(jurisdiction: str) -> str:
    code = jurisdiction.strip().upper()
    if not JURISDICTION.fullmatch(code):
        words = _("Write a country such as NL, or a country and a state such as US-WA.")
        raise NotAsked(words, field="jurisdiction")
    return code
