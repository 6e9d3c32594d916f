"""The form in which an offer is chosen: how many, in which way, below which base, with what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.models import CartItem, Customer, PartnerKind, Subscription
from customers.queries.ways import Way
from customers.services.carts import Choice
from customers.services.catalogue import OnSale
from customers.web.ways import label
from partnercenter import localize
from pricing.queries import units

MOST = 1_000_000
ADD_ON = "add_on_"


class OfferForm(forms.Form):
    """What can be chosen of one offer; fields that would have one answer only are left out."""

    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=MOST)
    base = forms.ChoiceField(label=_("Add-on of"))
    way = forms.ChoiceField(label=_("Term and billing"), widget=forms.RadioSelect)
    auto_renew = forms.BooleanField(
        label=_("Renew automatically at the end of the term"), required=False
    )
    name = forms.CharField(
        label=_("Name on invoices"),
        required=False,
        max_length=250,
        help_text=_("Empty for the title of the offer."),
    )
    reseller = forms.ChoiceField(label=_("Reseller of record"), required=False)

    def __init__(
        self,
        *args: Any,
        customer: Customer,
        sale: OnSale,
        ways: Sequence[Way],
        bases: Sequence[Subscription | CartItem] = (),
        add_ons: Sequence[OnSale] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._sale, self._bases = sale, {base.public_id: base for base in bases}
        self._ways = {way.code: way for way in ways}
        self._add_ons = {f"{ADD_ON}{one.availability.pk}": one for one in add_ons}
        sku = sale.availability.sku
        self._choose("way", [(way.code, _priced(way, label(way, sku))) for way in ways])
        if len(ways) < 2:
            del self.fields["way"]
        self._choose("base", [(str(base.public_id), _called(base)) for base in bases])
        if not bases:
            del self.fields["base"]
        self._resellers(customer)
        if not any(_renews(way, sale) for way in ways):
            del self.fields["auto_renew"]
        for name, one in self._add_ons.items():
            self.fields[name] = forms.IntegerField(
                label=one.availability.sku.title, required=False, min_value=1, max_value=MOST
            )

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def _resellers(self, customer: Customer) -> None:
        partner = customer.partner
        known = partner.resellers.filter(is_active=True).order_by("name", "pk")
        resellers = [(one.mpn_id, str(one)) for one in known]
        if partner.kind != PartnerKind.INDIRECT_PROVIDER or not resellers:
            del self.fields["reseller"]
        else:
            self._choose("reseller", [("", _("None")), *resellers])

    @property
    def add_on_fields(self) -> Iterable[tuple[OnSale, Any]]:
        """The add-ons that fit, each with its field."""
        return [(one, self[name]) for name, one in self._add_ons.items()]

    @property
    def asked(self) -> Iterable[Any]:
        """The fields of the offer itself."""
        return [field for field in self if field.name not in self._add_ons]

    @property
    def only_way(self) -> str:
        """The way in words, where there is no choice."""
        ways = list(self._ways.values())
        sku = self._sale.availability.sku
        return _priced(ways[0], label(ways[0], sku)) if len(ways) == 1 else ""

    def chosen_way(self) -> Way:
        """Return the way chosen; the only one where there is no choice."""
        return self._ways[self.cleaned_data.get("way") or next(iter(self._ways))]

    def choice(self) -> Choice:
        """Return what was chosen, for the cart."""
        said, way = self.cleaned_data, self.chosen_way()
        base = self._bases.get(UUID(said["base"])) if said.get("base") else None
        return Choice(
            availability=self._sale.availability,
            quantity=said["quantity"],
            frequency=way.frequency,
            term_months=way.term_months,
            auto_renew=bool(said.get("auto_renew")) and _renews(way, self._sale),
            name=said["name"],
            reseller_mpn_id=said.get("reseller", ""),
            base=base if isinstance(base, Subscription) else None,
            base_item=base if isinstance(base, CartItem) else None,
        )

    def add_ons(self) -> list[tuple[OnSale, int]]:
        """Return how many of each add-on are wanted below it."""
        said = self.cleaned_data
        return [(one, said[name]) for name, one in self._add_ons.items() if said.get(name)]


def _renews(way: Way, sale: OnSale) -> bool:
    """Say whether there is a next term: not of what is for good, and a trial ends by itself."""
    return bool(way.term_months) and not sale.availability.sku.is_trial


def _priced(way: Way, words: str) -> str:
    if way.price is None or way.unit_price is None:
        return words
    unit = units.unit_words(way.price.availability)
    return f"{words} – {localize.price(way.unit_price)} {unit}"


def _called(base: Subscription | CartItem) -> str:
    title = base.name or base.availability.sku.title
    where = _("in the cart") if isinstance(base, CartItem) else _("held")
    return f"{title}, {localize.quantity(base.quantity)} ({where})"
