"""Pages of customers."""

from django.urls import path

from customers.web import customers

app_name = "customers"
urlpatterns = [
    path("customers/", customers.customers, name="customers"),
    path("customers/<uuid:public_id>/", customers.customer, name="customer"),
]
