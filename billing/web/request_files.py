"""Files of a request, downloaded by those who see the request."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.models import Attachment, ServiceRequest
from customers.services import request_files
from partnercenter.access import ActorRequest, person, requires
from partnercenter.roles import Permission
from partnercenter.web.attached import attached


@require_safe
@requires(Permission.ASK_QUESTIONS)
def attachment(request: ActorRequest, public_id: UUID) -> FileResponse:
    """Send the file to be saved; those of internal notes are not there."""
    seen = ServiceRequest.objects.visible_to(request.actor)
    files = Attachment.objects.filter(message__request__in=seen, message__is_internal=False)
    found = get_object_or_404(files.select_related("message__request"), public_id=public_id)
    content = request_files.opened(found, at=timezone.now(), by=person(request))
    return attached(content, name=found.name, media_type=found.media_type)
