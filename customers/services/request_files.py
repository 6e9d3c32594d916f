"""Files of service requests: checked when they come, kept for good, and opened under audit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import IO

from django.utils.translation import gettext as _

from customers.models import Attachment, RequestMessage
from customers.services.request_kinds import MOST_FILES, Kind
from partnercenter import audit, storage
from partnercenter.attachments import Arriving, Unacceptable, checked
from partnercenter.models import User


def attach(message: RequestMessage, files: Sequence[Arriving], *, kind: Kind) -> list[Attachment]:
    """Check every file as its kind of request asks, then keep them; raises Unacceptable."""
    if len(files) > MOST_FILES:
        raise Unacceptable(
            _("At most %(most)d files come with one message. Send the others with another one.")
            % {"most": MOST_FILES}
        )
    known = [
        checked(
            file.name,
            file.content,
            most=kind.most,
            kinds=kind.files,
            plain_name=kind.plain_names,
        )
        for file in files
    ]
    kept = []
    for file, facts in zip(files, known, strict=True):
        key, digest = storage.keep(file.content, suffix=facts.suffix)
        kept.append(
            Attachment(
                message=message,
                name=facts.name,
                media_type=facts.media_type,
                size=facts.size,
                sha256=digest,
                storage_key=key,
            )
        )
    return Attachment.objects.bulk_create(kept)


def opened(attachment: Attachment, *, at: datetime, by: User | None) -> IO[bytes]:
    """Open the file's bytes and tell the activity log who did; raises FileNotFoundError."""
    request = attachment.message.request
    content = storage.open_stream(attachment.storage_key)
    audit.record(
        "request.file_opened",
        request.number,
        at=at,
        by=by,
        partner_id=request.partner_id,
        file=attachment.name,
        sha256=attachment.sha256,
    )
    return content
