"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path

from partnercenter.web import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("account/", include("allauth.urls")),
    path("", include("billing.web.home_urls")),
    path("", include("billing.web.urls")),
    path("", include("customers.web.urls")),
    path("", include("pricing.web.urls")),
]

handler500 = "partnercenter.web.errors.server_error"
