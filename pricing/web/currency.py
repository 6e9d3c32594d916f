"""Which currency a person's prices are in: that of the partner they work for."""

from django.apps import apps

from partnercenter.access import Actor


def currency_of(actor: Actor) -> str:
    """Return the partner's billing currency.

    Partners live above this app, so they are asked for by name only.
    """
    partner = apps.get_model("customers.Partner").objects.visible_to(actor).get()
    return str(partner.currency)
