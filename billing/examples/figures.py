"""Examples of single figures: every key that is expected is computed from the inputs."""

from __future__ import annotations

LISTS: dict[str, object] = {}
