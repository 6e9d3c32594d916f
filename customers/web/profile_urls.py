"""Pages of the account settings that need no more than the partner."""

from django.urls import path

from customers.web import billing_contacts, billing_profile, resellers

urlpatterns = [
    path("account-settings/profile/", billing_profile.billing_profile, name="billing_profile"),
    path("account-settings/profile/edit/", billing_profile.edit, name="billing_profile_edit"),
    path("account-settings/profile/contacts/", billing_contacts.contacts, name="billing_contacts"),
    path(
        "account-settings/profile/contacts/<int:pk>/remove/",
        billing_contacts.remove,
        name="billing_contact_remove",
    ),
    path("account-settings/resellers/", resellers.resellers, name="resellers"),
    path("account-settings/resellers/<int:pk>/stop/", resellers.stop, name="reseller_stop"),
]
