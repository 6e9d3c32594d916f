"""Pages of pricing."""

from django.urls.resolvers import URLPattern

app_name = "pricing"
urlpatterns: list[URLPattern] = []
