"""Pages of the account settings that need to know of billing; ``customers`` includes them."""

from django.urls import path

from billing.web import tax, welcome

urlpatterns = [
    path("account-settings/tax/", tax.tax, name="tax"),
    path("welcome/", welcome.profile, name="welcome"),
    path("welcome/tax-id/", welcome.tax_id, name="welcome_tax_id"),
    path("welcome/contacts/", welcome.contacts, name="welcome_contacts"),
    path("welcome/confirm/", welcome.confirm, name="welcome_confirm"),
]
