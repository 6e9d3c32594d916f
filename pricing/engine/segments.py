"""Who may buy what: the segments that a customer of each segment qualifies for (domain 10.7).

A licence says by its agreement type whom it is for, anything else by its segment. What is no
licence has no special segments as a rule: said to be commercial, or nothing, it is for everybody.
"""

from __future__ import annotations

COMMERCIAL, EDUCATION = "commercial", "education"
NONPROFIT, GOVERNMENT = "nonprofit", "government"
SEGMENTS = (COMMERCIAL, EDUCATION, NONPROFIT, GOVERNMENT)

# By the customer's segment, the one that is preferred first: its own, before commercial.
QUALIFIES = {
    COMMERCIAL: (COMMERCIAL,),
    EDUCATION: (EDUCATION, COMMERCIAL),
    NONPROFIT: (NONPROFIT, COMMERCIAL),
    GOVERNMENT: (GOVERNMENT,),
}
# A customer that is said to be one of these is one of that segment.
COUNTS_AS = {"State-owned": COMMERCIAL}
AGREEMENTS = {
    "corporate": COMMERCIAL,
    "academic": EDUCATION,
    "charity": NONPROFIT,
    "government": GOVERNMENT,
}
WORDS = {
    **{segment: segment for segment in SEGMENTS},
    "academic": EDUCATION,
    "charity": NONPROFIT,
    "gcc": GOVERNMENT,
}
FOR_ALL = ("commercial", "")


def plain(word: str) -> str:
    """Return a published word as the tables have it: in lower case, without hyphen and blank."""
    return word.lower().replace("-", "").replace(" ", "")


def preferences(*, licence: bool) -> dict[str, dict[str, int]]:
    """Return for each segment of customers the plain words of what it may buy, 0 first.

    Of licences these are agreement types, otherwise segments as the list says them.
    """
    words = AGREEMENTS if licence else WORDS
    found = {
        customer: {
            word: allowed.index(segment) for word, segment in words.items() if segment in allowed
        }
        for customer, allowed in QUALIFIES.items()
    }
    if not licence:
        for own in found.values():
            for rank, word in enumerate(FOR_ALL, start=1):
                own.setdefault(word, rank)
    return found


def preference(customer: str, word: str, *, licence: bool) -> int | None:
    """Return how a customer's segment likes what is said to be for ``word``: 0 best, None never."""
    return preferences(licence=licence)[customer].get(plain(word))


def buyers(word: str, *, licence: bool) -> tuple[str, ...]:
    """Return the segments of customers that qualify for what is said to be for ``word``."""
    return tuple(
        customer
        for customer in SEGMENTS
        if preference(customer, word, licence=licence) is not None
    )
