"""Pages of billing."""

from django.urls.resolvers import URLPattern

app_name = "billing"
urlpatterns: list[URLPattern] = []
