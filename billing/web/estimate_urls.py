"""The addresses of a stream's estimate, below the stream's own."""

from django.urls import path

from billing.web import estimates

app_name = "estimate"
urlpatterns = [
    path("", estimates.page, name="page"),
    path("lines/<str:currency>/<int:position>/", estimates.line, name="line"),
    path("update/", estimates.update, name="update"),
    path("status/", estimates.status, name="status"),
    path("export.csv", estimates.export, name="export"),
]
