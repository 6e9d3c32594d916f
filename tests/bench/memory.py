"""How much memory this process needed at most while it did something."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

R = TypeVar("R")
STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def peak_of(act: Callable[[], R]) -> tuple[R, int | None]:
    """Return what the act returns, and by how many MB the process grew at most meanwhile.

    Linux tells; elsewhere it is None.
    """
    try:
        FORGET.write_text("5", encoding="ascii")
        before = _kilobytes("VmRSS")
    except OSError:
        return act(), None
    done = act()
    return done, (_kilobytes("VmHWM") - before) // 1024


def _kilobytes(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", STATUS.read_text(encoding="ascii"), re.MULTILINE)
    return int(found[1]) if found else 0
