"""VAT ids: whether a number can be one, told from its format and check digit alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum import get_cc_module
from stdnum.eu.vat import MEMBER_STATES
from stdnum.exceptions import ValidationError

CHECKED = {code.upper() for code in MEMBER_STATES} | {"GB", "CH", "NO"}
# Greece writes EL before its numbers, Switzerland CHE as part of them.
PREFIXES = {"GR": "EL", "CH": ""}
ANY_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9 ./-]{3,28}")


@dataclass(frozen=True, slots=True)
class VatId:
    """A number as documents carry it, with its country's prefix, and how it was validated."""

    number: str
    proof: str


def validated(number: str, *, country: str) -> VatId | None:
    """Return the VAT id of a country, None when the number is none (domain 6.4).

    Numbers of countries whose rules are not known here only have to look like one.
    """
    rules = get_cc_module(country.lower(), "vat") if country in CHECKED else None
    if rules is None:
        looks = ANY_NUMBER.fullmatch(number.upper())
        return VatId(number.upper(), "format") if looks else None
    try:
        compact = rules.validate(number)
    except ValidationError:
        return None
    return VatId(PREFIXES.get(country, country) + compact, "format and check digit")
