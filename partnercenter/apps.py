"""The floor as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnerCenterConfig(AppConfig):
    name = "partnercenter"
    verbose_name = _("Partner Center")

    def ready(self) -> None:
        from partnercenter import celery

        celery.app.autodiscover_tasks(force=True)
