"""The form of a customer: adding one, and correcting what is known of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from customers.models import Customer, Partner, Segment
from customers.services import customers
from customers.services.customers import Company, NotACustomer
from partnercenter import submissions
from partnercenter.access import ActorRequest, person, requires
from partnercenter.choices import country_field
from partnercenter.errors import Refused
from partnercenter.roles import Permission

PARTS = {
    "company": ("name", "domain", "segment", "country", "tenant_created_on"),
    "address": ("address_line1", "address_line2", "postal_code", "city", "region"),
    "contact": ("contact_name", "contact_email", "contact_phone"),
}


class CustomerForm(forms.ModelForm[Customer]):
    """Asks for company, address and contact; ``confirmed`` once a domain is known already."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    country = country_field(gettext_lazy("Country"))
    confirmed = forms.BooleanField(
        label=gettext_lazy("This is another customer with the same domain"), required=False
    )

    class Meta:
        model = Customer
        fields = tuple(field.name for field in fields(Company))
        widgets = {"tenant_created_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "domain": gettext_lazy("Such as baker.example. Several customers may share one."),
            "segment": gettext_lazy(
                "Decides which offers the customer may buy from now on; what it holds stays."
            ),
            "tenant_created_on": gettext_lazy(
                "Decides in some countries which currency purchases are billed in."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in fields(Company):
            # What was shown travels with the form, so that only what somebody changed is changed.
            self.fields[field.name].show_hidden_initial = True

    def parts(self) -> dict[str, list[forms.BoundField]]:
        """Return the fields by what they are about."""
        return {part: [self[name] for name in names] for part, names in PARTS.items()}

    def company(self) -> Company:
        """Return what was filled in."""
        return Company(**{field.name: self.cleaned_data[field.name] for field in fields(Company)})

    def refuse(self, error: Refused) -> None:
        """Tell at each field what is wrong with it, or on top what hinders all of it."""
        if not isinstance(error, NotACustomer):
            self.add_error(None, str(error))
            return
        for name, words in error.wrong.items():
            for word in words:
                self.add_error(name, word)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ADD_CUSTOMERS)
def add(request: ActorRequest) -> HttpResponse:
    """Ask for a new customer and take it on."""
    partner = get_object_or_404(Partner.objects.visible_to(request.actor))
    first = {
        "key": submissions.new_key(),
        "country": partner.country,
        "segment": Segment.COMMERCIAL,
    }
    form = CustomerForm(request.POST or None, initial=first)

    def act() -> str:
        added = customers.add(
            partner=partner, company=form.company(), at=timezone.now(), by=person(request)
        )
        messages.success(request, _("%(customer)s is your customer now.") % {"customer": added})
        return reverse("customers:customer", args=[added.public_id])

    return _answer(request, form, partner, act, customer=None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EDIT_CUSTOMERS)
def correct(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Ask what is to be corrected of a customer and correct it."""
    mine = Customer.objects.visible_to(request.actor).select_related("partner")
    customer = get_object_or_404(mine, public_id=public_id)
    form = CustomerForm(
        request.POST or None,
        instance=Customer.objects.get(pk=customer.pk),
        initial={"key": submissions.new_key()},
    )

    def act() -> str:
        corrected = customers.correct(
            customer=customer,
            company=form.company(),
            only=form.changed_data,
            at=timezone.now(),
            by=person(request),
        )
        messages.success(request, _("%(customer)s is corrected.") % {"customer": corrected})
        return reverse("customers:customer", args=[customer.public_id])

    return _answer(request, form, customer.partner, act, customer=customer)


def _answer(
    request: ActorRequest,
    form: CustomerForm,
    partner: Partner,
    act: Callable[[], str],
    *,
    customer: Customer | None,
) -> HttpResponse:
    """Show the form, or act once and lead to the customer."""
    doubles: list[Customer] = []
    if request.method == "POST" and form.is_valid():
        domain = form.cleaned_data["domain"]
        if customer is None or domain.lower() != customer.domain.lower():
            doubles = customers.same_domain(partner, domain, but=customer)
        if form.cleaned_data["confirmed"] or not doubles:
            try:
                key = form.cleaned_data["key"]
                now, by = timezone.now(), person(request)
                return redirect(submissions.once(key, by=by, at=now, act=act))
            except Refused as error:
                form.refuse(error)
    context = {"form": form, "customer": customer, "doubles": doubles, **form.parts()}
    return render(request, "customers/customer_form.html", context)
