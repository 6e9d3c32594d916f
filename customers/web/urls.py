"""Pages of customers."""

from django.urls import path

from customers.web import customers, price_resolutions

app_name = "customers"
urlpatterns = [
    path("customers/", customers.customers, name="customers"),
    path("customers/<uuid:public_id>/", customers.customer, name="customer"),
    path(
        "customers/<uuid:customer_id>/subscriptions/<uuid:subscription_id>/price/",
        price_resolutions.subscription_price,
        name="subscription_price",
    ),
]
