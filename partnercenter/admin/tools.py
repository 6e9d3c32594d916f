"""Links and buttons beside the title of a staff page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Tool:
    """Leads somewhere, or does something at once when it ``posts``."""

    label: str | Promise
    href: str
    posts: bool = False
    main: bool = False
