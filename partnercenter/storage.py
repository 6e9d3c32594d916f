"""Where document bytes live: under the hash of their content, so nothing is ever overwritten."""

import hashlib
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import storages


def keep(content: bytes, *, suffix: str) -> tuple[str, str]:
    """Store bytes once and return their key and SHA-256; equal bytes share a key."""
    digest = hashlib.sha256(content).hexdigest()
    key = f"{digest[:2]}/{digest}.{suffix}"
    store = storages["documents"]
    if not store.exists(key):
        store.save(key, ContentFile(content))
    return key, digest


def open_stream(key: str) -> IO[bytes]:
    """Open stored bytes for streaming; raises FileNotFoundError when they are gone."""
    return storages["documents"].open(key)
