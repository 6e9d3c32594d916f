"""What the name of a charge type means, on a line that charges and on one that gives back."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a charge type says on a line that charges, and on one that gives back."""

    charge: Promise
    credit: Promise


TAKEN_BACK = _("A credit, not a penalty: an earlier line of this kind is taken back.")
GIVEN_BACK_BEFORE = _("A credit given on an earlier line is taken back.")
OTHER_TYPE = Meaning(_("A charge."), _("A credit, not a penalty."))
