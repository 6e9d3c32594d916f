"""Pages of customers."""

from django.urls.resolvers import URLPattern

app_name = "customers"
urlpatterns: list[URLPattern] = []
