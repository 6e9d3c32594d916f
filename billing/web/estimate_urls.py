"""The addresses of a stream's estimate, below the stream's own."""

from django.urls import path

from billing.web import estimate_acts, estimates

app_name = "estimate"
urlpatterns = [
    path("", estimates.page, name="page"),
    path("lines/<str:currency>/<int:position>/", estimates.line, name="line"),
    path("update/", estimate_acts.update, name="update"),
    path("status/", estimate_acts.status, name="status"),
    path("export.csv", estimate_acts.export, name="export"),
]
