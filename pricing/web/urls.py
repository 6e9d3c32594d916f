"""Pages of pricing."""

from django.urls import path

from pricing.web import comparisons, exchange_rates, files, finding, items, lists, price_list

app_name = "pricing"
urlpatterns = [
    path("pricing/", lists.price_lists, name="price_lists"),
    path("pricing/find/", finding.found, name="find"),
    path("pricing/<int:pk>/", price_list.price_list, name="price_list"),
    path("pricing/<int:pk>/changes/", comparisons.comparison, name="comparison"),
    path(
        "pricing/<int:pk>/changes/file/",
        comparisons.comparison_file_of,
        name="comparison_file",
    ),
    path("pricing/<int:pk>/file/<slug:code>/", files.list_file, name="list_file"),
    path("pricing/<int:pk>/file/<slug:code>/status/", files.status, name="list_file_status"),
    path("pricing/<int:pk>/file/<slug:code>/ask/", files.ask, name="list_file_ask"),
    path("pricing/items/<str:availability_id>/", items.item, name="item"),
    path("pricing/exchange-rates/", exchange_rates.exchange_rates, name="exchange_rates"),
]
