"""The pages of one subscription; included under the name of customers."""

from django.urls import path

from billing.web import subscription_acts, subscriptions

HERE = "customers/<uuid:customer_id>/subscriptions/<uuid:subscription_id>/"
urlpatterns = [
    path(HERE, subscriptions.subscription, name="subscription"),
    path(f"{HERE}<slug:act>/", subscription_acts.subscription_act, name="subscription_act"),
]
