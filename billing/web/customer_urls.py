"""Pages of a customer that know what it costs; included under the name of customers."""

from django.urls import path

from billing.web import budgets, customer_list, customers

urlpatterns = [
    path("customers/", customer_list.customers, name="customers"),
    path("customers/file/<str:code>/", customer_list.customers_file, name="customers_file"),
    path("customers/<uuid:public_id>/", customers.customer, name="customer"),
    path("customers/<uuid:public_id>/budget/", budgets.budget, name="budget"),
    path("customers/<uuid:public_id>/budget/remove/", budgets.remove, name="budget_remove"),
    path("customers/<uuid:public_id>/budget/update/", budgets.update, name="budget_update"),
]
