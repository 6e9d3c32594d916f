"""Countries, the groups they are in, and the currency each market bills in (domain 5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pricing.engine.settings import setting

EU = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()
)
EFTA = frozenset("IS LI NO CH".split())
UK = frozenset(("GB",))
# They are not part of the United Kingdom, but bill in its currency.
UK_DEPENDENCIES = frozenset("GG IM JE GI".split())

# Europe bills in euro unless a country is named below: Poland, Czechia and Hungary too.
EURO = EU | EFTA | frozenset("AD AL AX BA BY FO GL MC MD ME MK RS SM UA VA XK".split())
REST_OF_THE_WORLD = "USD"
MARKETS: Mapping[str, str] = {
    **dict.fromkeys(sorted(EURO), "EUR"),
    **dict.fromkeys(sorted(UK | UK_DEPENDENCIES), "GBP"),
    "DK": "DKK",
    "SE": "SEK",
    "NO": "NOK",
    "SJ": "NOK",
    "CH": "CHF",
    "AU": "AUD",
    "NZ": "NZD",
    "CA": "CAD",
    "JP": "JPY",
    "KR": "KRW",
    "IN": "INR",
    "RU": "RUB",
    "TW": "TWD",
}


def market_currency(country: str) -> str:
    """Return the currency that a country's market bills in; most of the world's is USD."""
    return MARKETS.get(country, REST_OF_THE_WORLD)


def area(settings: Mapping[str, Any]) -> frozenset[str]:
    """Return the countries of EU, EFTA and UK, within which a partner's customers count.

    Guernsey, Jersey, Man and Gibraltar are among them where ``uk_dependencies`` is "as_uk".
    """
    own = EU | EFTA | UK
    return own | UK_DEPENDENCIES if setting(settings, "uk_dependencies") == "as_uk" else own
