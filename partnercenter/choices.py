"""Countries and currencies to choose from, by code and name."""

from __future__ import annotations

from babel.numbers import list_currencies
from django import forms
from django_stubs_ext import StrOrPromise

from partnercenter import localize
from partnercenter.intake import values


def countries() -> list[tuple[str, str]]:
    """Return the countries by name, in the reader's language."""
    named = sorted((localize.country(code), code) for code in values.countries())
    return [("", ""), *((code, f"{name} ({code})") for name, code in named)]


def currencies() -> list[tuple[str, str]]:
    """Return the currencies by code."""
    names = localize.locale_of().currencies
    known = sorted(code for code in list_currencies() if code in names)
    return [("", ""), *((code, f"{code} {names[code]}") for code in known)]


def country_field(label: StrOrPromise) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=countries)


def currency_field(label: StrOrPromise, *, help_text: StrOrPromise = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=currencies, help_text=help_text)
