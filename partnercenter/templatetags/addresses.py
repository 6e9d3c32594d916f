"""Tags that change one part of the page's own address and keep the rest: {% load addresses %}.

The page number is dropped by every change, because page 7 of another list is nobody's question.
"""

from django import template
from django.http import HttpRequest, QueryDict

register = template.Library()
PLACES = ("page", "after", "before")


@register.simple_tag
def address_without(request: HttpRequest, name: str, value: object = "") -> str:
    """Return the address without the filter (or, given one of its values, without that one)."""
    query = _query(request)
    kept = [other for other in query.getlist(name) if value and other != str(value)]
    query.setlist(name, kept)
    return _address(request, query)


@register.simple_tag
def address_with(request: HttpRequest, name: str, value: object) -> str:
    """Return the address with the parameter set to the value."""
    query = _query(request)
    query[name] = str(value)
    return _address(request, query)


@register.simple_tag
def sort_address(request: HttpRequest, key: str) -> dict[str, str]:
    """Return where a click on a sortable head leads, and how the column is sorted now.

    ``sort=due`` is ascending and ``sort=-due`` descending, as in the address.
    """
    now = request.GET.get("sort", "")
    state = {key: "ascending", f"-{key}": "descending"}.get(now, "none")
    following = f"-{key}" if now == key else key
    return {"href": address_with(request, "sort", following), "state": state}


def _query(request: HttpRequest) -> QueryDict:
    query = request.GET.copy()
    for place in PLACES:
        query.pop(place, None)
    return query


def _address(request: HttpRequest, query: QueryDict) -> str:
    text = query.urlencode()
    return f"{request.path}?{text}" if text else request.path
