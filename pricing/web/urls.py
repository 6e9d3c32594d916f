"""Pages of pricing."""

from django.urls import path

from pricing.web import items, lists

app_name = "pricing"
urlpatterns = [
    path("pricing/", lists.price_lists, name="price_lists"),
    path("pricing/<int:pk>/", lists.price_list, name="price_list"),
    path("pricing/items/<str:availability_id>/", items.item, name="item"),
]
