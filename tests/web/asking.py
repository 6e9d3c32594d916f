"""Filling in the forms of service requests, and finding their pages."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from customers.models import ServiceRequest
from tests.builders.asked import PDF


def new(kind: str) -> str:
    return reverse("billing:request_new", args=[kind])


def page(request: ServiceRequest, act: str = "") -> str:
    return reverse(f"billing:request{act}", args=[request.public_id])


def filled(**given: Any) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), "subject": "Our VAT id", "text": "Please add it.", **given}


def proof(name: str = "proof.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def titles(answer: Any) -> list[str]:
    return [asked.row.subject for asked in answer.context["rows"]]
