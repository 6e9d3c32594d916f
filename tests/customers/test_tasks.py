"""The tasks of this app: they read the clock and make one call."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from customers import tasks
from partnercenter import submissions
from partnercenter.models import Submission
from tests.builders import a_user

pytestmark = pytest.mark.django_db


def test_keys_of_forms_are_forgotten_once_nobody_sends_them_again() -> None:
    person, now = a_user(), timezone.now()
    for age in (0, 6, 8):
        submissions.once(uuid.uuid4(), by=person, at=now - timedelta(days=age), act=lambda: "/")

    tasks.forget_submissions()

    assert Submission.objects.count() == 2
