"""The addresses of service requests, below /requests/."""

from django.urls import path

from billing.web import request_acts, request_files, request_filing, requests

urlpatterns = [
    path("", requests.requests, name="requests"),
    path("new/", request_filing.choose, name="request_choose"),
    path("new/<str:kind>/", request_filing.new, name="request_new"),
    path("files/<uuid:public_id>/", request_files.attachment, name="attachment"),
    path("<uuid:public_id>/", requests.one, name="request"),
    path("<uuid:public_id>/reply/", request_acts.reply, name="request_reply"),
    path("<uuid:public_id>/withdraw/", request_acts.withdraw, name="request_withdraw"),
]
