"""Pages of billing."""

from django.urls import include, path

from billing.engine.streams import ONE_TIME, RECURRING
from billing.web import (
    calendar,
    documents,
    impact,
    impact_files,
    invoices,
    overview,
    scenarios,
)

app_name = "billing"
urlpatterns = [
    path("billing/", overview.overview, {"stream": RECURRING.code}, name="overview"),
    path("billing/one-time/", overview.overview, {"stream": ONE_TIME.code}, name="one_time"),
    path(
        "billing/estimate/",
        include("billing.web.estimate_urls", namespace="estimate"),
        {"stream": RECURRING.code},
    ),
    path(
        "billing/one-time/estimate/",
        include("billing.web.estimate_urls", namespace="one_time_estimate"),
        {"stream": ONE_TIME.code},
    ),
    path("billing/calendar/", calendar.calendar, name="calendar"),
    path("billing/calendar.ics", calendar.calendar_ics, name="calendar_ics"),
    path("pricing/<int:pk>/impact/", impact.page, name="impact"),
    path("pricing/<int:pk>/impact/file/", impact_files.file, name="impact_file"),
    path("pricing/<int:pk>/impact/letters/", impact_files.letters, name="impact_letters"),
    path(
        "pricing/<int:pk>/impact/letter/<uuid:customer>/",
        impact_files.letter,
        name="impact_letter",
    ),
    path("billing/scenarios/", scenarios.scenarios, name="scenarios"),
    path("billing/invoices/<str:number>/", invoices.invoice, name="invoice"),
    path("billing/invoices/<str:number>/lines/<int:position>/", invoices.line, name="line"),
    path("requests/", include("billing.web.request_urls")),
    path("billing/documents/<int:pk>/", documents.download, name="document"),
    path("billing/documents/<int:pk>/status/", documents.status, name="document_status"),
    path("billing/documents/<int:pk>/again/", documents.again, name="document_again"),
]
