"""An import in two steps: what the file would change, then taking it in as it was shown."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import ImportKind, Partner, PreparedImport
from customers.services.imports.asked import Asked
from customers.services.imports.kinds import KINDS
from customers.services.imports.outlook import Outlook
from partnercenter.errors import Refused
from partnercenter.intake import AlreadyTakenIn, stage
from partnercenter.models import User
from partnercenter.roles import Permission

KEPT = timedelta(days=1)
LONGEST_NAME = 200


class Outdated(Refused):
    """What the file would change is no longer what was shown."""

    code = "outdated"


@transaction.atomic
def prepare(
    *,
    partner: Partner,
    kind: ImportKind,
    file: IO[bytes],
    name: str,
    permissions: frozenset[Permission],
    at: datetime,
    by: User,
) -> PreparedImport:
    """Keep the file and say what it would change; nothing of it is taken in.

    Raises NotTakenIn with every problem of the file, and whatever taking it in would raise.
    """
    with transaction.atomic():
        staged = stage(file=file, name=name, layouts=[KINDS[kind].layout])
        found = KINDS[kind].play(
            Asked(
                partner=partner,
                staged=staged,
                permissions=permissions,
                by=by,
                at=at,
                is_trial=True,
            )
        )
        transaction.set_rollback(True)
    file.seek(0)
    return PreparedImport.objects.create(
        partner=partner,
        kind=kind,
        file_name=name[:LONGEST_NAME],
        storage_key=default_storage.save(f"imports/{uuid.uuid4()}", File(file)),
        sha256=staged.content_hash,
        counts=found.as_data(),
        prepared_at=at,
        prepared_by=by,
    )


@transaction.atomic
def take_in(
    *, prepared: PreparedImport, permissions: frozenset[Permission], at: datetime, by: User
) -> Outlook:
    """Take in the file as it was shown, all or nothing, and return what changed.

    Raises AlreadyTakenIn, Outdated when it would change something else by now or was shown more
    than a day ago, and NotTakenIn.
    """
    held = PreparedImport.objects.select_for_update().get(pk=prepared.pk)
    if held.applied_at is not None:
        raise AlreadyTakenIn(_("This file was taken in already."))
    if at - held.prepared_at > KEPT:
        raise Outdated(_("This was shown more than a day ago: choose the file again."))
    kind = KINDS[ImportKind(held.kind)]
    with default_storage.open(held.storage_key) as file:
        staged = stage(file=file, name=held.file_name, layouts=[kind.layout])
    found = kind.play(
        Asked(partner=held.partner, staged=staged, permissions=permissions, by=by, at=at)
    )
    if json.loads(json.dumps(found.as_data())) != held.counts:
        raise Outdated(
            _("Something changed since this was shown: choose the file again to see what.")
        )
    held.applied_at = at
    held.save(update_fields=["applied_at"])
    transaction.on_commit(lambda: default_storage.delete(held.storage_key))
    return found


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Remove what was shown more than a day ago and never taken in; return how many."""
    stale = PreparedImport.objects.filter(applied_at=None, prepared_at__lt=at - KEPT)
    keys = list(stale.values_list("storage_key", flat=True))
    stale.delete()
    transaction.on_commit(lambda: _remove(keys))
    return len(keys)


def _remove(keys: Sequence[str]) -> None:
    for key in keys:
        default_storage.delete(key)
