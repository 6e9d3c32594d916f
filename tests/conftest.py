"""What every test may lean on."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

KEPT = {
    "billing_invoice": "issued_documents_are_not_emptied",
    "billing_chargerecord": "issued_charges_are_not_emptied",
    "partnercenter_auditentry": "the_activity_log_is_not_emptied",
}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let transactional tests empty the tables that the database otherwise never empties."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table, trigger in KEPT.items():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Any, settings: Any) -> None:
    """Keep documents and mail of each test apart."""
    settings.STORAGES = {
        **settings.STORAGES,
        "documents": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "documents"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CELERY_TASK_ALWAYS_EAGER = False
