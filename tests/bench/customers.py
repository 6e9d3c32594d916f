"""How long a person waits for the list of very many customers, beside one bare indexed query."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import quantiles

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from customers.models import Customer, Partner
from partnercenter import keyset
from tests.builders import a_partner, a_user

SIZE, TURNS = 100_000, 40
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MAKE = """
INSERT INTO customers_customer (public_id, partner_id, name, domain, country, segment,
    relationship_since, address_line1, city, postal_code, contact_email)
SELECT gen_random_uuid(), %(partner)s,
    initcap(translate(substr(md5(n::text), 1, 7), '0123456789', 'ghijklmnop')) || ' '
        || (ARRAY['Bakkerij', 'Garage', 'Advies', 'Bouw', 'Zorg', 'Logistiek'])[n %% 6 + 1],
    translate(substr(md5(n::text), 1, 12), '0123456789', 'ghijklmnop') || '.example',
    (ARRAY['NL', 'DE', 'BE', 'NO'])[n %% 4 + 1],
    CASE WHEN n %% 10 = 0 THEN 'education' ELSE 'commercial' END,
    date '2020-01-01' + n %% 2000, 'Stationsweg 85', 'Delft', '2638 NR', ''
FROM generate_series(1, %(size)s) n
"""
BARE = """
SELECT id, public_id, name, domain, country, segment, relationship_since
FROM customers_customer WHERE partner_id = %s AND name >= 'M' ORDER BY name, id LIMIT 51
"""


def rows(size: int = SIZE) -> Iterator[tuple[str, str]]:
    """Open the list, a search in it and a page deep inside it, as somebody signed in would."""
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": PLAIN}):
        yield from _measured(size)


def _measured(size: int) -> Iterator[tuple[str, str]]:
    partner = a_partner(f"Partner of {size} customers")
    client = Client(HTTP_HOST="localhost")
    client.force_login(a_user(partner=partner))
    with connection.cursor() as cursor:
        cursor.execute(MAKE, {"partner": partner.pk, "size": size})
        cursor.execute("VACUUM ANALYZE customers_customer")
    bare = _p95(lambda: _timed(_read, partner))
    for what, address in {
        "first page": "",
        "search": "?search=abel",
        "search for what is everywhere": "?search=bak",
        "deep page": _deep(partner, size),
        "newest first": "?sort=newest",
    }.items():
        page = _p95(lambda address=address: _timed(_open, client, address))
        asking = _p95(lambda address=address: _asking(client, address))
        figures = (
            f"{asking / bare:.1f} x one indexed query (p95: all queries of the page "
            f"{asking * 1000:.1f} ms, one {bare * 1000:.1f} ms; the whole page {page * 1000:.0f} ms)"
        )
        yield f"list of {size:,} customers, {what}", figures


def _deep(partner: Partner, size: int) -> str:
    """Return the address of a page before which nine tenths of the list lie."""
    mine = Customer.objects.filter(partner=partner).order_by("name", "id")
    behind = mine.filter(name__gte=mine[size * 9 // 10].name)
    return f"?after={keyset.page(behind, by=('name', 'id'), size=1, asked={}).after}"


def _open(client: Client, address: str) -> None:
    assert client.get(reverse("customers:customers") + address).status_code == 200


def _read(partner: Partner) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BARE, [partner.pk])
        assert len(cursor.fetchall()) == 51


def _asking(client: Client, address: str) -> float:
    """Return the seconds that the page's queries take together, who is signed in included."""
    taken: list[float] = []

    def timed(execute: Callable[..., object], *told: object) -> object:
        begun = time.perf_counter()
        try:
            return execute(*told)
        finally:
            taken.append(time.perf_counter() - begun)

    with connection.execute_wrapper(timed):
        _open(client, address)
    return sum(taken)


def _timed(act: Callable[..., object], *given: object) -> float:
    begun = time.perf_counter()
    act(*given)
    return time.perf_counter() - begun


def _p95(measure: Callable[[], float]) -> float:
    """Return the seconds that 95 of 100 take at most."""
    measure()
    return quantiles((measure() for _ in range(TURNS)), n=20)[-1]
