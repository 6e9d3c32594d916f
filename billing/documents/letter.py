"""Letters from the partner to its customers: which prices change, from when, and to what.

They tell retail prices only; what the partner pays is never on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from billing.queries.impact_line import Line
from customers.models import Customer, Partner
from partnercenter.errors import Refused

# So many are printed while somebody waits; of more, one part after the other.
MOST_LETTERS = 25


class NothingToSay(Refused):
    """No retail price of the customer changes."""

    code = "nothing_to_say"


@dataclass(frozen=True, slots=True)
class Party:
    """Who writes or is written to."""

    name: str
    address_lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter; ``currency`` is that of its prices, or empty where they are of several."""

    sender: Party
    recipient: Party
    written_on: date
    lines: tuple[Line, ...]
    currency: str

    @property
    def is_metered(self) -> bool:
        """Whether it tells of use, which no term guarantees a price for."""
        return any(line.meter for line in self.lines)


def letter(partner: Partner, customer: Customer, lines: Sequence[Line], *, on: date) -> Letter:
    """Return the letter about these lines; raises NothingToSay when there are none."""
    if not lines:
        raise NothingToSay(
            _("No retail price that %(customer)s pays changes in the next twelve months.")
            % {"customer": customer}
        )
    currencies = {line.old.currency for line in lines}
    return Letter(
        sender=Party(partner.legal_name, _address(partner)),
        recipient=Party(customer.name, _address(customer)),
        written_on=on,
        lines=tuple(lines),
        currency=currencies.pop() if len(currencies) == 1 else "",
    )


def printed(letters: Sequence[Letter], *, language: str) -> bytes:
    """Return the letters as one PDF/UA, each beginning a page; equal letters give equal bytes."""
    with translation.override(language):
        html = render_to_string(
            "documents/letter.html", {"letters": letters, "language": language}
        )
    # Only who prints pays for loading the renderer.
    from billing.documents import printing

    return printing.printed(html, identity=html)


def _address(of: Partner | Customer) -> tuple[str, ...]:
    """Return the lines of an address that are known, the country by its code."""
    town = " ".join(word for word in (of.postal_code, of.city) if word)
    return tuple(_filled((of.address_line1, town, of.country)))


def _filled(words: Iterable[str]) -> Iterable[str]:
    return (word for word in words if word)
