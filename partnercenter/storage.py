"""Where document bytes live: under the hash of their content, so nothing is ever overwritten."""

from __future__ import annotations

import hashlib
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import storages


def keep(content: bytes, *, suffix: str) -> tuple[str, str]:
    """Store bytes once and return their key and SHA-256; equal bytes share a key."""
    digest = hashlib.sha256(content).hexdigest()
    return _kept(ContentFile(content), digest, suffix), digest


def keep_file(file: IO[bytes], *, suffix: str) -> tuple[str, str]:
    """Store an open file in the same way; whatever its size, little of it is in memory."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return _kept(File(file, name=digest), digest, suffix), digest


def open_stream(key: str) -> IO[bytes]:
    """Open stored bytes for streaming; raises FileNotFoundError when they are gone."""
    return storages["documents"].open(key)


def _kept(content: File[bytes], digest: str, suffix: str) -> str:
    key = f"{digest[:2]}/{digest}.{suffix}"
    store = storages["documents"]
    if not store.exists(key):
        store.save(key, content)
    return key
